import { resolve } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { FieldSpec, Workflow } from '../../../src-shared/workflows/workflow.ts';
import { textOf, type Values } from './args.ts';
import type { Options } from './command.ts';
import type { Input } from './read-input.ts';

/** The flags of a workflow's parameters, made from its field specs. The rules themselves are held by the engine. */

/** `negative_prompt` and `negativePrompt` are `--negative-prompt`. */
export const flagName = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

const isText = (field: FieldSpec): boolean => field.widget === 'longtext' || field.widget === 'text';

/** What stands for a field's value in help. */
export const valueName = (field: FieldSpec): string =>
  ({
    longtext: 'TEXT',
    text: 'TEXT',
    number: 'N',
    choice: 'NAME',
    history: 'FILE',
    image: 'FILE',
    audio: 'FILE|take:ID',
  })[field.widget];

export function optionsOfFields(fields: readonly FieldSpec[]): Options {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const name = flagName(field.name);
      const own = [name, { value: valueName(field), summary: field.rule }] as const;
      return isText(field)
        ? [own, [`${name}-file`, { value: 'FILE', summary: `${field.label} from a file` }]]
        : [own];
    }),
  );
}

/** Parameters from `--params` and, over it, from the flags of the fields. */
export async function readParams(
  workflow: Workflow,
  values: Values,
  input: Input,
): Promise<Record<string, unknown>> {
  const params = await readObject(values, input);
  for (const field of workflow.fields) {
    const name = flagName(field.name);
    const given = textOf(values, name);
    const file = isText(field) ? textOf(values, `${name}-file`) : undefined;
    if (given !== undefined && file !== undefined) {
      throw new RushesError('BAD_INPUT', {
        field: `--${name}-file`,
        rule: `left out where --${name} is given`,
        found: 'given as well',
      });
    }
    if (file !== undefined) params[field.name] = await input.text(`--${name}-file`, file);
    else if (given !== undefined) params[field.name] = await paramOf(field, given, input);
  }
  return params;
}

async function paramOf(field: FieldSpec, given: string, input: Input): Promise<unknown> {
  if (field.widget === 'history') return input.json(`--${flagName(field.name)}`, given);
  // The engine may live in another process, with another folder to stand in.
  if (field.file) return given === '' || given.startsWith('take:') ? given : resolve(given);
  // What is no number is passed on as it is: the engine refuses it with the rule of the field.
  const isNumber = field.widget === 'number' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(given);
  return isNumber ? Number(given) : given;
}

async function readObject(values: Values, input: Input): Promise<Record<string, unknown>> {
  const file = textOf(values, 'params');
  if (file === undefined) return {};
  const read = await input.json('--params', file);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    const found = Array.isArray(read) ? 'a list' : typeof read;
    throw new RushesError('BAD_INPUT', { field: '--params', rule: 'a JSON object of parameters', found });
  }
  return { ...read };
}
