import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/ledger/world.ts';
import { backoffMs, pollEvery, pollMs, submitBackoff } from './backoff.ts';

const almostOne = 1 - Number.EPSILON;

describe('the wait between two submits', () => {
  test('doubles its window with each try up to the cap, from 0 to the whole of it', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((tries) => backoffMs(tries, almostOne))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    expect(backoffMs(3, 0)).toBe(0);
    expect(backoffMs(3, 0.5)).toBe(4_000);
    expect(backoffMs(1_000, almostOne)).toBe(submitBackoff.most);
  });

  test('is a whole number of milliseconds', () => {
    const random = seeded(1);
    for (let i = 0; i < 1_000; i++)
      expect(Number.isSafeInteger(backoffMs(1 + (i % 5), random(), i))).toBe(true);
  });

  // The crowd is counted alike for all of it: those that wait and those whose turn is next. T40 drives a whole engine.
  test.each([2_000, 5_000])('of %i jobs that fail at once no second gets more than 3 %% back', (crowd) => {
    for (let seed = 0; seed < 20; seed++) {
      const random = seeded(seed);
      const seconds = new Map<number, number>();
      for (let i = 0; i < crowd; i++) {
        const second = Math.floor(backoffMs(1, random(), crowd) / 1_000);
        seconds.set(second, (seconds.get(second) ?? 0) + 1);
      }
      expect(Math.max(...seconds.values()) / crowd, `seed ${seed}`).toBeLessThanOrEqual(0.03);
    }
  });

  test('a crowd widens the window and never narrows it', () => {
    expect(backoffMs(1, almostOne, 10)).toBe(2_000);
    expect(backoffMs(1, almostOne, 1_000)).toBeGreaterThanOrEqual(34_000);
    expect(backoffMs(5, almostOne, 100)).toBe(32_000);
    expect(backoffMs(1, almostOne, 1_000_000)).toBe(submitBackoff.most);
  });
});

describe('the wait between two polls', () => {
  test('begins at a tenth of a short expected time, and never grows beyond 30 s and its jitter', () => {
    expect(pollMs({ n: 0, expectedS: 5 }, 0.5)).toBe(500);
    expect(pollMs({ n: 0, expectedS: 90 }, 0.5)).toBe(2_000);
    for (let n = 0; n < 50; n++) {
      for (const random of [0, 0.5, almostOne]) {
        const wait = pollMs({ n, expectedS: 60 }, random);
        expect(wait).toBeGreaterThanOrEqual(2_000 * 0.75);
        expect(wait).toBeLessThanOrEqual(pollEvery.most * 1.25);
      }
    }
    expect(pollMs({ n: 20, expectedS: 60 }, 0)).toBe(22_500);
    expect(pollMs({ n: 20, expectedS: 60 }, almostOne)).toBe(37_500);
  });
});
