import { isEnd } from '../../../src-shared/domain/job.ts';
import type { Db } from '../db/db.ts';
import type { AttemptRow, JobRow } from './store.ts';

/**
 * How the parts of a stage stand. What is out or on disk belongs to the stage and not to the go that sent it: a later go
 * waits for it and counts its result, so that no part is paid for beside another try of the same part (docs/adr/0016).
 */
export type StageOf = Pick<JobRow, 'id' | 'stage' | 'go'>;

const live = `('submitting', 'running', 'saving', 'cancelling', 'unknown')`;

/**
 * The newest attempt of each part that needs no other submit: it succeeded in this go, or in an earlier one, and no take
 * before this go's own was made of it.
 */
export const donePartsOf = (db: Db, of: StageOf): Map<number, number> =>
  new Map(
    (
      db
        .sql(
          `SELECT part, MAX(id) AS id FROM attempts a WHERE job_id = ? AND stage = ? AND state = 'succeeded' AND go <= ?
             AND NOT EXISTS (SELECT 1 FROM takes t WHERE t.job_id = a.job_id AND t.stage = a.stage AND t.go >= a.go AND t.go < ?)
           GROUP BY part ORDER BY part`,
        )
        .all(of.id, of.stage, of.go, of.go) as { part: number; id: number }[]
    ).map((row) => [row.part, row.id]),
  );

/** Parts of which a try of any go is at a provider, on its way to the disk, or in doubt. */
export const livePartsOf = (db: Db, of: StageOf): Set<number> =>
  new Set(
    db
      .sql(`SELECT part FROM attempts WHERE job_id = ? AND stage = ? AND state IN ${live}`)
      .pluck()
      .all(of.id, of.stage) as number[],
  );

/** The answer to a submit of the stage was lost: until it is known or decided nothing more is spent on the other parts. */
export const isInDoubt = (db: Db, of: StageOf): boolean =>
  db
    .sql(`SELECT 1 FROM attempts WHERE job_id = ? AND stage = ? AND state = 'unknown' LIMIT 1`)
    .get(of.id, of.stage) !== undefined;

/** No try of this part is out or done, and none of the stage is in doubt. Asked once more right before the intent. */
export const maySend = (db: Db, of: StageOf, part: number): boolean =>
  !isInDoubt(db, of) && !livePartsOf(db, of).has(part) && !donePartsOf(db, of).has(part);

/** The job still wants what this attempt makes: it is at the same stage, in the same go or in a later one that waits for it. */
export const wants = (job: JobRow, row: Pick<AttemptRow, 'stage' | 'go'>): boolean =>
  job.stage === row.stage && row.go <= job.go && job.state !== 'preview_ready' && !isEnd(job.state);
