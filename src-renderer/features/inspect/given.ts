import type { Job } from '../../../src-shared/contract/shapes.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { FieldSpec } from '../../../src-shared/workflows/workflow.ts';
import { say } from '../../texts/say.ts';

/** A parameter of a job in words. `long` ones are texts of the creator's, to be read and copied. */
export type Given = { name: string; label: string; value: string; long: boolean };

const words = say.inspect.inputs;

function wordOf(field: FieldSpec, value: unknown): string {
  if (value === null || value === undefined || value === '') return field.name === 'seed' ? words.random : '';
  if (field.widget === 'history')
    return Array.isArray(value) && value.length > 0 ? words.turns(value.length) : '';
  if (field.widget === 'choice') return say.compose.choices[String(value)] ?? String(value);
  return field.unit ? `${String(value)} ${field.unit}` : String(value);
}

/** What a job was asked for, in the order of its form; what was left empty is left out. Files are told by `job.inputs`. */
export function givenOf({ workflow, params }: Job): Given[] {
  const fields = workflows.find((one) => one.id === workflow)?.fields ?? [];
  return fields
    .filter((field) => field.file === undefined)
    .map((field) => ({
      name: field.name,
      label: field.label,
      value: wordOf(field, params[field.name]),
      long: field.widget === 'longtext' || field.widget === 'text',
    }))
    .filter((given) => given.value !== '');
}

/** The files of a job in the order of its form. */
export function filesOf({ workflow, inputs }: Job): Job['inputs'] {
  const names = workflows.find((one) => one.id === workflow)?.fields.map((field) => field.name) ?? [];
  return inputs.toSorted((a, b) => names.indexOf(a.field) - names.indexOf(b.field));
}
