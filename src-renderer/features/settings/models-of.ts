import type { Stage } from '../../../src-shared/domain/job.ts';
import type { Inputs, Workflow } from '../../../src-shared/workflows/workflow.ts';

/**
 * Which models can take the place of the usual one of a stage, read from the definition of a workflow: those of its other lines that do the
 * same work, with the same requests. Where a workflow has no lines, the models that its stages name.
 */
export type ModelChoice = { model: string; title: string | null };

const facts: Inputs = {
  image: { kind: 'image', width: 1_000, height: 1_000, seconds: null, silences: [] },
  audio: { kind: 'audio', width: null, height: null, seconds: 10, silences: [] },
};

/** Parameters of a form that a person has filled with as little as it takes. */
function leastParams(workflow: Workflow, model: string | null): unknown {
  const given = Object.fromEntries(
    workflow.fields
      .filter((field) => field.required)
      .map((field) => [field.name, field.choices?.[0] ?? 'anything']),
  );
  const parsed = workflow.params.safeParse(model === null ? given : { ...given, model });
  return parsed.success ? parsed.data : null;
}

const tasksOf = (workflow: Workflow, stage: Stage, params: unknown): string =>
  workflow
    .toRequest(stage, { params, inputs: facts, models: workflow.stages[stage].models })
    .map((request) => request.task)
    .join();

export function modelsOf(workflow: Workflow, stage: Stage): ModelChoice[] {
  const usual = workflow.stages[stage].models.map((model) => ({ model, title: null }));
  const least = leastParams(workflow, null);
  const line = workflow.line;
  const lines = workflow.fields.find((field) => field.name === 'model')?.choices ?? [];
  if (least === null || line === undefined) {
    const other = stage === 'preview' ? 'final' : 'preview';
    return unique([...usual, ...workflow.stages[other].models.map((model) => ({ model, title: null }))]);
  }
  const tasks = tasksOf(workflow, stage, least);
  const alternates = lines.flatMap((name) => {
    const params = leastParams(workflow, name);
    if (params === null || workflow.check?.(params, facts)?.field === 'model') return [];
    if (tasksOf(workflow, stage, params) !== tasks) return [];
    const { title, [stage]: model } = line(params);
    return [{ model, title }];
  });
  return unique([...alternates.filter(({ model }) => model === usual[0]?.model), ...usual, ...alternates]);
}

const unique = (choices: readonly ModelChoice[]): ModelChoice[] =>
  [...new Map(choices.toReversed().map((choice) => [choice.model, choice])).values()].toReversed();

/** Names that were typed with commas between them. */
export const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,\n]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
];
