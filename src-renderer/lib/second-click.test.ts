import { expect, test } from 'vitest';
import { createSecondClicks } from './second-click.ts';

const first = { row: 'a', x: 100, y: 40, atMs: 1_000 };

test('a second click at the same place is let go where another row lies there by then, also the third', () => {
  const isSecond = createSecondClicks();
  expect(isSecond(first)).toBe(false);
  expect(isSecond({ ...first, row: 'b', atMs: 1_180 })).toBe(true);
  expect(isSecond({ ...first, row: 'c', atMs: 1_400 })).toBe(true);
});

test('the same row, another place and a later moment are wishes of their own', () => {
  const isSecond = createSecondClicks();
  isSecond(first);
  expect(isSecond({ ...first, atMs: 1_180 })).toBe(false);
  expect(isSecond({ ...first, row: 'b', y: 88, atMs: 1_300 })).toBe(false);
  expect(isSecond({ ...first, row: 'c', y: 88, atMs: 1_900 })).toBe(false);
});
