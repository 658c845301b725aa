import { expect, test } from 'vitest';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { etaWord, silenceWord } from './eta.ts';

const job = (etaS: number | null, etaRangeS: [number, number] | null): Job =>
  ({ etaS, etaRangeS, updatedAt: 0 }) as Job;

test('a learned range is said as one, and does not run down', () => {
  expect(etaWord(job(80, [60, 120]), 0)).toBe('1-2 min');
  expect(etaWord(job(80, [60, 120]), 100_000)).toBe('1-2 min');
  expect(etaWord(job(10, null), 5_000)).toBe('~10 s');
});

test('what should have been done says how long nothing was heard', () => {
  expect(etaWord(job(10, [8, 15]), 19_000)).toBe('8-15 s');
  expect(etaWord(job(10, [8, 15]), 47_000)).toBe('no news for 40 s');
  expect(etaWord(job(60, null), 119_000)).toBe('~60 s');
  expect(etaWord(job(60, null), 190_000)).toBe('no news for 3 min');
});

test('a text that comes in is news, though the job stands where it stood', () => {
  expect(etaWord(job(10, [8, 15]), 47_000, 46_000)).toBe('8-15 s');
});

test('nothing known is nothing said, until it is quiet for long', () => {
  expect(etaWord(job(null, null), 1_000)).toBe('');
  expect(etaWord(job(null, null), 31_000)).toBe('no news for 30 s');
});

test('a silence is told in steps', () => {
  expect([39_000, 40_000, 119_000, 130_000].map(silenceWord)).toEqual(['30 s', '40 s', '110 s', '2 min']);
});
