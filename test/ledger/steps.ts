import type { Engine } from '../../src-main/engine/engine.ts';
import { claim } from '../../src-main/engine/jobs/claim.ts';
import { wants } from '../../src-main/engine/jobs/parts.ts';
import { type AttemptRow, getAttempt, getJob, type JobRow } from '../../src-main/engine/jobs/store.ts';
import type { StoredError } from '../../src-shared/contract/errors.ts';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import { claimDepsOf } from './world.ts';

/** What the runner does with the tables, without a provider: the same writes in the same transactions, one call each. */
const failure: StoredError = { code: 'provider_failed', subject: 'fal' };

export const wanted = (engine: Engine, row: AttemptRow): JobRow | null => {
  const job = getJob(engine.db, row.job_id);
  return wants(job, row) ? job : null;
};

export const claimNext = (engine: Engine, provider: ProviderId): AttemptRow | null => {
  const next = claim(claimDepsOf(engine), provider);
  return next?.kind === 'attempt' ? next.row : null;
};

/** The files of a result are on disk: the attempt is over, the take is there, the job moves on. Answers whether it came late. */
export function storeStage(engine: Engine, row: AttemptRow): boolean {
  engine.attempts.tryStep(row.id, 'saved', { error: null });
  const job = wanted(engine, row);
  engine.db
    .sql('INSERT INTO takes (id, job_id, go, stage, late, created_at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(engine.newId(), row.job_id, job?.go ?? row.go, row.stage, job ? 0 : 1, engine.clock.now());
  if (!job) {
    engine.events.emit({ type: 'job', job: row.job_id, facts: { event: 'arrived_late' } });
    return true;
  }
  if (job.state === 'queued') engine.jobs.step(job.id, 'start');
  engine.jobs.step(job.id, row.stage === 'final' ? 'final_stored' : 'preview_stored');
  if (row.stage === 'preview' && job.review === 'auto') engine.jobs.step(job.id, 'approve');
  return false;
}

/** The provider's last word is no: the go ends, or waits for another submit. */
export function failAttempt(engine: Engine, row: AttemptRow, again: boolean): void {
  engine.attempts.tryStep(row.id, row.state === 'submitting' ? 'refused' : 'failed', { error: failure });
  const job = wanted(engine, row);
  if (!job) return;
  if (again) engine.jobs.keepBack(job.id, job.state, { wakeAt: engine.clock.now() + 1_000, error: failure });
  else if (job.go === row.go) engine.jobs.tryStep(job.id, 'fail', { error: failure });
  else engine.jobs.sendable(job.id, job.state);
}

/** The answer to a submit was lost: nobody knows, or nobody asks any more. */
export function loseAttempt(engine: Engine, row: AttemptRow): void {
  const event = wanted(engine, row) ? 'lost' : 'cancelled';
  engine.attempts.tryStep(row.id, event, { lookUntil: 0 });
}

/** Nobody could tell for 24 hours. */
export function giveUp(engine: Engine, row: AttemptRow): boolean {
  const error: StoredError = { code: 'outcome_unknown', subject: row.provider, charged: null };
  if (!engine.attempts.tryStep(row.id, 'failed', { error })) return false;
  const job = wanted(engine, row);
  return job !== null && engine.jobs.tryStep(job.id, 'fail', { error }) !== null;
}

/** Runs a claimed attempt through to its take; `billedUsd`: its bill, where it is told. */
export function runThrough(engine: Engine, row: AttemptRow, billedUsd: number | null = null): void {
  engine.write(() => engine.attempts.tryStep(row.id, 'accepted', { requestId: `r-${row.job_id}-${row.n}` }));
  engine.write(() => engine.attempts.tryStep(row.id, 'finished', { result: [], billedUsd }));
  engine.write(() => storeStage(engine, getAttempt(engine.db, row.id)));
}

const priced = (price: number) => ({ workflow: 'image_to_video', params: { price } });

/** A job of this price at one of the states of its life, by the steps that lead there. */
export function jobAt(engine: Engine, state: JobRow['state'], price = 100): string {
  const id = engine.write(() => engine.create.create(priced(price)))[0]?.id ?? '';
  const next = (): AttemptRow => {
    const row = engine.write(() => claimNext(engine, 'fal'));
    if (row?.job_id !== id) throw new Error('another job was claimed');
    return row;
  };
  if (state === 'queued') return id;
  const first = next();
  if (state === 'processing') return id;
  if (state === 'failed') {
    engine.write(() => failAttempt(engine, first, false));
    return id;
  }
  runThrough(engine, first);
  if (state === 'preview_ready') return id;
  if (state === 'rejected' || state === 'cancelled') {
    engine.write(() => (state === 'rejected' ? engine.actions.reject(id) : engine.actions.cancel(id)));
    return id;
  }
  engine.write(() => engine.actions.approve([id]));
  const second = next();
  if (state === 'completed') runThrough(engine, second);
  return id;
}
