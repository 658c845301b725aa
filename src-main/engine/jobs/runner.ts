import { RushesError, type StoredError } from '../../../src-shared/contract/errors.ts';
import { afterFailure, afterRefusal, lookupUntilMs } from '../../../src-shared/domain/attempt.ts';
import { stageLimitMs } from '../../../src-shared/domain/job.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ProviderPort, SubmitOutcome } from '../../ports/provider.ts';
import type { Db } from '../db/db.ts';
import type { Events } from '../events.ts';
import type { Gates } from '../providers/gates.ts';
import type { Keys } from '../providers/keys.ts';
import type { AttemptTransition } from './attempt-transition.ts';
import { backoffMs } from './backoff.ts';
import { check } from './checking.ts';
import { follow } from './following.ts';
import { pause } from './pause.ts';
import { save } from './saving.ts';
import { type AttemptRow, findJob, getAttempt, getJob, type JobRow } from './store.ts';
import { submit } from './submitting.ts';
import type { Transition } from './transition.ts';

/**
 * Drives every attempt that is not over, one task each: submit, follow at the provider, save, or look for a lost one.
 * A task asks the row what to do next, so it can be taken up at any state after a restart.
 */
export type Runner = ReturnType<typeof createRunner>;

export type RunnerDeps = {
  db: Db;
  clock: Clock;
  random(): number;
  log: Logger;
  files: AssetFiles;
  events: Events;
  gates: Gates;
  keys: Keys;
  jobs: Transition;
  attempts: AttemptTransition;
  providers: Partial<Record<ProviderId, ProviderPort>>;
  workflows: readonly Workflow[];
  /** One transaction; its changes are told after the commit. */
  write<T>(work: () => T): T;
  newId(): string;
  /** Settles when no half-written file of an earlier process is left; awaited before a file is written. */
  swept(): Promise<void>;
  /** Called when a task ended or changed what could be claimed. */
  changed(): void;
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
  /** Ends the pause between two polls or lookups; renewed after each. */
  wake: AbortController;
};

type Refusal = Extract<SubmitOutcome, { kind: 'refused' }>;

/** What the phases of an attempt share. */
export type Phase = RunnerDeps & {
  stopped: AbortSignal;
  /** Waits; ends early when the task is woken or the engine stops. */
  rest(task: Task, ms: number): Promise<void>;
  /** A write that must not be lost: waits for a full or failing disk to recover. Answers undefined only when the engine stops. */
  surely<T>(work: () => T): Promise<T | undefined>;
  /** The job still wants what this attempt makes. */
  wanted(row: AttemptRow): JobRow | null;
  limitMs(row: AttemptRow): number;
  expectedS(row: AttemptRow): number;
  /** Inside a transaction: an attempt ended in a failure; sends again or ends the go, by rule (c). */
  afterFailed(row: AttemptRow, error: StoredError, mayMend: boolean): void;
  /** Inside a transaction: sends the job's stage again later, or ends the go, by rule (b). */
  afterRefused(row: AttemptRow, refusal: Refusal): void;
  /** Inside a transaction: nothing left the machine, rule (a). */
  afterNotSent(row: AttemptRow, error: StoredError): void;
  /** When to look for a lost attempt. */
  lookTimes(row: AttemptRow): { lookAt: number; lookUntil: number };
};

const diskRetryMs = 1_000;

export function createRunner(deps: RunnerDeps) {
  const { db, clock, jobs, gates, log } = deps;
  const tasks = new Map<number, Task & { done: Promise<void>; state(): AttemptRow['state'] }>();
  const stopping = new AbortController();

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
  const crowd = (): number =>
    Number(db.sql('SELECT COUNT(*) FROM jobs WHERE wake_at IS NOT NULL').pluck().get());
  const wanted = (row: AttemptRow): JobRow | null => {
    const job = findJob(db, row.job_id);
    return job && job.go === row.go && (job.state === 'processing' || job.state === 'generating_final')
      ? job
      : null;
  };
  const keepBack = (job: JobRow, ms: number, error: StoredError): void => {
    jobs.keepBack(job.id, job.state, { wakeAt: clock.now() + ms, error });
  };

  const phase: Phase = {
    ...deps,
    stopped: stopping.signal,
    wanted,
    expectedS,
    limitMs: (row) => stageLimitMs(expectedS(row)),
    lookTimes: (row) => ({
      lookAt: clock.now(),
      lookUntil: clock.now() + lookupUntilMs(stageLimitMs(expectedS(row))),
    }),
    async rest(task, ms) {
      await pause(clock, ms, AbortSignal.any([task.wake.signal, stopping.signal]));
      if (task.wake.signal.aborted) task.wake = new AbortController();
    },
    async surely(work) {
      for (;;) {
        try {
          return deps.write(work);
        } catch (error) {
          const code = error instanceof RushesError ? error.code : null;
          if (code !== 'DISK_FULL' && code !== 'DISK_FAILED') throw error;
          log.error('write failed, waiting for the disk', { code });
          if (!(await pause(clock, diskRetryMs, stopping.signal))) return undefined;
        }
      }
    },
    afterFailed(row, error, mayMend) {
      const job = wanted(row);
      if (!job) return;
      const tries = submitsOf(row);
      if (afterFailure(mayMend, tries).do === 'submit_again')
        keepBack(job, backoffMs(tries, deps.random(), crowd()), error);
      else jobs.tryStep(job.id, 'fail', { error });
    },
    afterRefused(row, { error, wait, retryAfterMs }) {
      const tries = submitsOf(row);
      const step = afterRefusal(wait, tries);
      const job = wanted(row);
      if (wait === 'busy' && retryAfterMs !== null) gates.cool(row.provider, clock.now() + retryAfterMs);
      if (wait === 'key' || wait === 'balance') gates.pause(row.provider, wait, error);
      if (!job) return;
      if (step.do === 'end_go') jobs.tryStep(job.id, 'fail', { error });
      else if (step.do === 'wait_for_person') jobs.sendable(job.id, job.state);
      else keepBack(job, (retryAfterMs ?? 0) + backoffMs(tries, deps.random(), crowd()), error);
    },
    afterNotSent(row, error) {
      const job = wanted(row);
      gates.goOffline(row.provider);
      if (job) keepBack(job, backoffMs(1, deps.random(), crowd()), error);
    },
  };

  const drive = async (task: Task, fresh: boolean): Promise<void> => {
    await deps.keys.load(task.provider).catch(() => undefined);
    for (let first = true; ; first = false) {
      const row = getAttempt(db, task.attemptId);
      if (row.state === 'submitting') {
        if (fresh && first) await submit(phase, task, row);
        else
          await phase.surely(() =>
            deps.attempts.tryStep(row.id, 'lost', { error: lostByCrash(row), ...phase.lookTimes(row) }),
          );
      } else if (row.state === 'saving') {
        await save(phase, task, row);
      } else if (stopping.signal.aborted) {
        return;
      } else if (row.state === 'running' || row.state === 'cancelling') {
        await follow(phase, task, row);
      } else if (row.state === 'unknown') {
        await check(phase, task, row);
      } else {
        return;
      }
      task.resumed = false;
      if (stopping.signal.aborted && getAttempt(db, task.attemptId).state === row.state) return;
    }
  };

  return {
    /** Takes an attempt up. `fresh`: its intent was written by this process a moment ago, so it may be submitted. */
    start(row: AttemptRow, fresh: boolean): void {
      const port = deps.providers[row.provider];
      if (!port || tasks.has(row.id) || stopping.signal.aborted) return;
      const task: Task = {
        attemptId: row.id,
        jobId: row.job_id,
        provider: row.provider,
        port,
        resumed: !fresh,
        exchange: new AbortController(),
        wake: new AbortController(),
      };
      const done = drive(task, fresh)
        .catch((error: unknown) =>
          log.error('an attempt was dropped; the next start takes it up', { attempt: row.id, error }),
        )
        .finally(() => {
          tasks.delete(row.id);
          deps.changed();
        });
      tasks.set(row.id, Object.assign(task, { done, state: () => getAttempt(db, row.id).state }));
    },

    /** Tasks that take one of the provider's places; a lost attempt takes none, it may never end. */
    running: (provider: ProviderId): number =>
      [...tasks.values()].filter((t) => t.provider === provider && t.state() !== 'unknown').length,

    /** Attempts that something is being done for now. */
    busy(): { provider: ProviderId; unknown: boolean; looked: boolean }[] {
      return [...tasks.values()].map((t) => {
        const row = getAttempt(db, t.attemptId);
        return { provider: t.provider, unknown: row.state === 'unknown', looked: row.lookups > 0 };
      });
    },

    /** The job was changed by a person: streams of an ended job stop, pauses end, the rows are read again. */
    touch(jobId: string): void {
      const ended = getJob(db, jobId).state === 'cancelled';
      for (const task of tasks.values()) {
        if (task.jobId !== jobId) continue;
        if (ended && task.state() !== 'submitting') task.exchange.abort();
        task.wake.abort();
      }
    },

    /** Polls and lookups of this provider are made at once: the network is back, or the machine woke. */
    hurry(): void {
      for (const task of tasks.values()) task.wake.abort();
    },

    /** Waits for what must reach the disk (submits, streams, saves); leaves what is at a provider to the next start. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all([...tasks.values()].map((t) => t.done));
    },
  };
}

const lostByCrash = (row: AttemptRow): StoredError => ({
  code: 'outcome_unknown',
  subject: row.provider,
  detail: 'Rushes ended before the answer came',
  charged: null,
});
