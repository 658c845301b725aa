import { expect, test } from 'vitest';
import { columnsOf, readPeaks } from './peaks.ts';

test('a column is the loudest of what it stands for', () => {
  expect(columnsOf([0.1, 0.5, 0.2, 1], 2)).toEqual([0.5, 1]);
});

test('the loudest reaches the whole height, silence stays silence', () => {
  expect(columnsOf([0.1, 0.2], 2)).toEqual([0.5, 1]);
  expect(Math.max(...columnsOf([0.004, 0.002], 2))).toBeLessThan(0.1);
  expect(columnsOf([0, 0], 3)).toEqual([0, 0, 0]);
});

test('more columns than peaks repeat them, none leaves none out', () => {
  expect(columnsOf([0.5, 1], 4)).toEqual([0.5, 0.5, 1, 1]);
  expect(columnsOf([0.5, 1], 0)).toEqual([]);
});

test('what is not a waveform is none', () => {
  expect(readPeaks('{"version":1,"durationS":2,"peaks":[0.5]}')?.peaks).toEqual([0.5]);
  for (const text of ['', '{', '{"version":2,"durationS":2,"peaks":[0.5]}', '{"version":1,"peaks":[]}'])
    expect(readPeaks(text)).toBeNull();
});
