// What fal's 422 says of an input, field by field, in the words of its validation.

import type { Detail } from './fal-errors.ts';

export type Input = Readonly<Record<string, unknown>>;
/** Looks at a field of an input; gives what is wrong with it, nothing if it is good. */
export type Check = (input: Input) => Detail[];

/** All of what these checks find. */
export function checkAll(input: Input, checks: readonly Check[]): Detail[] {
  return checks.flatMap((check) => check(input));
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;
const locOf = (field: string): string[] => ['body', field];

/** A field that must be there. */
export const required =
  (field: string): Check =>
  (input) =>
    isAbsent(input[field]) ? [{ loc: locOf(field), msg: 'Field required', type: 'missing', input }] : [];

/** Text of 1 to `longest` characters, if it is there. */
export const text =
  (field: string, longest: number): Check =>
  (input) => {
    const value = input[field];
    if (isAbsent(value)) return [];
    const loc = locOf(field);
    if (typeof value !== 'string') return [notText(field, value)];
    if (value.trim() === '') {
      const msg = 'String should have at least 1 character';
      return [{ loc, msg, type: 'string_too_short', ctx: { min_length: 1 }, input: value }];
    }
    if (value.length <= longest) return [];
    const msg = `String should have at most ${longest} characters`;
    return [{ loc, msg, type: 'string_too_long', ctx: { max_length: longest } }];
  };

/** Text of any length, empty too, that fits a pattern; `words` say what is expected. */
export const matching =
  (field: string, pattern: RegExp, words: string): Check =>
  (input) => {
    const value = input[field];
    if (isAbsent(value)) return [];
    if (typeof value !== 'string') return [notText(field, value)];
    if (pattern.test(value)) return [];
    const msg = `Input should be ${words}`;
    return [{ loc: locOf(field), msg, type: 'literal_error', ctx: { expected: words }, input: value }];
  };

/** One of these values: `'5'` is not `5`. */
export const oneOf =
  (field: string, values: readonly (string | number)[]): Check =>
  (input) => {
    const value = input[field];
    if (isAbsent(value) || values.includes(value as string)) return [];
    const expected = values.map((one) => (typeof one === 'string' ? `'${one}'` : `${one}`)).join(', ');
    const msg = `Input should be ${expected}`;
    return [{ loc: locOf(field), msg, type: 'literal_error', ctx: { expected }, input: value }];
  };

/** A number from `least` to `most`. */
export const number =
  (field: string, [least, most]: readonly [number, number]): Check =>
  (input) => {
    const value = input[field];
    if (isAbsent(value)) return [];
    const loc = locOf(field);
    if (typeof value !== 'number')
      return [{ loc, msg: 'Input should be a valid number', type: 'float_type', input: value }];
    if (value < least) {
      const msg = `Input should be greater than or equal to ${least}`;
      return [{ loc, msg, type: 'greater_than_equal', ctx: { ge: least }, input: value }];
    }
    if (value > most) {
      const msg = `Input should be less than or equal to ${most}`;
      return [{ loc, msg, type: 'less_than_equal', ctx: { le: most }, input: value }];
    }
    return [];
  };

/** A whole number. */
export const whole =
  (field: string): Check =>
  (input) => {
    const value = input[field];
    if (isAbsent(value) || Number.isSafeInteger(value)) return [];
    return [{ loc: locOf(field), msg: 'Input should be a valid integer', type: 'int_type', input: value }];
  };

/** True or false. */
export const flag =
  (field: string): Check =>
  (input) => {
    const value = input[field];
    if (isAbsent(value) || typeof value === 'boolean') return [];
    return [{ loc: locOf(field), msg: 'Input should be a valid boolean', type: 'bool_type', input: value }];
  };

/** The address of a file. What is behind it is found out when the request runs. */
export const address =
  (field: string): Check =>
  (input) => {
    const value = input[field];
    if (isAbsent(value)) return [];
    if (typeof value !== 'string') return [notText(field, value)];
    if (/^(https?:\/\/|data:)/i.test(value)) return [];
    return [{ loc: locOf(field), msg: 'Input should be a valid URL', type: 'url_parsing', input: value }];
  };

function notText(field: string, value: unknown): Detail {
  return { loc: locOf(field), msg: 'Input should be a valid string', type: 'string_type', input: value };
}
