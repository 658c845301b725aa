import { retryHold } from '../../../src-shared/contract/charges.ts';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { isLive, resolvable } from '../../../src-shared/domain/attempt.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import type { Budget } from '../ledger/budget.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Estimates } from '../providers/estimates.ts';
import type { AttemptTransition } from './attempt-transition.ts';
import { decidable, doubtOver } from './doubt.ts';
import { isInDoubt } from './parts.ts';
import { attemptsOf, getJob, type JobRow, previewTakeOf } from './store.ts';
import { notAllowed, type Transition } from './transition.ts';

/** What a person may ask of a job. Each function runs inside the caller's transaction and answers the row. */
export type Decision = { kind: 'found'; requestId: string } | { kind: 'not_run' } | { kind: 'pay_again' };

export type ActionsDeps = {
  db: Db;
  ledger: Ledger;
  budget: Budget;
  estimates: Estimates;
  jobs: Transition;
  attempts: AttemptTransition;
  emit: Emit;
  /** Ends a stage whose parts are all on disk already: nothing is to be submitted. */
  endIfWhole(job: JobRow): boolean;
};

export function createActions({
  db,
  ledger,
  budget,
  estimates,
  jobs,
  attempts,
  emit,
  endIfWhole,
}: ActionsDeps) {
  const approve = (id: string): JobRow => {
    const job = getJob(db, id);
    if (job.state === 'preview_ready') {
      jobs.seePrice(id, estimates.of(job).usd);
      return jobs.step(id, 'approve');
    }
    const sendable = job.state === 'queued' || job.state === 'processing' || job.state === 'generating_final';
    if (sendable && budget.blocks(job) === 'price' && jobs.agreePrice(id, job.state)) return getJob(db, id);
    throw notAllowed(job, 'approve');
  };

  /** A job that waits to be sent; what is at a provider cannot be moved any more. */
  const waiting = (id: string, ability: 'next' | 'move'): JobRow => {
    const job = getJob(db, id);
    const live = attemptsOf(db, id).some((a) => a.stage === job.stage && isLive(a.state));
    if (live || !['queued', 'processing', 'generating_final'].includes(job.state))
      throw notAllowed(job, ability);
    return job;
  };

  return {
    approve: (ids: readonly string[]): JobRow[] => ids.map(approve),
    reject: (id: string): JobRow => jobs.step(id, 'reject'),

    /** Ends the job at once; what is at a provider is asked to stop and followed to its end by the runner. */
    cancel(id: string): JobRow {
      const job = jobs.step(id, 'cancel');
      for (const a of attemptsOf(db, id)) {
        if (a.state === 'running') attempts.tryStep(a.id, 'cancel_asked');
        if (a.state === 'unknown')
          attempts.tryStep(a.id, 'cancelled', {
            error: { code: 'outcome_unknown', subject: a.provider, charged: null },
          });
      }
      return job;
    },

    /** A new go: the final where a finished preview is there, else the preview. */
    retry(id: string): JobRow {
      const job = getJob(db, id);
      const event = previewTakeOf(db, id) ? 'retry_final' : 'retry_preview';
      if (isEnd(job.state) && job.state !== 'completed') {
        const open = resolvable(job, attemptsOf(db, id));
        if (open?.state === 'unknown') throw notAllowed(job, 'retry');
        const { price_total: total, price_preview: preview } = job;
        const price = { total, preview, final: total - preview };
        const credits = retryHold({ price, hold: ledger.holdReport(id) });
        budget.allow({ credits, usd: budget.toCome(job), count: 1 });
      }
      endIfWhole(jobs.step(id, event));
      return getJob(db, id);
    },

    next(id: string): JobRow {
      const job = waiting(id, 'next');
      const least = db.sql('SELECT MIN(rank) FROM jobs WHERE claimable = 1').pluck().get();
      jobs.setRank(id, Math.min(typeof least === 'number' ? least : job.rank, job.rank) - 1);
      return getJob(db, id);
    },

    move(id: string, beforeId: string): JobRow {
      waiting(id, 'move');
      const before = waiting(beforeId, 'move');
      if (id === beforeId) throw new RushesError('BAD_INPUT', { field: 'before', rule: 'another job' });
      jobs.setRank(id, rankBefore(before, id));
      return getJob(db, id);
    },

    /** A person decides on an attempt whose outcome nobody could tell; `n` names the one they mean. */
    resolve(id: string, decision: Decision, n?: number): JobRow {
      const job = getJob(db, id);
      const attempt = decidable(job, attemptsOf(db, id), n);
      if (!attempt || (attempt.state === 'failed' && decision.kind !== 'found'))
        throw notAllowed(job, 'resolve');
      if (decision.kind === 'found') {
        const taken = db
          .sql('SELECT job_id FROM attempts WHERE provider = ? AND request_id = ? AND id <> ?')
          .pluck()
          .get(attempt.provider, decision.requestId, attempt.id);
        if (taken) {
          throw new RushesError('BAD_INPUT', {
            field: 'found',
            rule: 'the id of a request that no other attempt has',
            found: `that of job ${String(taken)}`,
          });
        }
        attempts.tryStep(attempt.id, 'adopted', { requestId: decision.requestId, error: null });
      } else if (decision.kind === 'not_run') {
        attempts.tryStep(attempt.id, 'failed', { error: { code: 'not_run', subject: attempt.provider } });
      } else {
        attempts.tryStep(attempt.id, 'failed', {
          error: { code: 'outcome_unknown', subject: attempt.provider, charged: null },
        });
        // A new go, unless one was begun by the word on another part.
        if (attempt.go === job.go && !isEnd(job.state)) jobs.payAgain(id, job.state);
      }
      doubtOver({ db, jobs }, attempt);
      // The hold of a job that has ended is settled: to pay again is a retry, as soon as nothing is in doubt.
      if (decision.kind === 'pay_again' && isEnd(job.state) && !isInDoubt(db, job)) return this.retry(id);
      return getJob(db, id);
    },

    refund(id: string, note: string): JobRow {
      const job = getJob(db, id);
      if (!isEnd(job.state)) throw notAllowed(job, 'refund');
      if (ledger.refund(id, note) === 0) throw notAllowed(job, 'refund');
      emit({ type: 'credits', job: id, facts: {} });
      emit({ type: 'job', job: id, facts: { event: 'refunded' } });
      return getJob(db, id);
    },
  };

  /** A rank between the job `before` and the one ahead of it; makes room where the two have grown too close for a number between. */
  function rankBefore(before: JobRow, mover: string): number {
    const ahead = db
      .sql(
        'SELECT rank FROM jobs WHERE claimable = 1 AND id <> ? AND (rank, id) < (?, ?) ORDER BY rank DESC, id DESC LIMIT 1',
      )
      .pluck()
      .get(mover, before.rank, before.id);
    if (typeof ahead !== 'number') return before.rank - 1;
    const between = (ahead + before.rank) / 2;
    if (between > ahead && between < before.rank) return between;
    const rest = db
      .sql('SELECT id FROM jobs WHERE claimable = 1 AND id <> ? AND (rank, id) < (?, ?) ORDER BY rank, id')
      .pluck()
      .all(mover, before.rank, before.id) as string[];
    for (const [i, other] of rest.entries()) jobs.setRank(other, before.rank - 2 * (rest.length - i));
    return before.rank - 1;
  }
}
