import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { Asset, Job, Price, Take } from '../../../src-shared/contract/shapes.ts';
import { isLive, resolvable } from '../../../src-shared/domain/attempt.ts';
import { isEnd, type JobAbility, type WaitReason } from '../../../src-shared/domain/job.ts';
import { describe } from '../../../src-shared/texts/errors.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Clock } from '../../ports/clock.ts';
import { inputsOf } from '../assets/input-store.ts';
import { assetsOfTake } from '../assets/stage-files.ts';
import { stepsOf } from '../assets/step-store.ts';
import type { Db } from '../db/db.ts';
import type { Budget } from '../ledger/budget.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Gates } from '../providers/gates.ts';
import type { Learned } from '../providers/learned.ts';
import type { Estimate } from '../providers/unit-prices.ts';
import type { Settings } from '../settings/settings.ts';
import { jobTable } from './lifecycle.ts';
import { type AttemptRow, attemptsOf, findJob, type JobRow, type TakeRow, takesOf } from './store.ts';

/** What a screen or a script sees of a job: rows put together, reasons and abilities computed, nothing stored. */
export type SnapshotDeps = {
  db: Db;
  clock: Clock;
  ledger: Ledger;
  budget: Budget;
  settings: Settings;
  gates: Gates;
  learned: Learned;
  estimateOf(job: JobRow): Estimate;
  demo: boolean;
  workflows: readonly Workflow[];
  absolute(path: string): string;
};

/** Jobs that are put together in one turn of the event loop: one takes 0.25 to 0.5 ms (measured on 2 x 2.1 GHz), a turn may take 50. */
const jobsAtOnce = 20;

export function createSnapshots(deps: SnapshotDeps) {
  const { db, clock, ledger, gates, settings, budget } = deps;

  const isFinishing = (job: JobRow): boolean =>
    db
      .sql(
        `SELECT 1 FROM steps WHERE job_id = ? AND go = ? AND stage = ? AND place = 'media' AND state = 'due' LIMIT 1`,
      )
      .get(job.id, job.go, job.stage) !== undefined;

  /** Why a job is not moving; null where it moves, has ended, or stands at its preview. */
  const waitingFor = (job: JobRow, attempts: AttemptRow[]): WaitReason | null => {
    if (isEnd(job.state) || job.state === 'preview_ready') return null;
    const live = toldOf(job, attempts);
    if (live?.state === 'unknown') return clock.now() < (live.look_until ?? 0) ? 'checking' : 'decision';
    const blocked = gates.blocked(job.provider);
    // A file needs no key.
    if (live?.state === 'saving') return blocked === 'network' ? blocked : null;
    if (live) return live.state === 'running' && blocked !== 'rate' && blocked !== 'balance' ? blocked : null;
    // All its parts are here: what is left is done on this machine.
    if (isFinishing(job)) return null;
    if (settings.paused()) return 'paused';
    if (blocked === 'key' || blocked === 'balance') return blocked;
    const money = budget.blocks(job);
    if (money) return money;
    if (blocked) return blocked;
    return job.wake_at !== null && job.wake_at > clock.now() ? 'rate' : null;
  };

  const abilities = (job: JobRow, attempts: AttemptRow[], reason: WaitReason | null): JobAbility[] => {
    const steps = jobTable[job.state];
    const can: JobAbility[] = [];
    if (steps.approve || reason === 'price') can.push('approve');
    if (steps.reject) can.push('reject');
    if (steps.cancel) can.push('cancel');
    const doubt = resolvable(job, attempts);
    if ((steps.retry_preview || steps.retry_final) && doubt?.state !== 'unknown') can.push('retry');
    const live = attempts.some((a) => a.stage === job.stage && isLive(a.state)) || isFinishing(job);
    const waits =
      job.state === 'queued' || ((job.state === 'processing' || job.state === 'generating_final') && !live);
    if (waits) can.push('next', 'move');
    if (doubt) can.push('resolve');
    if (isEnd(job.state) && ledger.chargedFor(job.id) > 0) can.push('refund');
    return can;
  };

  const position = (job: JobRow): number | null =>
    job.claimable
      ? 1 +
        Number(
          db
            .sql(
              'SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE claimable = 1 AND provider = ? AND (rank, id) < (?, ?) LIMIT 100)',
            )
            .pluck()
            .get(job.provider, job.rank, job.id),
        )
      : null;

  const mirrorOf = (path: string): Asset['mirror'] => {
    const row = db.sql('SELECT url, delivery_url, thumbnail_url FROM mirrors WHERE path = ?').get(path) as
      | { url: string; delivery_url: string; thumbnail_url: string | null }
      | undefined;
    return row ? { url: row.url, deliveryUrl: row.delivery_url, thumbnailUrl: row.thumbnail_url } : null;
  };

  const assetsOf = (takeId: string): Asset[] =>
    assetsOfTake(db, takeId).map((a) => ({
      id: a.id,
      kind: a.kind,
      path: deps.absolute(a.path),
      mime: a.mime,
      bytes: a.bytes,
      sha256: a.sha256,
      durationS: a.duration_s,
      width: a.width,
      height: a.height,
      fps: a.fps,
      videoCodec: a.video_codec,
      audioCodec: a.audio_codec,
      mirror: mirrorOf(a.path),
    }));

  const showTake = (row: TakeRow): Take => ({
    id: row.id,
    stage: row.stage,
    relation: row.relation,
    from: row.from_take,
    starred: row.starred,
    late: row.late,
    evictedAt: row.evicted_at,
    removedAt: row.removed_at,
    createdAt: row.created_at,
    assets: assetsOf(row.id),
  });

  /** What is said of a job that waits, where the job itself has no error. */
  const wordFor = (job: JobRow, reason: WaitReason | null, live: AttemptRow | null): StoredError | null => {
    const subject = job.provider;
    if (reason === 'checking') return { code: 'being_checked', subject, charged: null };
    if (reason === 'decision') return live?.error ?? { code: 'outcome_unknown', subject, charged: null };
    if (reason === 'key') return gates.error(subject) ?? { code: 'KEY_MISSING', subject };
    if (reason === 'balance') return gates.error(subject);
    if (reason === 'network') return { code: live ? 'PROVIDER_UNREACHABLE' : 'not_sent', subject };
    return null;
  };

  const show = (job: JobRow): Job => {
    const attempts = attemptsOf(db, job.id);
    const reason = waitingFor(job, attempts);
    const live = toldOf(job, attempts);
    const error = job.error ?? wordFor(job, reason, live);
    const workflow = deps.workflows.find((w) => w.id === job.workflow);
    const times = workflow && !isEnd(job.state) ? deps.learned.times(workflow, job.params)[job.stage] : null;
    return {
      id: job.id,
      workflow: job.workflow,
      state: job.state,
      waitingFor: reason,
      stage: job.stage,
      priority: job.priority,
      review: job.review,
      params: job.params,
      inputs: inputsOf(db, job.id).map((row) => ({
        field: row.field,
        name: row.name,
        path: deps.absolute(row.path),
        mime: row.mime,
        bytes: row.bytes,
        sha256: row.sha256,
        width: row.facts.width,
        height: row.facts.height,
        durationS: row.facts.seconds,
      })),
      origins: job.origins,
      price: priceOf(job.price_total, job.price_preview, deps.estimateOf(job)),
      hold: ledger.holdReport(job.id),
      takes: takesOf(db, job.id).map(showTake),
      attempts: attempts.map((a) => ({
        n: a.n,
        go: a.go,
        stage: a.stage,
        part: a.part,
        state: a.state,
        provider: a.provider,
        model: a.model,
        requestId: a.request_id,
        billedUsd: a.billed_usd,
        lookups: a.lookups,
        draft: a.draft === null ? null : deps.absolute(a.draft),
        error: told(a.error),
      })),
      steps: stepsOf(db, job.id).map((step) => ({
        go: step.go,
        stage: step.stage,
        name: step.name,
        state: step.state,
        did: step.did,
        error: told(step.error),
      })),
      can: abilities(job, attempts, reason),
      error: told(error),
      demo: deps.demo,
      position: live ? null : position(job),
      rank: live || !job.claimable ? null : job.rank,
      etaS: times?.expectedS ?? null,
      etaRangeS: times?.rangeS ?? null,
      createdAt: job.created_at,
      updatedAt: job.updated_at,
    };
  };

  /** Each as it is when its turn comes; jobs that went meanwhile are left out. What comes in between waits for no more than a few. */
  const showAll = async (ids: readonly string[]): Promise<Job[]> => {
    const shown: Job[] = [];
    for (let at = 0; at < ids.length; at += jobsAtOnce) {
      if (at > 0) await new Promise<void>((resolve) => clock.soon(resolve));
      for (const id of ids.slice(at, at + jobsAtOnce)) {
        const job = findJob(db, id);
        if (job) shown.push(show(job));
      }
    }
    return shown;
  };

  return { show, showAll, showTake, waitingFor };
}

/** The live attempt of the job's stage, of whatever go, that a person is told of: of several parts the one in doubt. */
function toldOf(job: JobRow, attempts: readonly AttemptRow[]): AttemptRow | null {
  const live = attempts.filter((a) => a.stage === job.stage && isLive(a.state) && a.state !== 'cancelling');
  return live.find((a) => a.state === 'unknown') ?? live.at(-1) ?? null;
}

const told = (error: StoredError | null): Job['error'] => (error ? describe(error) : null);

export const priceOf = (total: number, preview: number, estimate: Estimate): Price => ({
  total,
  preview,
  final: total - preview,
  source: estimate.source,
  usd: estimate.usd,
  usdRange: estimate.range ? [...estimate.range] : null,
  ...(estimate.runs === undefined ? {} : { runs: estimate.runs }),
});
