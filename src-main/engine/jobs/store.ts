import * as z from 'zod/mini';
import { errorCodes, RushesError } from '../../../src-shared/contract/errors.ts';
import { assetKinds, relations } from '../../../src-shared/domain/asset.ts';
import { type AttemptState, attemptStates } from '../../../src-shared/domain/attempt.ts';
import { type JobState, jobStates, priorities, reviews, stages } from '../../../src-shared/domain/job.ts';
import { providerIds, providerRequest } from '../../../src-shared/domain/request.ts';
import type { Db } from '../db/db.ts';

/** Rows as they are read: every one goes through a schema, because a file on disk is input like any other. */
export const json = <T extends z.ZodMiniType>(schema: T) =>
  z.pipe(
    z.transform((text) => (typeof text === 'string' ? JSON.parse(text) : text)),
    schema,
  );
// Made once each and shared: hundreds of schemas would cost a start milliseconds.
const text = z.string();
const number = z.number();
const maybeText = z.nullable(text);
const maybeNumber = z.nullable(number);
const optionalText = z.optional(text);
const stage = z.enum(stages);
const provider = z.enum(providerIds);
const flag = z.pipe(
  number,
  z.transform((n) => n === 1),
);

export const storedError = z.object({
  code: z.enum(errorCodes),
  field: optionalText,
  rule: optionalText,
  found: optionalText,
  subject: optionalText,
  detail: optionalText,
  charged: z.optional(z.nullable(z.boolean())),
});

const maybeError = z.nullable(json(storedError));

const origin = z.object({ field: text, job: text, take: maybeText, stage: z.nullable(stage) });

export const jobRow = z.object({
  id: text,
  workflow: text,
  state: z.enum(jobStates),
  stage,
  priority: z.enum(priorities),
  review: z.enum(reviews),
  params: json(z.record(text, z.unknown())),
  origins: json(z.array(origin)),
  provider,
  go: number,
  price_total: number,
  price_preview: number,
  usd_estimate: maybeNumber,
  usd_source: z.nullable(z.enum(['list', 'learned'])),
  usd_approved: maybeNumber,
  price_agreed: flag,
  rank: number,
  claimable: flag,
  wake_at: maybeNumber,
  error: maybeError,
  created_at: number,
  updated_at: number,
});
export type JobRow = z.infer<typeof jobRow>;

/** Result of a provider, kept while it is being stored. Lazy: the first claim has none to read. */
const resultPiece = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text }),
    z.object({ type: z.literal('json'), value: z.unknown() }),
    z.object({
      type: z.literal('file'),
      url: text,
      kind: z.enum(assetKinds),
      mime: text,
      bytes: maybeNumber,
    }),
  ]),
);

const attemptState = z.enum(attemptStates);

export const attemptRow = z.object({
  id: number,
  job_id: text,
  n: number,
  go: number,
  stage,
  part: number,
  state: attemptState,
  provider,
  model: maybeText,
  request: json(providerRequest),
  request_id: maybeText,
  sent: flag,
  active_ms: number,
  look_at: maybeNumber,
  look_until: maybeNumber,
  lookups: number,
  billed_usd: maybeNumber,
  result: z.nullable(json(z.array(resultPiece))),
  draft: maybeText,
  error: maybeError,
  created_at: number,
  updated_at: number,
});
export type AttemptRow = z.infer<typeof attemptRow>;

export const takeRow = z.lazy(() =>
  z.object({
    id: text,
    job_id: text,
    go: number,
    stage,
    relation: z.nullable(z.enum(relations)),
    from_take: maybeText,
    starred: flag,
    late: flag,
    created_at: number,
    evicted_at: maybeNumber,
    removed_at: maybeNumber,
  }),
);
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

/** The state alone: asked of every running task at each claim, where reading the whole row would be the cost. */
export const stateOf = (db: Db, attemptId: number): AttemptState =>
  attemptState.parse(db.sql('SELECT state FROM attempts WHERE id = ?').pluck().get(attemptId));

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

/** Ids of every job that has not ended and of the newest `most` of all, newest first. */
export function openJobs(db: Db, most: number): string[] {
  const open = `SELECT id FROM jobs WHERE state IN ('queued', 'processing', 'preview_ready', 'generating_final')`;
  const ids = [
    ...db.sql(open).pluck().all(),
    ...db.sql('SELECT id FROM jobs ORDER BY id DESC LIMIT ?').pluck().all(most),
  ] as string[];
  return [...new Set(ids)].sort((a, b) => (a < b ? 1 : -1));
}

/** Ids of a page of the history, newest first, by key. */
export function pageOfJobs(
  db: Db,
  page: { state?: JobState | undefined; after: string | null; limit: number },
): string[] {
  const after = page.after ?? '~';
  const ids = page.state
    ? db
        .sql('SELECT id FROM jobs WHERE state = +? AND id < ? ORDER BY id DESC LIMIT +?')
        .pluck()
        .all(page.state, after, page.limit)
    : db.sql('SELECT id FROM jobs WHERE id < ? ORDER BY id DESC LIMIT +?').pluck().all(after, page.limit);
  return ids as string[];
}
