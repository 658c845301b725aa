import { type FieldSpec, fileFields, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';

/** A form without a screen: which fields stand where, what is sent of what was typed, and what is wrong with it. */
export type Values = Readonly<Record<string, unknown>>;

/** Fields that most jobs leave alone, besides numbers without a unit. A field that is not known here is in view. */
const seldom = new Set(['model', 'fit', 'language', 'negative_prompt', 'system', 'fps']);

const isSeldom = (field: FieldSpec): boolean =>
  !field.required && (seldom.has(field.name) || (field.widget === 'number' && field.unit === undefined));

/** The fields in the order of the work; those that are seldom used apart. */
export function splitFields(workflow: Workflow): { main: FieldSpec[]; more: FieldSpec[] } {
  return {
    main: workflow.fields.filter((field) => !isSeldom(field)),
    more: workflow.fields.filter(isSeldom),
  };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/** How many of these fields hold something else than what they begin with. */
export const changedOf = (fields: readonly FieldSpec[], values: Values): number =>
  fields.filter(({ name, default: first }) => !isEmpty(values[name]) && values[name] !== first).length;

/** Parameters as the call takes them. What is empty is left out, and the workflow's default holds. */
export function paramsOf(workflow: Workflow, values: Values): Record<string, unknown> {
  const given = workflow.fields.flatMap(({ name }) => {
    const value = values[name];
    return isEmpty(value) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

export type Faults = {
  /** Fields that must have a value and have none, in the order of the form. */
  missing: readonly FieldSpec[];
  /** What is wrong with a field, in words. */
  wrong: Readonly<Record<string, string>>;
};

/** All that can be told without the engine. */
export function faultsOf(workflow: Workflow, values: Values): Faults {
  const missing = workflow.fields.filter((field) => field.required && isEmpty(values[field.name]));
  const params = paramsOf(workflow, values);
  const checked = workflow.params.safeParse(params);
  const wrong: Record<string, string> = {};
  for (const issue of checked.success ? [] : checked.error.issues) {
    const field = workflow.fields.find((one) => one.name === issue.path[0]);
    if (!field || missing.includes(field) || field.name in wrong) continue;
    wrong[field.name] = wrongWord(field, values[field.name]);
  }
  const complaint = checked.success ? workflow.check?.(checked.data, {}) : null;
  // What a file is, only the engine can tell.
  if (complaint && !fileFields(workflow).some((field) => field.name === complaint.field))
    wrong[complaint.field] = mustWord(complaint.rule);
  return { missing, wrong };
}

function wrongWord(field: FieldSpec, value: unknown): string {
  if (typeof value === 'string' && field.max !== undefined && field.widget !== 'number')
    return say.compose.tooLong(amount(value.length), amount(field.max));
  return mustWord(field.rule);
}

/** A rule as a person in the studio reads it; how a command line names a take is nothing to them. */
export const mustWord = (rule: string, found?: string): string =>
  say.compose.must(rule.replace(/, or take:ID.*$/, ''), found);

/** The first field that a person has to look at, in the order of the form. */
export const firstAtFault = (workflow: Workflow, names: readonly string[]): string | null =>
  workflow.fields.find((field) => names.includes(field.name))?.name ?? names[0] ?? null;

/** The choices of a field that go with the rest of the form. */
export function choicesOf(workflow: Workflow, field: FieldSpec, values: Values): readonly string[] {
  const all = field.choices ?? [];
  if (workflow.check === undefined || field.name !== 'model') return all;
  const fits = all.filter((choice) => {
    const parsed = parsedWith(workflow, values, choice);
    return parsed === null || workflow.check?.(parsed, {})?.field !== field.name;
  });
  return fits.length > 0 ? fits : all;
}

/** How a model line calls itself. */
export function modelTitle(workflow: Workflow, values: Values, model: string): string {
  const parsed = parsedWith(workflow, values, model);
  return (parsed === null ? undefined : workflow.line?.(parsed).title) ?? model;
}

/** The form's own parameters with another model; files and texts that are not there yet have a stand-in. */
function parsedWith(workflow: Workflow, values: Values, model: string): unknown {
  const standIns = Object.fromEntries(
    workflow.fields.filter((one) => one.required).map(({ name }) => [name, '-']),
  );
  const chosen = workflow.fields.filter((one) => one.widget === 'choice').map((one) => one.name);
  const given = Object.fromEntries(
    chosen.flatMap((name) => (isEmpty(values[name]) ? [] : [[name, values[name]]])),
  );
  const checked = workflow.params.safeParse({ ...standIns, ...given, model });
  return checked.success ? checked.data : null;
}
