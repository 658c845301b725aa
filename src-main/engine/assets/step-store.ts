import * as z from 'zod/mini';
import { stages } from '../../../src-shared/domain/job.ts';
import { type StepPlace, stepNames, stepPlaces, stepStates } from '../../../src-shared/domain/step.ts';
import type { Db } from '../db/db.ts';
import { json, storedError } from '../jobs/store.ts';

/** Steps after a stage, as rows. */
const number = z.number();

export const stepRow = z.lazy(() =>
  z.object({
    id: number,
    job_id: z.string(),
    go: number,
    stage: z.enum(stages),
    seq: number,
    name: z.enum(stepNames),
    place: z.enum(stepPlaces),
    state: z.enum(stepStates),
    tries: number,
    wake_at: z.nullable(number),
    did: json(z.array(z.string())),
    error: z.nullable(json(storedError)),
  }),
);
export type StepRow = z.infer<typeof stepRow>;

export const getStep = (db: Db, id: number): StepRow =>
  stepRow.parse(db.sql('SELECT * FROM steps WHERE id = ?').get(id));

export const stepsOf = (db: Db, jobId: string): StepRow[] =>
  db
    .sql('SELECT * FROM steps WHERE job_id = +? ORDER BY id')
    .all(jobId)
    .map((row) => stepRow.parse(row));

/** Steps of a place that may be done now, oldest first: none before an earlier one of its stage. */
export const dueSteps = (db: Db, place: StepPlace, at: number): StepRow[] =>
  db
    .sql(
      `SELECT * FROM steps s WHERE state = 'due' AND place = +? AND (wake_at IS NULL OR wake_at <= ?)
         AND NOT EXISTS (SELECT 1 FROM steps e WHERE e.job_id = s.job_id AND e.go = s.go AND e.stage = s.stage
           AND e.seq < s.seq AND e.state = 'due')
       ORDER BY id LIMIT 50`,
    )
    .all(place, at)
    .map((row) => stepRow.parse(row));

/** When the next step of a place wants to be tried again (wall clock, ms); null where none waits. */
export const nextWake = (db: Db, place: StepPlace): number | null =>
  db.sql(`SELECT MIN(wake_at) FROM steps WHERE state = 'due' AND place = +?`).pluck().get(place) as
    | number
    | null;
