import { describe, expect, test } from 'vitest';
import { errorCodes, outcomeCodes, RushesError, refusalCodes, stored } from '../contract/errors.ts';
import { describe as told } from './errors.ts';

const facts = {
  field: 'text',
  rule: 'a text of 1 to 5,000 characters',
  found: 'empty',
  subject: 'fal',
  detail: 'too many requests.',
};

describe.each([...errorCodes])('%s', (code) => {
  test.each([
    ['no facts', {}],
    ['all facts', facts],
    ...Object.entries(facts).map(([name, value]): [string, object] => [`only ${name}`, { [name]: value }]),
  ])('with %s has two sentences', (_name, given) => {
    const said = told({ code, ...given });
    for (const text of [said.message, said.next]) {
      expect(text).toMatch(/\S.*[.`]$/s);
      expect(text).not.toMatch(/undefined|null|NaN|\[object|\{\}|Error:/);
      expect(text).not.toMatch(/\bat .*:\d+:\d+/);
    }
    expect(said.code).toBe(code);
    expect([true, false, null]).toContain(said.charged);
  });

  test('says what was told of the charge', () => {
    for (const charged of [true, false, null]) expect(told({ code, charged }).charged).toBe(charged);
  });
});

test('a code is a refusal or an outcome, once', () => {
  expect(new Set(errorCodes).size).toBe(refusalCodes.length + outcomeCodes.length);
  for (const code of refusalCodes) expect(code).toBe(code.toUpperCase());
  for (const code of outcomeCodes) expect(code).toBe(code.toLowerCase());
});

test('an error is stored as its code and facts, without stack or cause', () => {
  const error = new RushesError(
    'BAD_INPUT',
    { field: 'text', rule: 'a text' },
    { cause: new Error('secret') },
  );
  expect(stored(error)).toEqual({ code: 'BAD_INPUT', field: 'text', rule: 'a text' });
  expect(error.message).toBe('BAD_INPUT text: a text');
  expect(told(stored(error))).toMatchObject({
    field: 'text',
    message: 'text must be a text.',
    charged: false,
  });
});
