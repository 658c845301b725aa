import { RushesError } from '../../../src-shared/contract/errors.ts';
import { base32 } from '../../../src-shared/domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../db/db.ts';
import type { JobRow } from '../jobs/store.ts';
import type { Estimates } from '../providers/estimates.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Limits in credits and dollars per job, calendar day and month of the machine's local time. What counts is held +
 * captured of the holds made in the period, and in dollars what was billed for what was sent in it or, where that is not told, the
 * estimate, and what the jobs that were made, retried or sent in it are likely to cost yet. What a provider refused is not billed.
 */
export type Budget = ReturnType<typeof createBudget>;

type Wish = { credits: number; usd: number | null; count: number };

const ended = `j.state IN ('completed', 'failed', 'cancelled', 'rejected')`;

/** What the job `j` was billed for what was sent since `@at`. Its estimate where no bill is told: once it has ended, or of an earlier go. */
const spent = `
  COALESCE((SELECT COALESCE(SUM(a.billed_usd), j.usd_estimate * MAX(a.sent AND a.state <> 'refused'
      AND (${ended} OR (a.go < j.go AND a.state IN ('failed', 'cancelled')))))
    FROM attempts a WHERE a.job_id = j.id AND +a.created_at >= @at), 0)`;

/** Bills of what stands of the job `j`: a retry does not buy it again. */
const standing = `
  COALESCE((SELECT SUM(a.billed_usd) FROM attempts a WHERE a.job_id = j.id AND a.state IN ('saving', 'succeeded')), 0)`;
const toCome = `MAX(0, COALESCE(j.usd_estimate, 0) - ${standing})`;

/** Made since `@at` and before the job `@upTo`: what was spent, and what is to come. */
const usdOfNew = `
  SELECT COALESCE(SUM(${spent} + CASE WHEN ${ended} THEN 0 ELSE ${toCome} END), 0)
  FROM jobs j WHERE j.id >= @from AND j.id < @upTo`;

/**
 * All other jobs of which something was sent since `@at`, or a retry asked for. Of one that stands behind `@upTo` what is to come counts
 * only while it is out: of two that wait, one must be the first to go.
 */
const usdOfOthers = `
  SELECT COALESCE(SUM(${spent} + CASE WHEN ${ended} THEN 0 WHEN j.id < @upTo OR EXISTS (
      SELECT 1 FROM attempts a WHERE a.job_id = j.id AND a.state IN ('submitting', 'running', 'saving', 'cancelling', 'unknown')
    ) THEN ${toCome} ELSE 0 END), 0)
  FROM (SELECT job_id FROM attempts INDEXED BY attempts_by_time WHERE created_at >= @at AND (job_id < @from OR job_id > @upTo)
    UNION SELECT job_id FROM holds INDEXED BY holds_by_time WHERE at >= @at AND job_id < @from AND job_id < @upTo) o
  CROSS JOIN jobs j ON j.id = o.job_id WHERE j.id <> @upTo`;

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
  /** Dollars since `at` of the jobs before `upTo`, and what those behind it have spent already. */
  const usdSince = (at: number, upTo = '~'): number => {
    const of = { at, from: idFrom(at), upTo };
    return Number(db.sql(usdOfNew).pluck().get(of)) + Number(db.sql(usdOfOthers).pluck().get(of));
  };
  /** What a job is likely to cost from here on; null is not known. */
  const usdToCome = (job: JobRow): number | null => {
    const { usd } = estimates.of(job);
    if (usd === null) return null;
    const stands = Number(db.sql(`SELECT ${standing} FROM jobs j WHERE j.id = ?`).pluck().get(job.id));
    return Math.max(0, usd - stands);
  };
  /** Dollars since `at` if the job went on. */
  const usdWith = (at: number, job: JobRow): number => {
    const own = db.sql(`SELECT ${spent} FROM jobs j WHERE j.id = @id`).pluck().get({ at, id: job.id });
    return usdSince(at, job.id) + Number(own) + (usdToCome(job) ?? 0);
  };

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

    toCome: usdToCome,

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
      if (limits.usdDay !== null && usdWith(dayStart, job) > limits.usdDay) return 'budget';
      if (limits.usdMonth !== null && usdWith(monthStart, job) > limits.usdMonth) return 'budget';
      return null;
    },
  };
}

const round = (n: number): number => Math.round(n * 10_000) / 10_000;
