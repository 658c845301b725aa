import { expect, test } from 'vitest';
import { frameFrom, jumpOf, momentIn, rangeBetween, rangeFrom, rangeIn, rangeTo } from './loop.ts';

test('a range is the same dragged from either side, and never leaves the clip', () => {
  expect(rangeBetween(2, 1, 3)).toEqual({ from: 1, to: 2 });
  expect(rangeBetween(1, 2, 3)).toEqual({ from: 1, to: 2 });
  expect(rangeBetween(-1, 9, 3)).toEqual({ from: 0, to: 3 });
  expect(rangeBetween(1, 1.05, 3)).toBeNull();
});

test('a beginning behind the end takes the rest of the clip', () => {
  expect(rangeFrom(null, 1, 3)).toEqual({ from: 1, to: 3 });
  expect(rangeFrom({ from: 0, to: 2 }, 1, 3)).toEqual({ from: 1, to: 2 });
  expect(rangeFrom({ from: 0, to: 1 }, 2, 3)).toEqual({ from: 2, to: 3 });
  expect(rangeFrom(null, 3, 3)?.to).toBe(3);
});

test('an end before the beginning takes what lies before it', () => {
  expect(rangeTo(null, 2, 3)).toEqual({ from: 0, to: 2 });
  expect(rangeTo({ from: 1, to: 3 }, 2, 3)).toEqual({ from: 1, to: 2 });
  expect(rangeTo({ from: 2, to: 3 }, 1, 3)).toEqual({ from: 0, to: 1 });
});

test('a loop goes back at its end, and comes in from before its beginning', () => {
  const range = { from: 1, to: 2 };
  expect(jumpOf(2.01, range)).toBe(1);
  expect(jumpOf(1.5, range)).toBeNull();
  expect(jumpOf(0.2, range)).toBe(1);
  // A player that lands a little early is in the range.
  expect(jumpOf(0.98, range)).toBeNull();
});

test('a shorter clip loops what it has of a range, and none that lies behind its end', () => {
  expect(rangeIn({ from: 1, to: 2 }, 3)).toEqual({ from: 1, to: 2 });
  expect(rangeIn({ from: 2, to: 8 }, 3)).toEqual({ from: 2, to: 3 });
  expect(rangeIn({ from: 2.95, to: 8 }, 3)).toBeNull();
  expect(rangeIn({ from: 5, to: 8 }, 3)).toBeNull();
  expect(rangeIn({ from: 0, to: 2 }, 0)).toBeNull();
  expect(rangeIn(null, 3)).toBeNull();
});

test('frames are stepped one by one and stop at both ends', () => {
  const clip = { fps: 25, durationS: 1 };
  expect(frameFrom(0, 1, clip)).toBeCloseTo(1.5 / 25);
  expect(frameFrom(1.5 / 25, 1, clip)).toBeCloseTo(2.5 / 25);
  expect(frameFrom(1.5 / 25, -1, clip)).toBeCloseTo(0.5 / 25);
  expect(frameFrom(0, -1, clip)).toBeCloseTo(0.5 / 25);
  expect(frameFrom(1, 1, clip)).toBeCloseTo(24.5 / 25);
});

test('a moment behind the end of a shorter clip is its last frame', () => {
  expect(momentIn(2, 10)).toBe(2);
  expect(momentIn(7, 3)).toBeCloseTo(2.98);
  expect(momentIn(7, 0)).toBe(7);
});
