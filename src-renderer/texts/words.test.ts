import { expect, test } from 'vitest';
import { dollars, sizeWord, spanWord } from './words.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [94_300, '94 kB'],
  [1_500_000, '1.5 MB'],
  [140_400_000, '140 MB'],
  [20_000_000_000, '20.0 GB'],
])('%d bytes are %s', (bytes, word) => expect(sizeWord(bytes)).toBe(word));

test.each([
  [null, 'not told'],
  [0, '$0'],
  [0.00046, '$0.00046'],
  [1.375, '$1.38'],
  [1_772.68, '$1,772.68'],
])('%s dollars are %s', (usd, word) => expect(dollars(usd)).toBe(word));

test.each([
  [40, null, '~40 s'],
  [120, null, '~2 min'],
  [45, [30, 55], '30-55 s'],
  [90, [60, 130], '1-2 min'],
] as [number, [number, number] | null, string][])('%d s in %j is %s', (seconds, range, word) =>
  expect(spanWord(seconds, range)).toBe(word),
);
