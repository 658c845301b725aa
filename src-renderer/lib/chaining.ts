import type { Job, Take } from '../../src-shared/contract/shapes.ts';
import { fileFields, type Workflow } from '../../src-shared/workflows/workflow.ts';
import { aboutJob } from '../texts/words.ts';
import { readImagePrompt } from './image-prompt.ts';

/** What one workflow has made, put into the form of another. */
export type Use = {
  workflow: string;
  title: string;
  values: Record<string, unknown>;
  /** Names of files, by field. */
  shown: Record<string, string>;
  /** The take that texts come from, by field. */
  from: Record<string, string>;
};

/** Characters of a script that name its voice. */
const mostName = 60;

type Made = { job: Job; take: Take; text: string | null };

const has = (workflow: Workflow, name: string): boolean => workflow.fields.some((one) => one.name === name);

/** The workflow whose texts can go into this field; null: none. */
export function textSourceOf(workflow: Workflow, field: string): string | null {
  if (field === 'text' && workflow.id === 'tts') return 'chat';
  return field === 'prompt' && has(workflow, 'negative_prompt') ? 'image_prompt' : null;
}

/** The texts and voices that can go on to another workflow, and the picture that a job was made of. */
export function usesOf({ job, take, text }: Made, workflows: readonly Workflow[]): Use[] {
  const uses: Use[] = [];
  const entryFor = (id: string): Use => {
    const known = uses.find((use) => use.workflow === id);
    if (known) return known;
    const title = workflows.find((one) => one.id === id)?.title ?? id;
    const use: Use = { workflow: id, title, values: {}, shown: {}, from: {} };
    uses.push(use);
    return use;
  };
  const add = (id: string, values: Record<string, unknown>): void =>
    void Object.assign(entryFor(id).values, values);
  const addTexts = (id: string, texts: Record<string, string>): void => {
    add(id, texts);
    for (const field of Object.keys(texts)) entryFor(id).from[field] = take.id;
  };
  const addFile = (id: string, field: string, file: { ref: string; name: string }): void => {
    add(id, { [field]: file.ref });
    entryFor(id).shown[field] = file.name;
  };
  const goesOnIn = (field: string): Workflow[] =>
    workflows.filter((one) => textSourceOf(one, field) === job.workflow);

  if (job.workflow === 'chat' && text) for (const { id } of goesOnIn('text')) addTexts(id, { text });
  const prompt = job.workflow === 'image_prompt' && text ? readImagePrompt(text) : null;
  if (prompt) {
    const { prompt: words, negative_prompt, aspect_ratio } = prompt;
    for (const workflow of goesOnIn('prompt')) {
      addTexts(workflow.id, { prompt: words, negative_prompt });
      if (choicesOf(workflow, 'aspect_ratio').includes(aspect_ratio)) add(workflow.id, { aspect_ratio });
    }
  }
  for (const workflow of workflows) {
    for (const field of fileFields(workflow)) {
      if (field.file.kind === 'audio' && field.file.fromTakeOf.includes(job.workflow))
        addFile(workflow.id, field.name, { ref: `take:${take.id}`, name: aboutJob(job).slice(0, mostName) });
      if (field.file.kind !== 'image' || workflow.id === job.workflow) continue;
      const had = job.inputs.find((input) => input.field === field.name);
      if (had && field.required) addFile(workflow.id, field.name, { ref: `job:${job.id}`, name: had.name });
    }
  }
  return uses;
}

const choicesOf = (workflow: Workflow, name: string): readonly string[] =>
  workflow.fields.find((field) => field.name === name)?.choices ?? [];
