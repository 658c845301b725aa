import fc from 'fast-check';
import type { Wish, Wishes } from '../../../src-shared/desktop/bridge.ts';

/** What no page should send in a channel, by the value that it should. */
const id = fc.stringMatching(/^[a-z0-9]{1,40}$/);

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

/** Anything at all that is no number and no word: what a channel wants is never among it. */
const anything = fc.oneof(
  fc
    .anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withTypedArray: true,
      withNullPrototype: true,
    })
    .filter((value) => typeof value !== 'number' && value !== null),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom<unknown>(
    cyclic,
    Number.NaN,
    '\ud800',
    JSON.parse('{"__proto__":{"job":"a"}}'),
    'x'.repeat(1_000_000),
    -1,
    1e308,
  ),
);

/** The right value in a form that is not it. */
const clothed = (right: unknown): fc.Arbitrary<unknown> =>
  fc.constantFrom<unknown>(
    [right],
    [[right]],
    { value: right },
    typeof right === 'object' ? new Boolean(false) : Object(right),
    JSON.stringify(JSON.stringify(right)),
    () => right,
    new Map([['value', right]]),
    undefined,
  );

const number = (right: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(String(right), BigInt(right), right + 0.5, -right, -0, Number.POSITIVE_INFINITY),
    fc.integer({ max: 0 }),
    fc.double().filter((value) => !Number.isSafeInteger(value)),
    fc.integer({ min: 1 }).map((value) => `${value}`),
    fc.maxSafeNat().map((value) => Number.MAX_SAFE_INTEGER + 2 + value),
  );

const theme = fc
  .tuple(
    fc.constantFrom('dark', 'light', 'system'),
    fc.constantFrom<(word: string) => unknown>(
      (word) => word.toUpperCase(),
      (word) => `${word} `,
      (word) => `${word}\0`,
      (word) => word.slice(1),
      (word) => word.replace('t', '\ud800').replace('k', 'K'),
      (word) => ({ theme: word }),
      (word) => [...word],
    ),
  )
  .map(([word, spoil]) => spoil(word));

/** A note in which one thing is wrong. */
const note = (right: Wishes['studio:notify']): fc.Arbitrary<unknown> => {
  const wrong = {
    job: fc.oneof(
      fc.constantFrom<unknown>('', 'A1', 'a1\n', '../a1', 'a 1', 'a\ud800', 'ä1', 1, null, ['a1']),
      id.map((one) => one.padEnd(41, 'a')),
      id.map((one) => `${one}/`),
    ),
    title: fc.oneof(
      fc.constantFrom<unknown>('', 1, null, ['Done'], { text: 'Done' }),
      fc.integer({ min: 201, max: 2_000 }).map((length) => 'x'.repeat(length)),
    ),
    body: fc.oneof(
      fc.constantFrom<unknown>(1, null, [''], { text: '' }),
      fc.integer({ min: 501, max: 2_000 }).map((length) => 'x'.repeat(length)),
    ),
  };
  const { job, title } = right;
  return fc.oneof(
    fc.oneof(
      wrong.job.map((value) => ({ ...right, job: value })),
      wrong.title.map((value) => ({ ...right, title: value })),
      wrong.body.map((value) => ({ ...right, body: value })),
    ),
    fc.record(wrong),
    fc
      .stringMatching(/^[a-z]{1,12}$/)
      .filter((key) => !(key in right))
      .map((key) => ({ ...right, [key]: 'more' })),
    fc.constantFrom<unknown>({ job, title }, { job }, {}, [job, title]),
    fc.constant(JSON.parse(`{"__proto__":{"body":""},"job":"a1","title":"Done"}`)),
  );
};

const nearly: { [W in Wish]: (right: Wishes[W]) => fc.Arbitrary<unknown> } = {
  'studio:port': () => fc.constantFrom<unknown>(undefined, 0, false, '', 'null', {}, []),
  'studio:show-in-folder': number,
  'studio:drag': number,
  'studio:theme': () => theme,
  'studio:notify': note,
};

export type Odd<W extends Wish> = { right: Wishes[W]; runs: number; seed: number };

/** So many messages of one value, half of them nearly right; and some that bring another number of values, right ones too. */
export function oddMessages<W extends Wish>(
  channel: W,
  { right, runs, seed }: Odd<W>,
): { one: unknown[][]; more: unknown[][] } {
  const value = fc.oneof(
    { weight: 4, arbitrary: anything },
    { weight: 1, arbitrary: clothed(right) },
    { weight: 3, arbitrary: nearly[channel](right) },
  );
  const several = fc.oneof(
    fc.constantFrom<unknown[]>([], [right, right], [right, undefined]),
    fc.array(value, { minLength: 2, maxLength: 4 }),
  );
  return {
    one: fc.sample(
      value.map((one) => [one]),
      { numRuns: runs, seed },
    ),
    more: fc.sample(several, { numRuns: 30, seed }),
  };
}
