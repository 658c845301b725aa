import { type JobState, jobStates } from '../../../src-shared/domain/job.ts';
import { type ProviderId, providerIds } from '../../../src-shared/domain/request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../db/db.ts';

const dayMs = 24 * 3_600_000;

/** How the queue is doing: how many wait, since when, and how often each provider failed in the last 24 hours. */
export function statsOf(db: Db, clock: Clock) {
  const now = clock.now();
  const counts = new Map(
    (
      db.sql('SELECT state, COUNT(*) AS n FROM jobs GROUP BY state').all() as { state: JobState; n: number }[]
    ).map((r) => [r.state, r.n]),
  );
  const byState = Object.fromEntries(jobStates.map((s) => [s, counts.get(s) ?? 0])) as Record<
    JobState,
    number
  >;
  const oldest = db
    .sql(`SELECT created_at FROM jobs WHERE state = 'queued' ORDER BY id LIMIT 1`)
    .pluck()
    .get();
  const since = firstSince(db, now - dayMs);
  const providers = providerIds.map((provider: ProviderId) => {
    const row = db
      .sql(
        `SELECT COUNT(*) AS attempts, COALESCE(SUM(state IN ('failed', 'refused')), 0) AS failed,
           COALESCE(SUM(state = 'unknown'), 0) AS unknown,
           COALESCE(SUM(state IN ('succeeded', 'failed', 'refused', 'cancelled')), 0) AS ended
         FROM attempts WHERE id >= ? AND provider = ?`,
      )
      .get(since, provider) as { attempts: number; failed: number; unknown: number; ended: number };
    return {
      provider,
      attempts: row.attempts,
      failed: row.failed,
      failureRate: row.ended === 0 ? null : row.failed / row.ended,
      unknown: row.unknown,
    };
  });
  return {
    waiting: byState.queued,
    running: byState.processing + byState.generating_final,
    oldestMs: typeof oldest === 'number' ? Math.max(0, now - oldest) : null,
    byState,
    providers,
  };
}

/** The first attempt made since `at`, by halving: ids have no gaps and grow with time, so no index is needed. */
function firstSince(db: Db, at: number): number {
  let low = 1;
  let high = Number(db.sql('SELECT COALESCE(MAX(id), 0) + 1 FROM attempts').pluck().get());
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const made = db.sql('SELECT created_at FROM attempts WHERE id = ?').pluck().get(middle);
    if (typeof made === 'number' && made < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
