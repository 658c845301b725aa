import { expect, test } from 'vitest';
import { createPresses } from './presses.ts';

test('a double click and a held key are one press; another job, or a later click, is another', () => {
  const fresh = createPresses();
  expect(fresh(['a', 'b'], 0)).toEqual(['a', 'b']);
  expect(fresh(['a'], 200)).toEqual([]);
  expect(fresh(['a', 'c'], 210)).toEqual(['c']);
  for (let at = 240; at < 3_000; at += 30) expect(fresh(['a'], at)).toEqual([]);
  expect(fresh(['a'], 4_000)).toEqual(['a']);
});
