import * as z from 'zod';
import { errorCodes, RushesError } from '../../../src-shared/contract/errors.ts';
import { relations } from '../../../src-shared/domain/asset.ts';
import { attemptStates } from '../../../src-shared/domain/attempt.ts';
import { type JobState, jobStates, priorities, reviews, stages } from '../../../src-shared/domain/job.ts';
import { providerIds, providerRequest } from '../../../src-shared/domain/request.ts';
import type { Db } from '../db/db.ts';

/** Rows as they are read: every one goes through a schema, because a file on disk is input like any other. */
const json = <T extends z.ZodType>(schema: T) =>
  z.preprocess((text) => (typeof text === 'string' ? JSON.parse(text) : text), schema);
const flag = z.number().transform((n) => n === 1);

export const storedError = z.object({
  code: z.enum(errorCodes),
  field: z.string().optional(),
  rule: z.string().optional(),
  found: z.string().optional(),
  subject: z.string().optional(),
  detail: z.string().optional(),
  charged: z.boolean().nullable().optional(),
});

export const jobRow = z.object({
  id: z.string(),
  workflow: z.string(),
  state: z.enum(jobStates),
  stage: z.enum(stages),
  priority: z.enum(priorities),
  review: z.enum(reviews),
  params: json(z.record(z.string(), z.unknown())),
  provider: z.enum(providerIds),
  go: z.number(),
  price_total: z.number(),
  price_preview: z.number(),
  usd_estimate: z.number().nullable(),
  price_agreed: flag,
  rank: z.number(),
  claimable: flag,
  wake_at: z.number().nullable(),
  error: json(storedError).nullable(),
  created_at: z.number(),
  updated_at: z.number(),
});
export type JobRow = z.infer<typeof jobRow>;

/** Result of a provider, kept while it is being stored. */
const resultPiece = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('json'), value: z.unknown() }),
  z.object({
    type: z.literal('file'),
    url: z.string(),
    kind: z.enum(['text', 'json', 'audio', 'video', 'image', 'thumbnail', 'peaks']),
    mime: z.string(),
    bytes: z.number().nullable(),
  }),
]);

export const attemptRow = z.object({
  id: z.number(),
  job_id: z.string(),
  n: z.number(),
  go: z.number(),
  stage: z.enum(stages),
  part: z.number(),
  state: z.enum(attemptStates),
  provider: z.enum(providerIds),
  model: z.string().nullable(),
  request: json(providerRequest),
  request_id: z.string().nullable(),
  sent: flag,
  active_ms: z.number(),
  look_at: z.number().nullable(),
  look_until: z.number().nullable(),
  lookups: z.number(),
  billed_usd: z.number().nullable(),
  result: json(z.array(resultPiece)).nullable(),
  draft: z.string().nullable(),
  error: json(storedError).nullable(),
  created_at: z.number(),
  updated_at: z.number(),
});
export type AttemptRow = z.infer<typeof attemptRow>;

export const takeRow = z.object({
  id: z.string(),
  job_id: z.string(),
  go: z.number(),
  stage: z.enum(stages),
  relation: z.enum(relations).nullable(),
  from_take: z.string().nullable(),
  starred: flag,
  late: flag,
});
export type TakeRow = z.infer<typeof takeRow>;

export const findJob = (db: Db, id: string): JobRow | null => {
  const row = db.sql('SELECT * FROM jobs WHERE id = ?').get(id);
  return row ? jobRow.parse(row) : null;
};

export function getJob(db: Db, id: string): JobRow {
  const job = findJob(db, id);
  if (!job) throw new RushesError('NOT_FOUND', { field: 'job', subject: `job ${id}` });
  return job;
}

export const attemptsOf = (db: Db, jobId: string): AttemptRow[] =>
  db
    .sql('SELECT * FROM attempts WHERE job_id = +? ORDER BY n')
    .all(jobId)
    .map((row) => attemptRow.parse(row));

export const getAttempt = (db: Db, id: number): AttemptRow =>
  attemptRow.parse(db.sql('SELECT * FROM attempts WHERE id = ?').get(id));

/** Attempts that are not over, oldest first; recovery and checking start from these. */
export const liveAttempts = (db: Db): AttemptRow[] =>
  db
    .sql(
      `SELECT * FROM attempts WHERE state IN ('submitting', 'running', 'saving', 'cancelling', 'unknown') ORDER BY provider, id`,
    )
    .all()
    .map((row) => attemptRow.parse(row));

export const takesOf = (db: Db, jobId: string): TakeRow[] =>
  db
    .sql('SELECT * FROM takes WHERE job_id = +? ORDER BY id')
    .all(jobId)
    .map((row) => takeRow.parse(row));

export const findTake = (db: Db, id: string): TakeRow | null => {
  const row = db.sql('SELECT * FROM takes WHERE id = ?').get(id);
  return row ? takeRow.parse(row) : null;
};

/** The preview that a final is made from: the newest of the job. */
export const previewTakeOf = (db: Db, jobId: string): TakeRow | null =>
  takesOf(db, jobId).findLast((take) => take.stage === 'preview') ?? null;

/** A page of the history, newest first, by key. */
export function pageOfJobs(
  db: Db,
  page: { state?: JobState | undefined; after: string | null; limit: number },
): JobRow[] {
  const after = page.after ?? '~';
  const rows = page.state
    ? db
        .sql('SELECT * FROM jobs WHERE state = +? AND id < ? ORDER BY id DESC LIMIT +?')
        .all(page.state, after, page.limit)
    : db.sql('SELECT * FROM jobs WHERE id < ? ORDER BY id DESC LIMIT +?').all(after, page.limit);
  return rows.map((row) => jobRow.parse(row));
}
