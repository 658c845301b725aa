import { dayStart } from '../../lib/dates.ts';

/** Which part of the ledger is looked at, by the calendar of this machine. */
export const periods = ['all', 'today', 'week', 'month', 'last_month'] as const;
export type Period = (typeof periods)[number];

/** Wall clock, ms: at or after `since`, before `until`; one that is not there does not bound. */
export type Bounds = { since?: number; until?: number };

/** A period as the engine is asked for it, as of `nowMs`. A week is this day and the six before it. */
export function boundsOf(period: Period, nowMs: number): Bounds {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  // The calendar carries over: a day or a month below the first is one of the month or the year before.
  const begin = (m: number, d = 1): number => new Date(year, m, d).getTime();
  switch (period) {
    case 'all':
      return {};
    case 'today':
      return { since: dayStart(nowMs) };
    case 'week':
      return { since: begin(month, day - 6) };
    case 'month':
      return { since: begin(month) };
    case 'last_month':
      return { since: begin(month - 1), until: begin(month) };
  }
}
