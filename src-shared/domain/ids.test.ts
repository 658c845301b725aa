import { describe, expect, test } from 'vitest';
import { base32, idMaker, idPattern } from './ids.ts';

const start = Date.UTC(2026, 10, 23);
const least = (): number => 0;

describe('ids', () => {
  test('are 16 characters of the pattern and begin with their time', () => {
    const make = idMaker(
      () => start,
      (below) => below - 1,
    );
    for (let i = 0; i < 1_000; i++) {
      const id = make();
      expect(id).toMatch(idPattern);
      expect(id.slice(0, 9)).toBe(base32(start, 9));
    }
  });

  test('only grow, though the clock stands still', () => {
    const make = idMaker(() => start, least);
    const ids = Array.from({ length: 5_000 }, make);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('only grow, though the clock goes back an hour and comes on again', () => {
    let now = start;
    const make = idMaker(
      () => now,
      (below) => Math.floor(below / 2),
    );
    const ids: string[] = [];
    for (const step of [0, 5, -3_600_000, 1, 0, 3_600_000, 10, -1]) {
      now += step;
      ids.push(make(), make());
    }
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('borrow the next millisecond when one is used up', () => {
    const make = idMaker(
      () => start,
      (below) => below - 1,
    );
    let last = '';
    // The tail has 35 bits and each step takes at most 1,000 of them; from half of them that is long enough to see.
    for (let i = 0; i < 100; i++) last = make();
    expect(last.slice(0, 9)).toBe(base32(start, 9));
    const far = idMaker(
      () => start,
      (below) => (below > 1_000 ? below - 1 : 32 ** 7),
    );
    const ids = Array.from({ length: 5 }, far);
    expect(new Set(ids).size).toBe(5);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(idPattern);
  });

  test('sort as their times do', () => {
    const times = [0, 1, 31, 32, 1_000_000, start, start + 1, start * 10];
    expect(times.map((t) => base32(t, 9)).sort()).toEqual(times.map((t) => base32(t, 9)));
  });
});

test.each([
  '',
  'short',
  `${'a'.repeat(16)}b`,
  'ILOU000000000000',
  '../../../../etc/',
  'abcdefgh ijklmno',
  '0123456789abcdeü',
])('"%s" is no id', (text) => expect(text).not.toMatch(idPattern));
