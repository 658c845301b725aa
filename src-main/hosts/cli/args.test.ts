import { expect, test } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { checkOptions, checkPositionals, idOf, readArgs, splitCommand, wholeNumber } from './args.ts';
import type { Options } from './command.ts';

const options: Options = {
  text: { value: 'TEXT', summary: '' },
  count: { value: 'N', summary: '', whole: { min: 1, max: 100 } },
  review: { value: 'auto|hold', summary: '', choices: ['auto', 'hold'] },
  'no-wait': { summary: '' },
};

const refusal = (work: () => unknown): RushesError => {
  try {
    work();
  } catch (error) {
    if (error instanceof RushesError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

test('the command is found behind global flags', () => {
  expect(splitCommand(['--home', 'run', '--demo', 'jobs', '--stats'])).toEqual({
    name: 'jobs',
    rest: ['--home', 'run', '--demo', '--stats'],
  });
  expect(splitCommand(['--help'])).toEqual({ name: null, rest: ['--help'] });
});

test('values may begin with one dash, and with two only after =', () => {
  expect(readArgs(['--text', '-1', 'a', '--no-wait'], options)).toEqual({
    values: { text: '-1', 'no-wait': true },
    positionals: ['a'],
    unknown: [],
  });
  expect(readArgs(['--text=--bold'], options).values.text).toBe('--bold');
  expect(refusal(() => readArgs(['--text', '--no-wait'], options)).facts.field).toBe('--text');
});

test.each([
  [['--text'], '--text', 'without one'],
  [['--no-wait=yes'], '--no-wait', '"yes"'],
  [['--text', 'a', '--text', 'b'], '--text', 'given twice'],
])('%j is refused and the flag named', (args, field, found) => {
  const { code, facts } = refusal(() => readArgs(args, options));
  expect({ code, field: facts.field, found: facts.found }).toEqual({ code: 'BAD_INPUT', field, found });
});

test.each([
  [['--bogus', 'x'], '--bogus'],
  [['-x'], '-x'],
  [['--constructor'], '--constructor'],
  [['--count', '0'], '--count'],
  [['--count', '1.5'], '--count'],
  [['--review', 'never'], '--review'],
])('%j is refused by what the command takes', (args, field) => {
  const read = readArgs(args, options);
  expect(refusal(() => checkOptions(read, options, 'run chat')).facts.field).toBe(field);
});

test('a flag of another command of the group is refused', () => {
  const read = readArgs(['--text', 'a'], options);
  expect(refusal(() => checkOptions(read, { 'no-wait': { summary: '' } }, 'x')).facts.field).toBe('--text');
});

test('too few and too many arguments are refused', () => {
  checkPositionals(['a', 'b'], ['JOB...'], 'approve JOB...');
  expect(refusal(() => checkPositionals([], ['JOB...'], 'approve JOB...')).facts.field).toBe('JOB');
  expect(refusal(() => checkPositionals(['a', 'b'], ['JOB'], 'job JOB')).facts.field).toBe('arguments');
});

test('ids and whole numbers', () => {
  expect(idOf('1m84sfpww673abj8', 'JOB')).toBe('1m84sfpww673abj8');
  expect(refusal(() => idOf('../../etc/passwd', 'JOB')).facts.field).toBe('JOB');
  expect(wholeNumber('N', '12', { min: 1, max: 20 })).toBe(12);
  for (const bad of ['', '1e3', '0x10', '-1', '1.0', '99999999999999999999', 'ten']) {
    expect(refusal(() => wholeNumber('N', bad, { min: 0, max: Number.MAX_SAFE_INTEGER })).code).toBe(
      'BAD_INPUT',
    );
  }
});
