import type { entry } from '../../../src-shared/contract/shapes.ts';
import type { EntryKind } from '../../../src-shared/domain/ledger.ts';
import { dayKey } from '../../lib/dates.ts';

export type Entry = (typeof entry)['_zod']['output'];
/** Entries, newest first; `next` goes on where they end, null where that is the beginning of the ledger. */
export type Page = { entries: readonly Entry[]; next: number | null };

/** The list with the page that follows it. */
export function appended(list: Page, page: Page): Page {
  const last = list.entries.at(-1)?.id ?? Number.POSITIVE_INFINITY;
  const older = page.entries.filter(({ id }) => id < last);
  return { entries: [...list.entries, ...older], next: page.next };
}

/** The list with what came in since, from a newer first page; where that does not reach down to the list, only the page. */
export function refreshed(list: Page, page: Page): Page {
  const head = list.entries[0]?.id;
  if (head === undefined) return page;
  const newer = page.entries.filter(({ id }) => id > head);
  if (newer.length === 0) return list;
  if (newer.length === page.entries.length && page.next !== null) return page;
  return { entries: [...newer, ...list.entries], next: list.next };
}

export type Row = { is: 'day'; at: number } | { is: 'entry'; entry: Entry };

/** Entries under the calendar day on which they were made. */
export function byDay(entries: readonly Entry[]): Row[] {
  let day = '';
  return entries.flatMap((entry): Row[] => {
    const key = dayKey(entry.at);
    if (key === day) return [{ is: 'entry', entry }];
    day = key;
    return [
      { is: 'day', at: entry.at },
      { is: 'entry', entry },
    ];
  });
}

/** What an entry does to the available credits; 0: it moves none of them. */
const signs: Record<EntryKind, -1 | 0 | 1> = {
  grant: 1,
  hold: -1,
  capture: 0,
  release: 1,
  refund: 1,
  lease: 1,
  lease_return: -1,
  suspense: 0,
  debt: 0,
};
export const signOf = (kind: EntryKind): string => ({ '-1': '−', '0': '', '1': '+' })[`${signs[kind]}`];
