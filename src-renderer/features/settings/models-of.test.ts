import { describe, expect, it } from 'vitest';
import { stages } from '../../../src-shared/domain/job.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { modelsOf, namesIn } from './models-of.ts';

const named = (id: string): Workflow => workflows.find((one) => one.id === id) as Workflow;
const models = (id: string, stage: 'preview' | 'final'): string[] =>
  modelsOf(named(id), stage).map(({ model }) => model);

describe('the models that can take the place of the usual one', () => {
  it('begin with the usual one, each once', () => {
    for (const workflow of workflows)
      for (const stage of stages) {
        const found = modelsOf(workflow, stage).map(({ model }) => model);
        expect(found[0]).toBe(workflow.stages[stage].models[0]);
        expect(new Set(found).size).toBe(found.length);
      }
  });

  it('are those of the other lines of a workflow, for the same stage', () => {
    expect(models('image_to_video', 'final')).toContain('kling-v3/pro');
    expect(models('image_to_video', 'final')).not.toContain('kling-v3/standard');
    expect(models('image_to_video', 'preview').length).toBeGreaterThan(3);
  });

  it('leave out a line that works in another way', () => {
    expect(models('ugc_video', 'final')).toEqual([
      'kling-avatar-2/pro',
      'fabric-1.0/720p',
      'omnihuman-1.5/1080p',
    ]);
  });
});

describe('names that were typed', () => {
  it('are split at commas, without blanks and doubles', () => {
    expect(namesIn(' a/b , c/d,,a/b ')).toEqual(['a/b', 'c/d']);
    expect(namesIn(' , ')).toEqual([]);
  });
});
