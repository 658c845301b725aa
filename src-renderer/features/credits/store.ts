import { create } from 'zustand';
import type { EntryKind } from '../../../src-shared/domain/ledger.ts';
import { ledgerCsv } from '../../../src-shared/texts/csv.ts';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { dayKey } from '../../lib/dates.ts';
import { downloadText } from '../../lib/download.ts';
import { attempt } from '../../stores/notices.ts';
import { toldInStudio } from '../../texts/errors.ts';
import { appended, type Entry, type Page, refreshed } from './entries.ts';
import { type Bounds, boundsOf, type Period } from './period.ts';

export type Budgets = Awaited<ReturnType<Client['budget']['get']>>;

/** What is looked at of the ledger. */
export type Filter = { kind: EntryKind | null; period: Period };
export const noFilter: Filter = { kind: null, period: 'all' };
export const isFiltered = ({ kind, period }: Filter): boolean => kind !== null || period !== 'all';

/** The ledger as far as it was looked at, and the budgets. */
type Spend = Page & {
  filter: Filter;
  /** As they were when the filter was chosen, so that all pages are pages of the same list. */
  bounds: Bounds;
  /** False before the first answer for this filter. */
  known: boolean;
  fetching: boolean;
  failed: string | null;
  budgets: Budgets | null;
};

export const useSpend = create<Spend>(() => ({
  entries: [],
  next: null,
  filter: noFilter,
  bounds: {},
  known: false,
  fetching: false,
  failed: null,
  budgets: null,
}));

const pageSize = 100;
const exportSize = 500;

let current = new AbortController();

type Asked = Pick<Spend, 'filter' | 'bounds'> & { before: number | null; limit: number };

const pageOf = ({ filter, bounds, before, limit }: Asked): Promise<Page> => {
  const kind = filter.kind === null ? {} : { kind: filter.kind };
  return call((client) => client.credits.ledger({ limit, before, ...kind, ...bounds }));
};

/** The newest entries, put to those that are here; and what the budgets have come to. After midnight today is another day. */
export async function refresh(): Promise<void> {
  const { filter, bounds } = useSpend.getState();
  const today = boundsOf(filter.period, Date.now());
  if (today.since !== bounds.since || today.until !== bounds.until) return setFilter({});
  const { signal } = current;
  try {
    const [page, budgets] = await Promise.all([
      pageOf({ filter, bounds, before: null, limit: pageSize }),
      call((client) => client.budget.get()),
    ]);
    if (signal.aborted) return;
    useSpend.setState((spend) => ({
      ...(spend.known ? refreshed(spend, page) : page),
      budgets,
      known: true,
      failed: null,
    }));
  } catch (error) {
    if (!signal.aborted) useSpend.setState({ failed: toldInStudio(error).message });
  }
}

export async function loadMore(): Promise<void> {
  const { next, fetching, known, filter, bounds } = useSpend.getState();
  if (next === null || fetching || !known) return;
  const { signal } = current;
  useSpend.setState({ fetching: true });
  const page = await pageOf({ filter, bounds, before: next, limit: pageSize }).catch(() => null);
  if (signal.aborted) return;
  // Without an answer the list stays as it is; the next move asks again.
  useSpend.setState((spend) => ({ ...(page ? appended(spend, page) : {}), fetching: false }));
}

export function setFilter(change: Partial<Filter>): void {
  current.abort();
  current = new AbortController();
  const filter = { ...useSpend.getState().filter, ...change };
  const bounds = boundsOf(filter.period, Date.now());
  useSpend.setState({ filter, bounds, known: false, fetching: false, failed: null });
  void refresh();
}

/** All entries that the filter lets through at this moment, as a file; one that is chosen meanwhile is for the next. */
export const exportCsv = (nowMs: number): Promise<boolean> =>
  attempt(async () => {
    const entries: Entry[] = [];
    const { filter } = useSpend.getState();
    const bounds = boundsOf(filter.period, nowMs);
    for (let before: number | null = null; ; ) {
      const page: Page = await pageOf({ filter, bounds, before, limit: exportSize });
      entries.push(...page.entries);
      before = page.next;
      if (before === null) break;
    }
    downloadText({
      name: `rushes-ledger-${dayKey(nowMs)}.csv`,
      mime: 'text/csv',
      text: ledgerCsv(entries),
    });
  });

export const setBudget = (limits: Partial<Budgets['limits']>): Promise<boolean> =>
  attempt(async () => {
    const budgets = await call((client) => client.budget.set(limits));
    useSpend.setState({ budgets });
  });
