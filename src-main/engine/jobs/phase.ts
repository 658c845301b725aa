import { RushesError, type StoredError } from '../../../src-shared/contract/errors.ts';
import { afterFailure, afterRefusal, lookupUntilMs } from '../../../src-shared/domain/attempt.ts';
import { stageLimitMs } from '../../../src-shared/domain/job.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { MediaPort } from '../../ports/media.ts';
import type { ProviderPort, SubmitOutcome } from '../../ports/provider.ts';
import type { StageEnd } from '../assets/stage-end.ts';
import type { Db } from '../db/db.ts';
import type { Events } from '../events.ts';
import type { Gates } from '../providers/gates.ts';
import type { Keys } from '../providers/keys.ts';
import type { Learned } from '../providers/learned.ts';
import type { Settings } from '../settings/settings.ts';
import type { AttemptTransition } from './attempt-transition.ts';
import { backoffMs, largestCrowd, type Poll, pollMs } from './backoff.ts';
import { wants } from './parts.ts';
import { pause } from './pause.ts';
import type { Sleep } from './sleep.ts';
import { type AttemptRow, findJob, type JobRow } from './store.ts';
import type { Transition } from './transition.ts';

export type PhaseDeps = {
  db: Db;
  clock: Clock;
  random(): number;
  /** What `pollMs` begins with, ms; that of backoff.ts where it is not said. */
  firstPollMs?: number | undefined;
  log: Logger;
  files: AssetFiles;
  events: Events;
  gates: Gates;
  keys: Keys;
  settings: Settings;
  jobs: Transition;
  attempts: AttemptTransition;
  providers: Partial<Record<ProviderId, ProviderPort>>;
  workflows: readonly Workflow[];
  media: MediaPort | null;
  learned: Learned;
  stageEnd: StageEnd;
  /** One transaction; its changes are told after the commit. */
  write<T>(work: () => T): T;
  newId(): string;
  /** Nothing is asked of a provider until it is over. */
  sleep: Sleep;
  /** Settles when no half-written file of an earlier process is left; awaited before a file is written. */
  swept(): Promise<void>;
};

export type Task = {
  attemptId: number;
  jobId: string;
  provider: ProviderId;
  port: ProviderPort;
  /** Taken up at a start of the engine: the provider is asked at once. Cleared after the first phase. */
  resumed: boolean;
  /** Ends the exchange that is under way (a stream); a cancelled job fires it. */
  exchange: AbortController;
  /** Keeps a submit here that has not left yet; a cancelled job fires it. */
  withdrawn: AbortController;
  /** Ends the pause between two polls or lookups; renewed after each. */
  wake: AbortController;
};

type Refusal = Extract<SubmitOutcome, { kind: 'refused' }>;

/** What the phases of an attempt share. */
export type Phase = PhaseDeps & {
  stopped: AbortSignal;
  /** Waits; ends early when the task is woken or the engine stops. */
  rest(task: Task, ms: number): Promise<void>;
  /** Waits; ends early when the signal fires or the engine stops. */
  pause(ms: number, signal: AbortSignal): Promise<boolean>;
  /** True while a person has the queue stand still. */
  paused(): boolean;
  /** A write that must not be lost: waits for a full or failing disk to recover. Answers undefined only when the engine stops. */
  surely<T>(work: () => T): Promise<T | undefined>;
  /** The job still wants what this attempt makes. */
  wanted(row: AttemptRow): JobRow | null;
  limitMs(row: AttemptRow): number;
  expectedS(row: AttemptRow): number;
  /** How long (ms) to wait before a poll, or another try of a download. */
  pollMs(poll: Poll): number;
  /** Inside a transaction: an attempt ended in a failure; sends again or ends the go, by rule (c). */
  afterFailed(row: AttemptRow, error: StoredError, mayMend: boolean): void;
  /** Inside a transaction: sends the job's stage again later, or ends the go, by rule (b). */
  afterRefused(row: AttemptRow, refusal: Refusal): void;
  /** Inside a transaction: nothing left the machine, rule (a). */
  afterNotSent(row: AttemptRow, error: StoredError): void;
  /** Inside a transaction: an attempt is over without a result. Its own go ends; a later one that waited for it may send the part. */
  endGo(row: AttemptRow, error: StoredError): void;
  /** Works on a file that several parts, or a later go, may want at once: one after the other for each path. */
  alone<T>(path: string, work: () => Promise<T>): Promise<T>;
  /** When to look for a lost attempt. */
  lookTimes(row: AttemptRow): { lookAt: number; lookUntil: number };
};

const diskRetryMs = 1_000;

/** The go rule and the waits, as the phases use them. `stopped` fires when the engine stops. */
export function createPhase(deps: PhaseDeps, stopped: AbortSignal): Phase {
  const { db, clock, jobs, gates, log } = deps;
  const workflowOf = (row: AttemptRow): Workflow | undefined => {
    const job = findJob(db, row.job_id);
    return deps.workflows.find((w) => w.id === job?.workflow);
  };
  const expectedS = (row: AttemptRow): number => workflowOf(row)?.stages[row.stage].expectedSeconds ?? 10;
  const submitsOf = (row: AttemptRow): number =>
    Number(
      db
        .sql('SELECT COUNT(*) FROM attempts WHERE job_id = ? AND go = ? AND part = ? AND sent = 1')
        .pluck()
        .get(row.job_id, row.go, row.part),
    );
  /** Jobs of the provider that wait for a retry, and those whose turn is next: what turned one away turns them away, too. */
  const crowd = (row: AttemptRow): number =>
    Number(
      db
        .sql(
          `SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE wake_at IS NOT NULL AND provider = ? LIMIT +?))
             + (SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE claimable = 1 AND provider = ? LIMIT +?))`,
        )
        .pluck()
        .get(row.provider, largestCrowd, row.provider, largestCrowd),
    );
  const wanted = (row: AttemptRow): JobRow | null => {
    const job = findJob(db, row.job_id);
    return job && wants(job, row) ? job : null;
  };
  const keepBack = (job: JobRow, ms: number, error: StoredError): void => {
    jobs.keepBack(job.id, job.state, { wakeAt: clock.now() + ms, error });
  };

  const lastOf = new Map<string, Promise<unknown>>();
  const alone = <T>(path: string, work: () => Promise<T>): Promise<T> => {
    const mine = (lastOf.get(path) ?? Promise.resolve()).then(work);
    const over = mine
      .catch(() => undefined)
      .then(() => {
        if (lastOf.get(path) === over) lastOf.delete(path);
      });
    lastOf.set(path, over);
    return mine;
  };

  const endGo = (row: AttemptRow, error: StoredError): void => {
    const job = wanted(row);
    if (!job) return;
    if (row.go === job.go) jobs.tryStep(job.id, 'fail', { error });
    else if (job.wake_at === null) jobs.sendable(job.id, job.state);
  };

  return {
    ...deps,
    stopped,
    alone,
    endGo,
    wanted,
    expectedS,
    pollMs: (poll) => pollMs(poll, deps.random(), deps.firstPollMs),
    limitMs: (row) => stageLimitMs(expectedS(row)),
    lookTimes: (row) => ({
      lookAt: clock.now(),
      lookUntil: clock.now() + lookupUntilMs(stageLimitMs(expectedS(row))),
    }),
    async rest(task, ms) {
      await pause(clock, ms, AbortSignal.any([task.wake.signal, stopped]));
      await deps.sleep.over();
      if (task.wake.signal.aborted) task.wake = new AbortController();
    },
    pause: (ms, signal) => pause(clock, ms, AbortSignal.any([signal, stopped])),
    paused: () => deps.settings.paused(),
    async surely(work) {
      for (;;) {
        try {
          return deps.write(work);
        } catch (error) {
          const code = error instanceof RushesError ? error.code : null;
          if (code !== 'DISK_FULL' && code !== 'DISK_FAILED') throw error;
          log.error('write failed, waiting for the disk', { code });
          if (!(await pause(clock, diskRetryMs, stopped))) return undefined;
        }
      }
    },
    afterFailed(row, error, mayMend) {
      const job = wanted(row);
      if (!job) return;
      const tries = submitsOf(row);
      if (afterFailure(mayMend, tries).do === 'submit_again')
        keepBack(job, backoffMs(tries, deps.random(), crowd(row)), error);
      else endGo(row, error);
    },
    afterRefused(row, { error, wait, retryAfterMs }) {
      const tries = submitsOf(row);
      const step = afterRefusal(wait, tries);
      const job = wanted(row);
      if (wait === 'busy' && retryAfterMs !== null) gates.cool(row.provider, clock.now() + retryAfterMs);
      if (wait === 'key' || wait === 'balance') gates.pause(row.provider, wait, error);
      if (!job) return;
      if (step.do === 'end_go') endGo(row, error);
      else if (step.do === 'wait_for_person') jobs.sendable(job.id, job.state);
      else keepBack(job, (retryAfterMs ?? 0) + backoffMs(tries, deps.random(), crowd(row)), error);
    },
    afterNotSent(row, error) {
      const job = wanted(row);
      gates.goOffline(row.provider);
      if (job) keepBack(job, backoffMs(1, deps.random(), crowd(row)), error);
    },
  };
}
