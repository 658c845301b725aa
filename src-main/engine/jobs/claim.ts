import type { Stage } from '../../../src-shared/domain/job.ts';
import type { ProviderId, ProviderRequest } from '../../../src-shared/domain/request.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Db } from '../db/db.ts';
import type { Budget } from '../ledger/budget.ts';
import type { AttemptTransition } from './attempt-transition.ts';
import { type AttemptRow, type JobRow, jobRow } from './store.ts';
import type { Transition } from './transition.ts';

export type ClaimDeps = {
  db: Db;
  budget: Budget;
  jobs: Transition;
  attempts: AttemptTransition;
  workflows: readonly Workflow[];
  modelsOf(workflow: Workflow, stage: Stage): readonly string[];
};

/** The one statement that every claim runs; the partial index `jobs_claim` answers it without a sort. */
export const claimSql = 'SELECT * FROM jobs WHERE claimable = 1 AND provider = +? ORDER BY rank, id LIMIT 1';

export const hasClaimable = (db: Db, provider: ProviderId): boolean =>
  db.sql('SELECT 1 FROM jobs WHERE claimable = 1 AND provider = ? LIMIT 1').get(provider) !== undefined;

/**
 * Takes the next job of a provider and writes the intent to submit its next part. Inside the caller's transaction, so
 * that the claim, the start and the intent are on disk together before anything leaves the machine.
 */
export function claim(deps: ClaimDeps, provider: ProviderId): AttemptRow | null {
  const { db, jobs, attempts, budget } = deps;
  for (;;) {
    const found = db.sql(claimSql).get(provider);
    if (!found) return null;
    const job = jobRow.parse(found);
    if (budget.blocks(job)) {
      jobs.keepBack(job.id, job.state, { wakeAt: null, error: null });
      continue;
    }
    const next = nextPart(deps, job);
    if (!next) {
      jobs.tryStep(job.id, 'fail', { error: { code: 'INTERNAL' } });
      continue;
    }
    const started = job.state === 'queued' ? jobs.tryStep(job.id, 'start') : job;
    if (!started) continue;
    if (started === job) jobs.keepBack(job.id, job.state, { wakeAt: null, error: null });
    return attempts.begin(started, next.part, next.request);
  }
}

/** The requests of a job's stage, in order; null where the workflow is not known any more. */
export function requestsOf(
  deps: Pick<ClaimDeps, 'workflows' | 'modelsOf'>,
  job: JobRow,
): ProviderRequest[] | null {
  const workflow = deps.workflows.find((w) => w.id === job.workflow);
  return workflow ? workflow.toRequest(job.stage, job.params, deps.modelsOf(workflow, job.stage)) : null;
}

function nextPart(deps: ClaimDeps, job: JobRow): { part: number; request: ProviderRequest } | null {
  const done = new Set(
    deps.db
      .sql(`SELECT part FROM attempts WHERE job_id = ? AND go = ? AND state = 'succeeded'`)
      .pluck()
      .all(job.id, job.go) as number[],
  );
  const requests = requestsOf(deps, job) ?? [];
  const part = requests.findIndex((_, i) => !done.has(i));
  const request = requests[part];
  return request ? { part, request: roomierAfterEmpty(deps.db, job, { part, request }) } : null;
}

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
