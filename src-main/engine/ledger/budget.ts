import { RushesError } from '../../../src-shared/contract/errors.ts';
import { base32 } from '../../../src-shared/domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../db/db.ts';
import type { JobRow } from '../jobs/store.ts';
import type { Estimates } from '../providers/estimates.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Limits in credits and dollars per job, calendar day and month of the machine's local time. What counts is held +
 * captured of the holds made in the period, and in dollars what was billed or, where that is not told, the estimate. What a
 * provider refused is not billed.
 */
export type Budget = ReturnType<typeof createBudget>;

type Wish = { credits: number; usd: number | null; count: number };

const usdOfJobs = `
  SELECT COALESCE(SUM(CASE
    WHEN j.state IN ('completed', 'failed', 'cancelled', 'rejected')
      THEN (SELECT COALESCE(SUM(a.billed_usd), MAX(a.sent AND a.state <> 'refused') * j.usd_estimate, 0) FROM attempts a WHERE a.job_id = j.id)
    ELSE MAX(COALESCE(j.usd_estimate, 0), COALESCE((SELECT SUM(a.billed_usd) FROM attempts a WHERE a.job_id = j.id), 0))
  END), 0) FROM jobs j WHERE j.id >= ? AND j.id <= ?`;

/** A final waits for another OK where its estimate is over this many times the one that was approved (docs/adr/0019). */
const mostRise = 1.2;

/** The smallest id that a job made at `ms` can have; ids begin with their time. */
const idFrom = (ms: number): string => base32(ms, 9);

export type BudgetDeps = {
  db: Db;
  clock: Clock;
  settings: Settings;
  estimates: Estimates;
};

export function createBudget({ db, clock, settings, estimates }: BudgetDeps) {
  const creditsSince = (at: number): number =>
    Number(db.sql('SELECT COALESCE(SUM(amount - released), 0) FROM holds WHERE at >= ?').pluck().get(at));
  /** Credits of the holds made since `at` and before the hold of `job`, and its own. */
  const creditsUpTo = (at: number, job: JobRow): number => {
    const own = db.sql(`SELECT at, amount FROM holds WHERE job_id = ? AND settled = 0`).get(job.id) as
      | { at: number; amount: number }
      | undefined;
    if (!own) return 0;
    const before = Number(
      db
        .sql('SELECT COALESCE(SUM(amount - released), 0) FROM holds WHERE at >= ? AND (at, job_id) < (?, ?)')
        .pluck()
        .get(at, own.at, job.id),
    );
    return before + own.amount;
  };
  const usdSince = (at: number, upTo = '~'): number =>
    Number(db.sql(usdOfJobs).pluck().get(idFrom(at), upTo));

  const over = (field: string, allowed: string, would: number): never => {
    throw new RushesError('OVER_BUDGET', {
      field,
      rule: `it allows ${allowed}, this makes ${round(would)}`,
    });
  };

  /** A final that was approved at a price and is likely to cost much more now, while nothing of it is at a provider. */
  const hasRisen = (job: JobRow): boolean => {
    if (job.state !== 'generating_final' || job.usd_approved === null || job.price_agreed) return false;
    if ((estimates.today(job).usd ?? 0) <= job.usd_approved * mostRise) return false;
    const sent = 'SELECT 1 FROM attempts WHERE job_id = +? AND go = ? AND request_id IS NOT NULL';
    return db.sql(sent).get(job.id, job.go) === undefined;
  };

  return {
    report() {
      const { dayStart, monthStart } = clock.localDay(clock.now());
      return {
        limits: settings.limits(),
        used: {
          day: creditsSince(dayStart),
          month: creditsSince(monthStart),
          usdDay: usdSince(dayStart),
          usdMonth: usdSince(monthStart),
        },
      };
    },

    /** Throws OVER_BUDGET where new jobs would break a limit. An unknown price in dollars is not refused: the job waits for `price`. */
    allow({ credits, usd, count }: Wish): void {
      const limits = settings.limits();
      if (limits.job !== null && credits > limits.job) over('job', `${limits.job} credits a job`, credits);
      if (limits.usdJob !== null && (usd ?? 0) > limits.usdJob)
        over('usd-job', `${limits.usdJob} dollars a job`, usd ?? 0);
      const { dayStart, monthStart } = clock.localDay(clock.now());
      const rows: [field: string, limit: number | null, used: () => number, add: number, unit: string][] = [
        ['day', limits.day, () => creditsSince(dayStart), credits * count, 'credits a day'],
        ['month', limits.month, () => creditsSince(monthStart), credits * count, 'credits a month'],
        ['usd-day', limits.usdDay, () => usdSince(dayStart), (usd ?? 0) * count, 'dollars a day'],
        ['usd-month', limits.usdMonth, () => usdSince(monthStart), (usd ?? 0) * count, 'dollars a month'],
      ];
      for (const [field, limit, used, add, unit] of rows) {
        if (limit === null || add === 0) continue;
        const would = used() + add;
        if (would > limit) over(field, `${limit} ${unit}`, would);
      }
    },

    /** Why a made job may not be sent now. Earlier holds come first, so a lowered limit stops the latest jobs. */
    blocks(job: JobRow): 'budget' | 'price' | null {
      const limits = settings.limits();
      const inUsd = limits.usdJob !== null || limits.usdDay !== null || limits.usdMonth !== null;
      const usd = inUsd ? estimates.of(job).usd : null;
      if (inUsd && usd === null && !job.price_agreed) return 'price';
      if (hasRisen(job)) return 'price';
      if (limits.job !== null && job.price_total > limits.job) return 'budget';
      if (limits.usdJob !== null && (usd ?? 0) > limits.usdJob) return 'budget';
      if (limits.day === null && limits.month === null && limits.usdDay === null && limits.usdMonth === null)
        return null;
      const { dayStart, monthStart } = clock.localDay(clock.now());
      if (limits.day !== null && creditsUpTo(dayStart, job) > limits.day) return 'budget';
      if (limits.month !== null && creditsUpTo(monthStart, job) > limits.month) return 'budget';
      if (limits.usdDay !== null && usdSince(dayStart, job.id) > limits.usdDay) return 'budget';
      if (limits.usdMonth !== null && usdSince(monthStart, job.id) > limits.usdMonth) return 'budget';
      return null;
    },
  };
}

const round = (n: number): number => Math.round(n * 10_000) / 10_000;
