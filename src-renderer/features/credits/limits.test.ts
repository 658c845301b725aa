import { expect, test } from 'vitest';
import { partOf, usdOf, wholeOf } from './limits.ts';

test('credits are whole numbers; empty is no limit', () => {
  expect(['', '  ', '0', '250', '1,000', '1 000'].map(wholeOf)).toEqual(['none', 'none', 0, 250, 1000, 1000]);
  expect(['-1', '1.5', 'ten', '1e3', '9999999999999999'].map(wholeOf)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('dollars have a point; a comma could mean either and is asked about', () => {
  expect(['', '2.50', '$3', '0'].map(usdOf)).toEqual(['none', 2.5, 3, 0]);
  expect(['2,50', '-1', '.5', '1e3', 'NaN'].map(usdOf)).toEqual([null, null, null, null, null]);
});

test('a limit of 0 is used up; without a limit there is no part', () => {
  expect([partOf(5, 10), partOf(50, 10), partOf(0, 0), partOf(5, null)]).toEqual([0.5, 1, 1, null]);
});
