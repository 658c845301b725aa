import type { StoredError } from '../../../src-shared/contract/errors.ts';
import { type AttemptEvent, attemptTable } from '../../../src-shared/domain/attempt.ts';
import type { ProviderRequest } from '../../../src-shared/domain/request.ts';
import type { ResultPiece } from '../../ports/provider.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import { type AttemptRow, attemptRow, getAttempt, type JobRow } from './store.ts';

/** The only writer of attempts. Runs inside the caller's transaction. */
export type AttemptTransition = ReturnType<typeof createAttemptTransition>;

/** What an event adds to the row; what is left out stays as it was. */
export type AttemptFacts = {
  requestId?: string | null;
  model?: string | null;
  billedUsd?: number | null;
  result?: ResultPiece[] | null;
  draft?: string | null;
  error?: StoredError | null;
  /** False: provably nothing left the machine, so it does not count as a submit. */
  sent?: boolean;
  lookAt?: number | null;
  lookUntil?: number | null;
};

export function createAttemptTransition(db: Db, now: () => number, emit: Emit) {
  return {
    /** Writes the intent to submit. On disk before the request leaves, because the caller commits before it sends. */
    begin(job: JobRow, part: number, request: ProviderRequest): AttemptRow {
      const at = now();
      const n = Number(
        db.sql('SELECT COALESCE(MAX(n), 0) + 1 FROM attempts WHERE job_id = +?').pluck().get(job.id),
      );
      const row = db
        .sql(
          `INSERT INTO attempts (job_id, n, go, stage, part, state, provider, model, request, created_at, updated_at)
           VALUES (?, ?, ?, ?, ?, 'submitting', ?, ?, ?, ?, ?) RETURNING *`,
        )
        .get(
          job.id,
          n,
          job.go,
          job.stage,
          part,
          request.provider,
          request.models[0] ?? null,
          JSON.stringify(request),
          at,
          at,
        );
      emit({ type: 'job', job: job.id, facts: { event: 'submitting', attempt: n } });
      return attemptRow.parse(row);
    },

    /** Takes a step if the table allows it from the attempt's state now; null where it does not. */
    tryStep(attemptId: number, event: AttemptEvent, facts: AttemptFacts = {}): AttemptRow | null {
      const row = getAttempt(db, attemptId);
      const to = attemptTable[row.state][event];
      if (!to) return null;
      const pick = <T>(given: T | undefined, kept: T): T => (given === undefined ? kept : given);
      const asJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
      const changed = db
        .sql(
          `UPDATE attempts SET state = ?, request_id = ?, model = ?, billed_usd = ?, result = ?, draft = ?, error = ?, sent = ?,
             look_at = ?, look_until = ?, updated_at = ? WHERE id = ? AND state = ?`,
        )
        .run(
          to,
          pick(facts.requestId, row.request_id),
          pick(facts.model, row.model),
          pick(facts.billedUsd, row.billed_usd),
          asJson(pick<unknown>(facts.result, row.result)),
          pick(facts.draft, row.draft),
          asJson(pick<unknown>(facts.error, row.error)),
          pick(facts.sent, row.sent) ? 1 : 0,
          pick(facts.lookAt, row.look_at),
          pick(facts.lookUntil, row.look_until),
          now(),
          attemptId,
          row.state,
        ).changes;
      if (changed !== 1) return null;
      emit({ type: 'job', job: row.job_id, facts: { event, attempt: row.n, to } });
      return getAttempt(db, attemptId);
    },

    /** Counts time against the stage limit: only while the attempt is running and the provider answers. */
    active(attemptId: number, ms: number): void {
      db.sql(
        `UPDATE attempts SET active_ms = active_ms + ? WHERE id = ? AND state IN ('running', 'saving', 'cancelling')`,
      ).run(Math.round(ms), attemptId);
    },

    /** Notes a lookup of an unknown attempt and when to look next; `until` 0 ends the looking. */
    looked(row: AttemptRow, lookAt: number, lookUntil: number): void {
      db.sql(
        `UPDATE attempts SET lookups = lookups + 1, look_at = ?, look_until = ?, updated_at = ? WHERE id = ? AND state = 'unknown'`,
      ).run(lookAt, lookUntil, now(), row.id);
      emit({ type: 'job', job: row.job_id, facts: { event: 'looked', attempt: row.n } });
    },
  };
}
