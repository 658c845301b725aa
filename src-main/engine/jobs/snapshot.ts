import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { Asset, Job, Price, Take } from '../../../src-shared/contract/shapes.ts';
import { isLive } from '../../../src-shared/domain/attempt.ts';
import { isEnd, type JobAbility, type WaitReason } from '../../../src-shared/domain/job.ts';
import { describe } from '../../../src-shared/texts/errors.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../db/db.ts';
import type { Budget } from '../ledger/budget.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Gates } from '../providers/gates.ts';
import type { Settings } from '../settings/settings.ts';
import { jobTable } from './lifecycle.ts';
import { type AttemptRow, attemptsOf, type JobRow, type TakeRow, takesOf } from './store.ts';

/** What a screen or a script sees of a job: rows put together, reasons and abilities computed, nothing stored. */
export type SnapshotDeps = {
  db: Db;
  clock: Clock;
  ledger: Ledger;
  budget: Budget;
  settings: Settings;
  gates: Gates;
  usdOf(job: JobRow): number | null;
  demo: boolean;
  workflows: readonly Workflow[];
  absolute(path: string): string;
};

export function createSnapshots(deps: SnapshotDeps) {
  const { db, clock, ledger, gates, settings, budget } = deps;

  /** Why a job is not moving; null where it moves, has ended, or stands at its preview. */
  const waitingFor = (job: JobRow, attempts: AttemptRow[]): WaitReason | null => {
    if (isEnd(job.state) || job.state === 'preview_ready') return null;
    const live = attempts.findLast((a) => a.go === job.go && isLive(a.state) && a.state !== 'cancelling');
    if (live?.state === 'unknown') return clock.now() < (live.look_until ?? 0) ? 'checking' : 'decision';
    const blocked = gates.blocked(job.provider);
    if (live) return live.state === 'running' && blocked !== 'rate' && blocked !== 'balance' ? blocked : null;
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
    if (steps.retry_preview || steps.retry_final) can.push('retry');
    const live = attempts.some((a) => a.go === job.go && isLive(a.state));
    const waits =
      job.state === 'queued' || ((job.state === 'processing' || job.state === 'generating_final') && !live);
    if (waits) can.push('next', 'move');
    if (resolvable(job, attempts)) can.push('resolve');
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

  const assetsOf = (takeId: string): Asset[] =>
    (db.sql('SELECT * FROM assets WHERE take_id = +? ORDER BY id').all(takeId) as AssetRow[]).map((a) => ({
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
    }));

  const showTake = (row: TakeRow): Take => ({
    id: row.id,
    stage: row.stage,
    relation: row.relation,
    from: row.from_take,
    starred: row.starred,
    late: row.late,
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
    const live = attempts.findLast((a) => a.go === job.go && isLive(a.state));
    const error = job.error ?? wordFor(job, reason, live ?? null);
    const workflow = deps.workflows.find((w) => w.id === job.workflow);
    return {
      id: job.id,
      workflow: job.workflow,
      state: job.state,
      waitingFor: reason,
      stage: job.stage,
      priority: job.priority,
      review: job.review,
      params: job.params,
      price: priceOf(job.price_total, job.price_preview, deps.usdOf(job)),
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
      can: abilities(job, attempts, reason),
      error: told(error),
      demo: deps.demo,
      position: position(job),
      etaS: isEnd(job.state) ? null : (workflow?.stages[job.stage].expectedSeconds ?? null),
      createdAt: job.created_at,
      updatedAt: job.updated_at,
    };
  };

  return { show, showTake, waitingFor };
}

type AssetRow = {
  kind: Asset['kind'];
  path: string;
  mime: string;
  bytes: number;
  sha256: string;
  duration_s: number | null;
  width: number | null;
  height: number | null;
  fps: number | null;
  video_codec: string | null;
  audio_codec: string | null;
};

const told = (error: StoredError | null): Job['error'] => (error ? describe(error) : null);

/** The attempt that a person may decide on: unknown, or given up as unknown. */
export const resolvable = (job: JobRow, attempts: AttemptRow[]): AttemptRow | null =>
  attempts.findLast(
    (a) =>
      (a.go === job.go && a.state === 'unknown') ||
      (a.state === 'failed' && a.error?.code === 'outcome_unknown' && job.state === 'failed'),
  ) ?? null;

export const priceOf = (total: number, preview: number, usd: number | null): Price => ({
  total,
  preview,
  final: total - preview,
  source: usd === null ? 'unknown' : 'list',
  usd,
});
