import type { StoredError } from '../../../src-shared/contract/errors.ts';
import { type StepEvent, type StepName, type StepPlace, stepTable } from '../../../src-shared/domain/step.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import type { JobRow } from '../jobs/store.ts';
import { getStep, type StepRow } from './step-store.ts';

/** The only writer of steps. Runs inside the caller's transaction. */
export type StepTransition = ReturnType<typeof createStepTransition>;

export type StepFacts = { did?: readonly string[]; error?: StoredError | null };

export function createStepTransition(db: Db, now: () => number, emit: Emit) {
  return {
    /** Makes the steps of a stage that are not there yet, in order. */
    begin(job: JobRow, go: number, steps: readonly { name: StepName; place: StepPlace }[]): void {
      const at = now();
      const first = Number(
        db
          .sql('SELECT COALESCE(MAX(seq), 0) FROM steps WHERE job_id = ? AND go = ? AND stage = ?')
          .pluck()
          .get(job.id, go, job.stage),
      );
      for (const [i, { name, place }] of steps.entries()) {
        db.sql(
          `INSERT INTO steps (job_id, go, stage, seq, name, place, state, created_at, updated_at)
           VALUES (?, ?, ?, ?, ?, ?, 'due', ?, ?) ON CONFLICT (job_id, go, stage, name) DO NOTHING`,
        ).run(job.id, go, job.stage, first + i + 1, name, place, at, at);
      }
      emit({ type: 'job', job: job.id, facts: { event: 'steps' } });
    },

    /**
     * A later go goes on with what an earlier one has begun on the same parts: its steps on this machine are that go's now, also
     * one that is being done at this moment. Left behind they would make a take that nobody waits for, and clear away its parts.
     */
    carry(job: JobRow, go: number): void {
      db.sql(
        `UPDATE steps SET go = ?, updated_at = ? WHERE job_id = ? AND stage = ? AND place = 'media' AND state IN ('due', 'done')
           AND go = (SELECT MAX(go) FROM steps WHERE job_id = ? AND stage = ? AND place = 'media' AND state = 'due' AND go < ?)`,
      ).run(go, now(), job.id, job.stage, job.id, job.stage, go);
    },

    /** Takes a step of the table if it allows it; null where it does not. */
    tryStep(id: number, event: StepEvent, facts: StepFacts = {}): StepRow | null {
      const row = getStep(db, id);
      const to = stepTable[row.state][event];
      if (!to) return null;
      const error = facts.error === undefined ? row.error : facts.error;
      const changed = db
        .sql(
          'UPDATE steps SET state = ?, wake_at = NULL, did = ?, error = ?, updated_at = ? WHERE id = ? AND state = ?',
        )
        .run(
          to,
          JSON.stringify(facts.did ?? row.did),
          error ? JSON.stringify(error) : null,
          now(),
          id,
          row.state,
        ).changes;
      if (changed !== 1) return null;
      emit({ type: 'job', job: row.job_id, facts: { event: `step_${to}`, step: row.name } });
      return getStep(db, id);
    },

    /** Lets a step wait until `wakeAt` (wall clock, ms). `counts`: it was a try that failed. */
    wait(id: number, wakeAt: number, why: { error: StoredError; counts: boolean }): void {
      db.sql(
        `UPDATE steps SET wake_at = ?, error = ?, tries = tries + ?, updated_at = ? WHERE id = ? AND state = 'due'`,
      ).run(wakeAt, JSON.stringify(why.error), why.counts ? 1 : 0, now(), id);
    },

    /** Lets waiting steps of a place be tried now: its key was mended, or the network is back. */
    hurry(place: StepPlace): void {
      db.sql(`UPDATE steps SET wake_at = NULL WHERE state = 'due' AND place = ? AND wake_at IS NOT NULL`).run(
        place,
      );
    },
  };
}
