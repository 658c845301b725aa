import { expect, test } from 'vitest';
import { appended, byDay, type Entry, refreshed, signOf } from './entries.ts';

const anEntry = (id: number, at = id): Entry => ({
  id,
  at,
  kind: 'hold',
  job: null,
  amount: 1,
  available: 1,
  reason: '',
});
const some = (...ids: number[]): Entry[] => ids.map((id) => anEntry(id));
const idsOf = (page: { entries: readonly Entry[] }): number[] => page.entries.map(({ id }) => id);

test('a page goes on where the list ends, and no entry is there twice', () => {
  const list = { entries: some(9, 8, 7), next: 7 };
  expect(appended(list, { entries: some(7, 6, 5), next: null })).toEqual({
    entries: some(9, 8, 7, 6, 5),
    next: null,
  });
  expect(idsOf(appended({ entries: [], next: null }, { entries: some(3, 2), next: 2 }))).toEqual([3, 2]);
});

test('what came in since goes in front; the end of the list stays where it was', () => {
  const list = { entries: some(9, 8, 7), next: 7 };
  const after = refreshed(list, { entries: some(11, 10, 9), next: 9 });
  expect([idsOf(after), after.next]).toEqual([[11, 10, 9, 8, 7], 7]);
  expect(refreshed(list, { entries: some(9, 8), next: 8 })).toBe(list);
  expect(idsOf(refreshed({ entries: [], next: null }, { entries: some(1), next: null }))).toEqual([1]);
});

test('where more came in than a page holds, the list begins anew and has no hole', () => {
  const list = { entries: some(3, 2, 1), next: null };
  const after = refreshed(list, { entries: some(99, 98), next: 98 });
  expect([idsOf(after), after.next]).toEqual([[99, 98], 98]);
  // A filter may leave a short page whose entries are all new: nothing is missing behind its end.
  expect(idsOf(refreshed({ entries: [], next: null }, { entries: some(4), next: null }))).toEqual([4]);
});

test('entries stand under their calendar day', () => {
  const noon = new Date(2026, 1, 3, 12).getTime();
  const late = new Date(2026, 1, 3, 23, 59).getTime();
  const before = new Date(2026, 1, 2, 23, 59).getTime();
  const rows = byDay([anEntry(3, late), anEntry(2, noon), anEntry(1, before)]);
  expect(rows.map((row) => (row.is === 'day' ? row.at : row.entry.id))).toEqual([late, 3, 2, before, 1]);
  expect(byDay([])).toEqual([]);
});

test('an amount has the sign of what it does to the available credits', () => {
  expect((['grant', 'hold', 'capture', 'release', 'refund'] as const).map(signOf)).toEqual([
    '+',
    '−',
    '',
    '+',
    '+',
  ]);
});
