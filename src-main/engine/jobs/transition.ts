import { RushesError, type StoredError } from '../../../src-shared/contract/errors.ts';
import { isEnd, type JobState } from '../../../src-shared/domain/job.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type JobEvent, jobTable, type LedgerEffect } from './lifecycle.ts';
import { getJob, type JobRow } from './store.ts';

/**
 * The only writer of a job's state and of the two columns that the scheduler reads (`claimable`, `wake_at`).
 * Runs inside the caller's transaction: state, hold and event are one commit.
 */
export type Transition = ReturnType<typeof createTransition>;

export type StepFacts = {
  error?: StoredError | null;
  /** Reason as it stands in the ledger. */
  reason?: string;
};

const claimableAfter: readonly JobEvent[] = ['approve', 'retry_preview', 'retry_final'];
const newGo: readonly JobEvent[] = ['approve', 'retry_preview', 'retry_final'];

export type TransitionDeps = { db: Db; ledger: Ledger; now(): number; emit: Emit };

export function createTransition({ db, ledger, now, emit }: TransitionDeps) {
  return {
    /** Takes a step if the table allows it from the job's state now; null where it does not. */
    tryStep(jobId: string, event: JobEvent, facts: StepFacts = {}): JobRow | null {
      const job = getJob(db, jobId);
      const step = jobTable[job.state][event];
      if (!step) return null;
      const changed = db
        .sql(
          `UPDATE jobs SET state = ?, stage = ?, go = go + ?, claimable = ?, wake_at = NULL, error = ?, updated_at = ?
           WHERE id = ? AND state = ?`,
        )
        .run(
          step.to,
          step.stage ?? job.stage,
          newGo.includes(event) ? 1 : 0,
          claimableAfter.includes(event) ? 1 : 0,
          facts.error ? JSON.stringify(facts.error) : null,
          now(),
          jobId,
          job.state,
        ).changes;
      if (changed !== 1) return null;
      settle(job, step.ledger, facts.reason ?? reasons[event]);
      emit({ type: 'job', job: jobId, facts: { event, from: job.state, to: step.to } });
      return getJob(db, jobId);
    },

    /** As `tryStep`, but a step that the table does not allow is the caller's error: NOT_ALLOWED. */
    step(jobId: string, event: JobEvent, facts: StepFacts = {}): JobRow {
      const job = this.tryStep(jobId, event, facts);
      if (!job) throw notAllowed(getJob(db, jobId), event);
      return job;
    },

    /** Lets the scheduler send the job's stage now. */
    sendable(jobId: string, state: JobState): boolean {
      return queueColumns(jobId, state, { claimable: 1, wakeAt: null, error: null });
    },

    /** Keeps the job back until `wakeAt` (wall clock, ms), or until `sendable` where it is null. `error` says why. */
    keepBack(
      jobId: string,
      state: JobState,
      until: { wakeAt: number | null; error: StoredError | null },
    ): boolean {
      return queueColumns(jobId, state, { claimable: 0, ...until });
    },

    /** Makes due jobs sendable; answers how many. */
    wake(at: number): number {
      return db
        .sql('UPDATE jobs SET claimable = 1, wake_at = NULL WHERE wake_at <= ? AND wake_at IS NOT NULL')
        .run(at).changes;
    },

    /** Lets every job be looked at again that is kept back without a time: a budget was changed, a day began, the engine started. */
    reconsider(): number {
      return db
        .sql(
          `UPDATE jobs SET claimable = 1 WHERE claimable = 0 AND wake_at IS NULL AND state IN ('queued', 'processing', 'generating_final')
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.job_id = jobs.id AND a.stage = jobs.stage
               AND a.state IN ('submitting', 'running', 'saving', 'cancelling', 'unknown'))
             AND NOT EXISTS (SELECT 1 FROM steps s WHERE s.job_id = jobs.id AND s.go = jobs.go AND s.stage = jobs.stage
               AND s.place = 'media' AND s.state = 'due')`,
        )
        .run().changes;
    },

    /** Moves every wait by `ms`: the wall clock was set. */
    shiftWaits(ms: number): void {
      db.sql('UPDATE jobs SET wake_at = wake_at + ? WHERE wake_at IS NOT NULL').run(ms);
    },

    /** Ends waits that reach beyond `latest` (wall clock, ms) then. */
    boundWaits(latest: number): void {
      db.sql('UPDATE jobs SET wake_at = ? WHERE wake_at > ?').run(latest, latest);
    },

    /** The estimate in dollars that stood when a person approved the final; null is not known. */
    seePrice(jobId: string, usd: number | null): void {
      db.sql(`UPDATE jobs SET usd_approved = ? WHERE id = ? AND state = 'preview_ready'`).run(usd, jobId);
    },

    /** A person agreed to the price in dollars of a job that waits for it. A wait that has an end of its own goes on. */
    agreePrice(jobId: string, state: JobState): boolean {
      const changed = db
        .sql(
          'UPDATE jobs SET price_agreed = 1, claimable = (wake_at IS NULL), updated_at = ? WHERE id = ? AND state = ?',
        )
        .run(now(), jobId, state).changes;
      if (changed === 1) emit({ type: 'job', job: jobId, facts: { event: 'price_agreed' } });
      return changed === 1;
    },

    /** A person lets an unknown go be sent again: a new go with the same hold. */
    payAgain(jobId: string, state: JobState): boolean {
      const changed = db
        .sql(
          'UPDATE jobs SET go = go + 1, claimable = 1, wake_at = NULL, error = NULL, updated_at = ? WHERE id = ? AND state = ?',
        )
        .run(now(), jobId, state).changes;
      if (changed === 1) emit({ type: 'job', job: jobId, facts: { event: 'pay_again' } });
      return changed === 1;
    },

    /** Says on the job why its stage is not on disk yet, without moving it. */
    note(jobId: string, error: StoredError | null): void {
      db.sql('UPDATE jobs SET error = ?, updated_at = ? WHERE id = ?').run(
        error ? JSON.stringify(error) : null,
        now(),
        jobId,
      );
      emit({ type: 'job', job: jobId, facts: { event: 'note' } });
    },

    setRank(jobId: string, rank: number): void {
      db.sql('UPDATE jobs SET rank = ?, updated_at = ? WHERE id = ?').run(rank, now(), jobId);
      emit({ type: 'job', job: jobId, facts: { event: 'rank' } });
    },
  };

  type Columns = { claimable: 0 | 1; wakeAt: number | null; error: StoredError | null };

  function queueColumns(jobId: string, state: JobState, { claimable, wakeAt, error }: Columns): boolean {
    const changed = db
      .sql('UPDATE jobs SET claimable = ?, wake_at = ?, error = ?, updated_at = ? WHERE id = ? AND state = ?')
      .run(claimable, wakeAt, error ? JSON.stringify(error) : null, now(), jobId, state).changes;
    if (changed === 1)
      emit({ type: 'job', job: jobId, facts: { event: claimable ? 'sendable' : 'kept_back' } });
    return changed === 1;
  }

  function settle(job: JobRow, effect: LedgerEffect, reason: string): void {
    if (effect === 'keep') return;
    if (effect !== 'hold_again') {
      ledger.settle(job.id, effect, reason);
    } else {
      const shareTaken = ledger.holdsOf(job.id).some((h) => h.captured > 0);
      const amount = shareTaken ? job.price_total - job.price_preview : job.price_total;
      ledger.hold(job.id, amount, shareTaken ? 0 : job.price_preview);
    }
    if (job.price_total > 0) emit({ type: 'credits', job: job.id, facts: {} });
  }
}

const reasons: Record<JobEvent, string> = {
  start: 'started',
  preview_stored: 'preview stored',
  approve: 'approved',
  final_stored: 'final stored',
  reject: 'rejected after the preview',
  cancel: 'cancelled',
  fail: 'failed: not charged',
  retry_preview: 'retried',
  retry_final: 'retried',
};

const verbs: Partial<Record<JobEvent, string>> = { retry_preview: 'retry', retry_final: 'retry' };

export function notAllowed(job: JobRow, event: string): RushesError {
  const allowed = Object.keys(jobTable[job.state]).map((e) => verbs[e as JobEvent] ?? e);
  const asked = verbs[event as JobEvent] ?? event;
  const people = [...new Set(allowed)].filter((e) => ['approve', 'reject', 'cancel', 'retry'].includes(e));
  return new RushesError('NOT_ALLOWED', {
    field: 'job',
    subject: `Job ${job.id}`,
    found: job.state,
    rule: asked,
    detail:
      isEnd(job.state) && people.length === 0
        ? 'It is finished; make a new job.'
        : `It allows: ${people.join(', ')}.`,
  });
}
