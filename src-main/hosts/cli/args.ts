import { parseArgs } from 'node:util';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { idPattern } from '../../../src-shared/domain/ids.ts';
import type { OptionSpec, Options } from './command.ts';

/** Flags that were given: true for a switch, else the value as it was typed. */
export type Values = Readonly<Record<string, string | true>>;

export type Args = { values: Values; positionals: string[]; unknown: string[] };

/** Flags of every command, before or after its name. */
export const globalOptions: Options = {
  home: { value: 'DIR', summary: 'folder of the profile (or RUSHES_HOME)' },
  demo: { summary: 'work in the demo profile: simulated providers, play credits' },
  json: { summary: 'print one JSON document on stdout' },
  help: { summary: 'print help' },
};

/** The name of the command and all that stands around it. Before the command only global flags are understood. */
export function splitCommand(argv: readonly string[]): { name: string | null; rest: string[] } {
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '--home') i++;
    else if (!arg.startsWith('-')) return { name: arg, rest: [...argv.slice(0, i), ...argv.slice(i + 1)] };
  }
  return { name: null, rest: [...argv] };
}

/** Reads flags and what stands between them; what is not known is collected, for who knows what should have been. */
export function readArgs(args: readonly string[], options: Options): Args {
  const types = Object.entries(options).map(([name, spec]) => [
    name,
    { type: spec.value ? ('string' as const) : ('boolean' as const) },
  ]);
  const { tokens, positionals } = parseArgs({
    args: args.map((arg) => (arg === '-h' ? '--help' : arg)),
    options: Object.fromEntries(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | true> = {};
  const unknown: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!spec) {
      unknown.push(token.rawName);
      continue;
    }
    const value = givenValue(spec, token);
    if (Object.hasOwn(values, token.name) && value !== true) {
      throw new RushesError('BAD_INPUT', { field: token.rawName, rule: 'given once', found: 'given twice' });
    }
    values[token.name] = value;
  }
  return { values, positionals, unknown };
}

type OptionToken = {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
};

function givenValue(spec: OptionSpec, { rawName, value, inlineValue }: OptionToken): string | true {
  if (!spec.value) {
    if (value === undefined) return true;
    throw new RushesError('BAD_INPUT', {
      field: rawName,
      rule: 'given without a value',
      found: `"${value}"`,
    });
  }
  if (value === undefined) {
    throw new RushesError('BAD_INPUT', {
      field: rawName,
      rule: `followed by ${spec.value}`,
      found: 'without one',
    });
  }
  if (!inlineValue && value.startsWith('--')) {
    throw new RushesError('BAD_INPUT', {
      field: rawName,
      rule: `followed by ${spec.value}; a value that begins with -- is given as ${rawName}=VALUE`,
      found: `followed by ${value}`,
    });
  }
  return value;
}

/** Refuses flags that `what` does not have and values that its flags do not take. */
export function checkOptions(args: Args, allowed: Options, what: string): void {
  const names = Object.keys(allowed);
  const stray = args.unknown[0] ?? given(args.values).find((flag) => !names.includes(flag.slice(2)));
  if (stray) {
    const own = names.filter((name) => !Object.hasOwn(globalOptions, name)).map((name) => `--${name}`);
    throw new RushesError('BAD_INPUT', {
      field: stray,
      rule: `a flag of \`rushes ${what}\`${own.length > 0 ? ` (${own.join(', ')})` : ', which has none of its own'}`,
      found: 'unknown',
    });
  }
  for (const [name, value] of Object.entries(args.values)) {
    const spec = allowed[name];
    if (spec && typeof value === 'string') checkValue(name, value, spec);
  }
}

const given = (values: Values): string[] => Object.keys(values).map((name) => `--${name}`);

function checkValue(name: string, value: string, { choices, whole }: OptionSpec): void {
  if (choices && !choices.includes(value)) {
    throw new RushesError('BAD_INPUT', {
      field: `--${name}`,
      rule: `one of ${choices.join(', ')}`,
      found: `"${value}"`,
    });
  }
  if (whole) wholeNumber(`--${name}`, value, whole);
}

/** A whole number within bounds, or BAD_INPUT that names the field. */
export function wholeNumber(
  field: string,
  value: string,
  { min, max }: { min: number; max: number },
): number {
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  const rule =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${min}`
      : `a whole number from ${min} to ${max}`;
  throw new RushesError('BAD_INPUT', { field, rule, found: `"${value}"` });
}

/** Refuses too few and too many arguments. */
export function checkPositionals(
  positionals: readonly string[],
  takes: readonly string[],
  usage: string,
): void {
  const many = takes.at(-1)?.endsWith('...') ?? false;
  const missing = takes[positionals.length];
  if (missing) {
    throw new RushesError('BAD_INPUT', {
      field: missing.replace('...', ''),
      rule: `given, as in \`rushes ${usage}\``,
      found: 'missing',
    });
  }
  const extra = positionals[takes.length];
  if (extra !== undefined && !many) {
    throw new RushesError('BAD_INPUT', {
      field: 'arguments',
      rule: `those of \`rushes ${usage}\``,
      found: `one too many, "${short(extra)}"`,
    });
  }
}

/** The id of a job or a take as it was typed, refused before it goes anywhere when it cannot be one. */
export function idOf(typed: string | undefined, field: string): string {
  const id = typed ?? '';
  if (idPattern.test(id)) return id;
  const found = `"${short(id)}"`;
  throw new RushesError('BAD_INPUT', {
    field,
    rule: 'an id of 16 characters, as `rushes jobs` shows them',
    found,
  });
}

/** The text of a flag; undefined where it was not given. */
export const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

export const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
