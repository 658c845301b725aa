import { describe, expect, test } from 'vitest';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { choicesOf, faultsOf, firstAtFault, modelTitle, mustWord, paramsOf, splitFields } from './form.ts';

const named = (id: string): Workflow => {
  const found = workflows.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};
const names = (fields: readonly { name: string }[]): string[] => fields.map((field) => field.name);

describe('splitting a form', () => {
  test.each([
    ['chat', ['prompt', 'history'], ['system', 'temperature']],
    ['image_prompt', ['prompt', 'image', 'style', 'aspect_ratio', 'quality'], []],
    ['tts', ['text', 'voice'], ['stability', 'similarity', 'style', 'speed', 'language']],
    [
      'image_to_video',
      ['image', 'prompt', 'duration', 'aspect_ratio'],
      ['negative_prompt', 'fit', 'fps', 'seed', 'model'],
    ],
    ['ugc_video', ['image', 'audio', 'prompt', 'mode', 'aspect_ratio'], ['fit', 'model']],
  ])('%s', (id, main, more) => {
    const split = splitFields(named(id));
    expect({ main: names(split.main), more: names(split.more) }).toEqual({ main, more });
  });

  test('what must be filled in is in view, whatever it is called', () => {
    const model = { name: 'model', label: 'Model', widget: 'text', required: true, rule: 'a model' } as const;
    expect(names(splitFields({ ...named('tts'), fields: [model] }).main)).toEqual(['model']);
  });

  test('no field is lost and none is shown twice', () => {
    for (const workflow of workflows) {
      const { main, more } = splitFields(workflow);
      expect([...names(main), ...names(more)].sort()).toEqual(names(workflow.fields).sort());
    }
  });
});

describe('what is sent', () => {
  test('leaves out what is empty and what the workflow does not know', () => {
    const values = { text: ' hi ', voice: '', speed: 0.7, stability: 0, language: null, from_before: 1 };
    expect(paramsOf(named('tts'), values)).toEqual({ text: ' hi ', speed: 0.7, stability: 0 });
  });
});

describe('what is wrong', () => {
  test('an empty form misses its required fields, in their order', () => {
    const { missing, wrong } = faultsOf(named('image_to_video'), {});
    expect({ missing: names(missing), wrong }).toEqual({ missing: ['image', 'prompt'], wrong: {} });
  });

  test('white space is not a text; emoji are', () => {
    expect(names(faultsOf(named('tts'), { text: ' \n\t ' }).missing)).toEqual(['text']);
    expect(faultsOf(named('tts'), { text: '🎬🎬🎬' })).toEqual({ missing: [], wrong: {} });
  });

  test('a text that is too long is told with its length, and is quick to tell', () => {
    const text = 'x'.repeat(5_000_000);
    expect(faultsOf(named('tts'), { text }).wrong.text).toContain('5,000,000 characters; 5,000 at most');
  });

  test('several wrong fields are all told', () => {
    const values = { image: 'staged:A', prompt: 'p', fps: 1_000, seed: 'abc' };
    expect(faultsOf(named('image_to_video'), values).wrong).toEqual({
      fps: 'Must be a whole number from 12 to 60.',
      seed: 'Must be a whole number from 0 to 2,147,483,647.',
    });
  });

  test('what two fields make wrong together is told at the one to change', () => {
    const values = { image: 'staged:A', audio: 'staged:B', mode: 'broll', model: 'fabric-1.0' };
    expect(Object.keys(faultsOf(named('ugc_video'), values).wrong)).toEqual(['model']);
    expect(faultsOf(named('ugc_video'), { ...values, model: 'luma-ray-2' })).toEqual({
      missing: [],
      wrong: {},
    });
  });

  test('the first at fault is the first of the form', () => {
    expect(firstAtFault(named('image_to_video'), ['seed', 'prompt'])).toBe('prompt');
    expect(firstAtFault(named('image_to_video'), ['count'])).toBe('count');
    expect(firstAtFault(named('image_to_video'), [])).toBeNull();
  });

  test('a rule is said without the words of the command line', () => {
    expect(mustWord('a file of 2 to 120 seconds, or take:ID of a tts take', '1 s long')).toBe(
      'Must be a file of 2 to 120 seconds; this is 1 s long.',
    );
  });
});

describe('models', () => {
  test('only those that go with the mode, by the names that people know', () => {
    const workflow = named('ugc_video');
    const field = workflow.fields.find((one) => one.name === 'model');
    if (!field) throw new Error('model');
    expect(choicesOf(workflow, field, { mode: 'broll' })).toEqual(['luma-ray-2']);
    expect(choicesOf(workflow, field, {})).toEqual([
      'kling-avatar-2',
      'fabric-1.0',
      'omnihuman-1.5',
      'luma-lipsync',
    ]);
    expect(modelTitle(workflow, {}, 'fabric-1.0')).toBe('VEED Fabric');
  });
});
