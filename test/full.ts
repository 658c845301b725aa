import { test } from 'vitest';

/** `npm run test:full` wants every case at its full size; `npm test` a few of each, so that it ends within minutes on two cores. */
export const full = process.env.RUSHES_TEST_FULL === '1';

/** A test that only the full numbers run. */
export const atLength = test.runIf(full);

/** Every case with the full numbers, else only these first ones. */
export const someOf = <T>(cases: readonly T[], few: number): readonly T[] =>
  full ? cases : cases.slice(0, few);

/** The numbers from 1 to `last`: every one with the full numbers, else the first, the last and every `step`th between, which ones by the seed. */
export function everyNth(step: number, last: number): number[] {
  const rest = Number(process.env.RUSHES_SEED ?? Date.now()) % step;
  const all = Array.from({ length: last }, (_, i) => i + 1);
  return full ? all : all.filter((n) => n === 1 || n === last || n % step === rest);
}
