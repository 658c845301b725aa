import { expect, test } from 'vitest';
import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { aJob, anAsset } from '../../stores/sample.ts';
import { appended, changed, joined, type List, mayHaveWritten, nothing, shown } from './list.ts';
import { hasWords, noFilter, passes, type Query, queryOf } from './query.ts';
import { anItem, aTake } from './sample.ts';

const all: Query = { search: '' };
const idsOf = (list: Pick<List, 'items'>): string[] => list.items.map(({ take }) => take.id);
const listOf = (items: LibraryItem[], next: string | null = null): List => appended(nothing, { items, next });
/** A job with this take, as an event tells it. */
const told = (take: Take, over: Partial<Job> = {}): Job =>
  aJob({ id: `job-${take.id}`, takes: [take], ...over });

test('a page goes on where the list ends; a take that an event brought before it is not there twice', () => {
  const list = listOf([anItem(9), anItem(8)], 'take-8');
  const after = appended(list, { items: [anItem(8), anItem(7), anItem(6)], next: 'take-6' });
  expect([idsOf(after), after.next]).toEqual([['take-9', 'take-8', 'take-7', 'take-6'], 'take-6']);
});

test('a star changes its own item and no other', () => {
  const list = listOf([anItem(9), anItem(8)]);
  const after = changed(list, [told(aTake(8, { starred: true }))], all);
  expect(after.items[1]?.take.starred).toBe(true);
  expect(after.items[0]).toBe(list.items[0]);
});

test('an event that changes no take leaves the list as it is', () => {
  const list = listOf([anItem(9), anItem(8)]);
  expect(changed(list, [told(aTake(8)), told(aTake(9), { state: 'completed' })], all)).toBe(list);
});

test('a removed take goes and comes back to its place', () => {
  const list = listOf([anItem(9), anItem(8), anItem(7)]);
  const without = changed(list, [told(aTake(8, { removedAt: 1 }))], all);
  expect(idsOf(without)).toEqual(['take-9', 'take-7']);
  expect(idsOf(changed(without, [told(aTake(8))], all))).toEqual(['take-9', 'take-8', 'take-7']);
});

test('new takes wait at the head until they are shown, newest first', () => {
  const list = listOf([anItem(5)]);
  const once = changed(list, [told(aTake(7))], all);
  const twice = changed(once, [told(aTake(6)), told(aTake(8))], all);
  expect(idsOf(twice)).toEqual(['take-5']);
  expect(twice.items).toBe(list.items);
  expect(idsOf(shown(twice))).toEqual(['take-8', 'take-7', 'take-6', 'take-5']);
  expect(changed(twice, [told(aTake(7))], all)).toBe(twice);
  expect(changed(twice, [told(aTake(7, { evictedAt: 1 }))], all).fresh).toHaveLength(2);
});

test('what is older than the pages that are here comes with its page', () => {
  const jobs = [told(aTake(3))];
  expect(idsOf(changed(listOf([anItem(9), anItem(8)], 'take-8'), jobs, all))).toEqual(['take-9', 'take-8']);
  expect(idsOf(changed(listOf([anItem(9), anItem(8)]), jobs, all))).toEqual(['take-9', 'take-8', 'take-3']);
});

test('a take that does not fit any more leaves a filtered list, and one that fits now comes', () => {
  const starred: Query = { search: '', starred: true };
  const list = listOf([anItem(9, { starred: true }), anItem(7, { starred: true })]);
  const after = changed(list, [told(aTake(9)), told(aTake(8, { starred: true })), told(aTake(6))], starred);
  expect(idsOf(after)).toEqual(['take-7']);
  expect(after.fresh.map(({ take }) => take.id)).toEqual(['take-8']);
});

test('what was found by what it wrote stays when it changes, and comes back when it is restored', () => {
  const wrote: Query = { search: 'heron' };
  const list = listOf([anItem(9), anItem(8), anItem(7)]);
  const after = changed(list, [told(aTake(8, { starred: true }))], wrote);
  expect(after.items.map(({ take }) => take.starred)).toEqual([false, true, false]);
  const without = changed(after, [told(aTake(8, { removedAt: 1 }))], wrote);
  expect(idsOf(without)).toEqual(['take-9', 'take-7']);
  expect(idsOf(changed(without, [told(aTake(8))], wrote))).toEqual(['take-9', 'take-8', 'take-7']);
  expect(idsOf(changed(without, [told(aTake(6))], wrote))).toEqual(['take-9', 'take-7']);
});

test('a new text that may have written what is looked for is asked about, and joins the list', () => {
  const wrote: Query = { search: 'heron' };
  const list = listOf([anItem(8), anItem(6)]);
  const text = told(aTake(9, { assets: [anAsset({ kind: 'text' })] }));
  expect(mayHaveWritten(list, [text], wrote)).toBe(true);
  expect(mayHaveWritten(list, [text], all)).toBe(false);
  expect(mayHaveWritten(list, [text], { ...wrote, stage: 'final' })).toBe(false);
  expect(mayHaveWritten(list, [told(aTake(9))], wrote)).toBe(false);
  const after = joined(list, { items: [anItem(9), anItem(8), anItem(7)], next: null });
  expect([idsOf(after), idsOf({ items: after.fresh })]).toEqual([['take-8', 'take-7', 'take-6'], ['take-9']]);
  expect(mayHaveWritten(after, [text], wrote)).toBe(false);
});

test('each condition of a filter holds by itself', () => {
  const item = anItem(5, { stage: 'final' });
  const cases: [Query, boolean][] = [
    [{ search: '' }, true],
    [{ search: '', workflow: item.workflow }, true],
    [{ search: '', workflow: 'chat' }, false],
    [{ search: '', stage: 'preview' }, false],
    [{ search: '', starred: true }, false],
    [{ search: '', model: 'm' }, true],
    [{ search: '', model: 'other' }, false],
    [{ search: '', since: 5 }, true],
    [{ search: '', since: 6 }, false],
  ];
  for (const [query, expected] of cases) expect([query, passes(item, query)]).toEqual([query, expected]);
});

test.each([
  ['', true],
  ['creme bea', true],
  ['rachel', true],
  ['each', false],
  ['🎬', false],
  ['🎬 beach', true],
])('what was asked for has the words %j: %s', (search, expected) => {
  const params = { prompt: 'A crème brûlée on the Beach', voice: 'Rachel' };
  expect(hasWords(aJob({ params, inputs: [] }), search)).toBe(expected);
});

test('the days of a filter become one moment; today begins at local midnight', () => {
  const now = new Date(2026, 4, 5, 13, 30).getTime();
  const since = (made: typeof noFilter.made): number | undefined => queryOf({ ...noFilter, made }, now).since;
  expect(since('today')).toBe(new Date(2026, 4, 5).getTime());
  expect(since('week')).toBe(now - 7 * 86_400_000);
  expect(queryOf({ ...noFilter, search: '  a ' }, now)).toEqual({ search: 'a' });
});
