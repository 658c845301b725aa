import type { ProviderId, ProviderRequest } from '../../../src-shared/domain/request.ts';
import { filesOf } from '../../../src-shared/domain/request.ts';
import type { Inputs, Workflow } from '../../../src-shared/workflows/workflow.ts';
import { fileFields } from '../../../src-shared/workflows/workflow.ts';
import { factsOf, inputsOf } from '../assets/input-store.ts';
import type { StageEnd } from '../assets/stage-end.ts';
import type { Db } from '../db/db.ts';
import type { Budget } from '../ledger/budget.ts';
import type { ModelsOf } from '../providers/unit-prices.ts';
import type { AttemptTransition } from './attempt-transition.ts';
import { donePartsOf, isInDoubt, livePartsOf } from './parts.ts';
import { type AttemptRow, type JobRow, jobRow } from './store.ts';
import type { Transition } from './transition.ts';

export type ClaimDeps = {
  db: Db;
  budget: Budget;
  jobs: Transition;
  attempts: AttemptTransition;
  workflows: readonly Workflow[];
  modelsOf: ModelsOf;
  stageEnd: Pick<StageEnd, 'partsDone'>;
  /** Parts of a job whose files are being made and uploaded now. */
  preparing(jobId: string): ReadonlySet<number>;
};

/** A part that may be submitted: at once, its intent is written, or after its files were made and uploaded. */
export type Claimed = { kind: 'attempt'; row: AttemptRow } | { kind: 'files'; part: JobPart };
export type JobPart = { job: JobRow; part: number; request: ProviderRequest };

/** The one statement that every claim runs; the partial index `jobs_claim` answers it without a sort. */
export const claimSql = 'SELECT * FROM jobs WHERE claimable = 1 AND provider = +? ORDER BY rank, id LIMIT 1';

export const hasClaimable = (db: Db, provider: ProviderId): boolean =>
  db.sql('SELECT 1 FROM jobs WHERE claimable = 1 AND provider = ? LIMIT 1').get(provider) !== undefined;

/**
 * Takes the next part of the next job of a provider. Inside the caller's transaction, so that the claim, the start and,
 * where the part needs no files, the intent are on disk together before anything leaves the machine.
 */
export function claim(deps: ClaimDeps, provider: ProviderId): Claimed | null {
  const { db, jobs, attempts, budget } = deps;
  for (;;) {
    const found = db.sql(claimSql).get(provider);
    if (!found) return null;
    const job = jobRow.parse(found);
    const keepBack = (of: JobRow): boolean => jobs.keepBack(of.id, of.state, { wakeAt: null, error: null });
    if (budget.blocks(job)) {
      keepBack(job);
      continue;
    }
    const next = nextPart(deps, job);
    if (next === 'unknown workflow') {
      jobs.tryStep(job.id, 'fail', { error: { code: 'INTERNAL' } });
      continue;
    }
    const started = job.state === 'queued' ? jobs.tryStep(job.id, 'start') : job;
    if (!started) continue;
    if (started === job) keepBack(job);
    if (next === 'all done') deps.stageEnd.partsDone(started, started.go);
    if (typeof next === 'string') continue;
    if (filesOf(next.request).length > 0) return { kind: 'files', part: { job: started, ...next } };
    return { kind: 'attempt', row: attempts.begin(started, next.part, next.request) };
  }
}

/** What a workflow may know of a job's files. */
export const jobInputs = (db: Db, workflow: Workflow, jobId: string): Inputs =>
  fileFields(workflow).length === 0 ? {} : factsOf(inputsOf(db, jobId));

/** The requests of a job's stage, in order; null where the workflow is not known any more. */
function requestsOf(
  deps: Pick<ClaimDeps, 'db' | 'workflows' | 'modelsOf'>,
  job: JobRow,
): ProviderRequest[] | null {
  const workflow = deps.workflows.find((w) => w.id === job.workflow);
  if (!workflow) return null;
  const models = deps.modelsOf(workflow, job.stage, job.params);
  return workflow.toRequest(job.stage, {
    params: job.params,
    inputs: jobInputs(deps.db, workflow, job.id),
    models,
  });
}

/** Every part of the stage is on disk. */
export function isWhole(deps: Pick<ClaimDeps, 'db' | 'workflows' | 'modelsOf'>, job: JobRow): boolean {
  const requests = requestsOf(deps, job);
  const done = donePartsOf(deps.db, job);
  return requests !== null && done.size > 0 && requests.every((_, part) => done.has(part));
}

/** Inside a transaction: a stage whose parts are all here is not sent (again), only ended. Answers whether it was so. */
export function endIfWhole(
  deps: Pick<ClaimDeps, 'db' | 'workflows' | 'modelsOf' | 'stageEnd' | 'jobs'>,
  job: JobRow,
): boolean {
  if (!isWhole(deps, job)) return false;
  const waiting = job.state === 'queued' ? deps.jobs.tryStep(job.id, 'start') : job;
  if (!waiting) return false;
  deps.jobs.keepBack(waiting.id, waiting.state, { wakeAt: null, error: null });
  deps.stageEnd.partsDone(waiting, waiting.go);
  return true;
}

type Next = { part: number; request: ProviderRequest } | 'unknown workflow' | 'all done' | 'under way';

function nextPart(deps: ClaimDeps, job: JobRow): Next {
  const requests = requestsOf(deps, job);
  if (!requests) return 'unknown workflow';
  const done = donePartsOf(deps.db, job);
  if (requests.every((_, i) => done.has(i))) return 'all done';
  if (isInDoubt(deps.db, job)) return 'under way';
  const busy = new Set([...livePartsOf(deps.db, job), ...deps.preparing(job.id)]);
  const part = requests.findIndex((request, i) => !done.has(i) && !busy.has(i) && isReady(request, done));
  const request = requests[part];
  return request ? { part, request: roomierAfterEmpty(deps.db, job, { part, request }) } : 'under way';
}

/** Every earlier part whose result this one sends along is there. */
const isReady = (request: ProviderRequest, done: ReadonlyMap<number, number>): boolean =>
  filesOf(request).every(([, file]) => !('part' in file.from) || done.has(file.from.part));

/** An answer without text spent its tokens on reasoning (providers.md E): the next try of the go may use twice as many. */
function roomierAfterEmpty(
  db: Db,
  job: JobRow,
  { part, request }: { part: number; request: ProviderRequest },
): ProviderRequest {
  if (request.task !== 'text') return request;
  const empty = Number(
    db
      .sql(
        `SELECT COUNT(*) FROM attempts WHERE job_id = ? AND go = ? AND part = ? AND state = 'failed'
           AND json_extract(error, '$.code') = 'answer_unusable'`,
      )
      .pluck()
      .get(job.id, job.go, part),
  );
  return empty === 0 ? request : { ...request, maxTokens: request.maxTokens * 2 ** empty };
}
