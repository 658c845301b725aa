import { RushesError } from '../../../src-shared/contract/errors.ts';
import { resolvable } from '../../../src-shared/domain/attempt.ts';
import type { Db } from '../db/db.ts';
import { isInDoubt, wants } from './parts.ts';
import { type AttemptRow, getJob, type JobRow } from './store.ts';
import type { Transition } from './transition.ts';

/**
 * Attempts whose outcome nobody could tell. A decision is about one of them; the job goes on, or ends, when none is left.
 */

/**
 * The attempt that a decision is about. One that names its attempt (`n`) is refused where another is the open one: said
 * twice, it would decide about the next part unasked.
 */
export function decidable(job: JobRow, attempts: readonly AttemptRow[], n?: number): AttemptRow | null {
  const open = resolvable(job, attempts);
  if (!open || n === undefined || open.n === n) return open;
  throw new RushesError('NOT_ALLOWED', {
    field: 'attempt',
    subject: `Attempt ${n}`,
    found: 'not the one in question',
    rule: 'a decision',
    detail: `Attempt ${open.n} is; decide about that one.`,
  });
}

/**
 * Inside a transaction: one attempt is in doubt no more. Was it the last, the job goes on; where a person said of one of
 * the go that it was not run, the go ends instead, in whatever order the words came: nothing is spent without being asked.
 */
export function doubtOver({ db, jobs }: { db: Db; jobs: Transition }, row: AttemptRow): void {
  const job = getJob(db, row.job_id);
  if (!wants(job, row) || isInDoubt(db, job)) return;
  const notRun = db
    .sql(
      `SELECT 1 FROM attempts WHERE job_id = ? AND stage = ? AND go = ? AND state = 'failed'
         AND json_extract(error, '$.code') = 'not_run' LIMIT 1`,
    )
    .get(row.job_id, row.stage, row.go);
  if (notRun) {
    jobs.tryStep(job.id, 'fail', {
      error: { code: 'not_run', subject: row.provider },
      reason: 'not run, says the creator: not charged',
    });
  } else if (job.wake_at === null) jobs.sendable(job.id, job.state);
}
