import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import { check } from './checking.ts';
import type { JobPart } from './claim.ts';
import { follow } from './following.ts';
import { wants } from './parts.ts';
import { createPhase, type PhaseDeps, type Task } from './phase.ts';
import { prepare } from './preparing.ts';
import { save } from './saving.ts';
import { type AttemptRow, getAttempt, getJob, stateOf } from './store.ts';
import { submit } from './submitting.ts';

/**
 * Drives every attempt that is not over, one task each: submit, follow at the provider, save, or look for a lost one.
 * A task asks the row what to do next, so it can be taken up at any state after a restart.
 */
export type Runner = ReturnType<typeof createRunner>;

export type RunnerDeps = PhaseDeps & {
  /** Called when a task ended or changed what could be claimed. */
  changed(): void;
};

export function createRunner(deps: RunnerDeps) {
  const { db, log } = deps;
  const tasks = new Map<number, Task & { done: Promise<void>; state(): AttemptRow['state'] }>();
  /** Parts whose files are being made and uploaded; not in the database, because a crash loses nothing of it. */
  const preparing = new Map<
    string,
    { part: JobPart; provider: ProviderId; end: AbortController; done: Promise<void> }
  >();
  const stopping = new AbortController();

  const phase = createPhase(deps, stopping.signal);

  const drive = async (task: Task, fresh: boolean): Promise<void> => {
    await deps.keys.load(task.provider).catch(() => undefined);
    for (let first = true; ; first = false) {
      const row = getAttempt(db, task.attemptId);
      if (row.state === 'submitting') {
        if (fresh && first) await submit(phase, task, row);
        else {
          // A job that a person cancelled before the crash has let go of it, as with an answer lost after a cancel.
          const event = phase.wanted(row) ? 'lost' : 'cancelled';
          await phase.surely(() =>
            deps.attempts.tryStep(row.id, event, { error: lostByCrash(row), ...phase.lookTimes(row) }),
          );
        }
      } else if (row.state === 'saving') {
        await save(phase, task, row);
      } else if (stopping.signal.aborted) {
        return;
      } else if (row.state === 'running' || row.state === 'cancelling') {
        await follow(phase, task, row);
      } else if (row.state === 'unknown') {
        await check(phase, task, row);
        // Other parts may have waited for the answer.
        deps.changed();
      } else {
        return;
      }
      task.resumed = false;
      if (stopping.signal.aborted && getAttempt(db, task.attemptId).state === row.state) return;
    }
  };

  const start = (row: AttemptRow, fresh: boolean): void => {
    const port = deps.providers[row.provider];
    if (!port || tasks.has(row.id) || stopping.signal.aborted) return;
    const task: Task = {
      attemptId: row.id,
      jobId: row.job_id,
      provider: row.provider,
      port,
      resumed: !fresh,
      exchange: new AbortController(),
      withdrawn: new AbortController(),
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
    tasks.set(row.id, Object.assign(task, { done, state: () => stateOf(db, row.id) }));
  };

  const prepareOne = async (part: JobPart, port: Task['port'], end: AbortController): Promise<void> => {
    const { provider } = part.request;
    await deps.keys.load(provider).catch(() => undefined);
    try {
      const row = await prepare(phase, { part, port, provider, signal: end.signal });
      if (row) start(row, true);
    } catch (error) {
      log.error('the files of a part could not be prepared', { job: part.job.id, error });
      const failed = { code: 'INTERNAL' } as const;
      await phase.surely(() => deps.jobs.tryStep(part.job.id, 'fail', { error: failed }));
    }
  };

  /** Inside a transaction: a go that was begun meanwhile waited for this part, which is not sent any more. */
  const freed = ({ job }: JobPart): void => {
    const now = getJob(db, job.id);
    if (now.go !== job.go && wants(now, job) && now.wake_at === null) deps.jobs.sendable(now.id, now.state);
  };

  return {
    /** Takes an attempt up. `fresh`: its intent was written by this process a moment ago, so it may be submitted. */
    start,

    /** Makes and uploads the files of a part, then submits it. */
    prepare(part: JobPart): void {
      const key = `${part.job.id} ${part.job.go} ${part.part}`;
      const { provider } = part.request;
      const port = deps.providers[provider];
      if (!port || preparing.has(key) || stopping.signal.aborted) return;
      const end = new AbortController();
      const done = prepareOne(part, port, end)
        .finally(() => preparing.delete(key))
        .then(() => phase.surely(() => freed(part)))
        .finally(() => deps.changed());
      preparing.set(key, { part, provider, end, done });
    },

    /** Parts of a job that are being prepared. */
    preparing(jobId: string): Set<number> {
      return new Set(
        [...preparing.values()].filter((one) => one.part.job.id === jobId).map((one) => one.part.part),
      );
    },

    /** Tasks that take one of the provider's places; a lost attempt takes none, it may never end. */
    running: (provider: ProviderId): number =>
      [...tasks.values()].filter((t) => t.provider === provider && t.state() !== 'unknown').length +
      [...preparing.values()].filter((one) => one.provider === provider).length,

    /** Attempts that something is being done for now. */
    busy(): { provider: ProviderId; unknown: boolean; looked: boolean }[] {
      const attempts = [...tasks.values()].map((t) => {
        const row = getAttempt(db, t.attemptId);
        return { provider: t.provider, unknown: row.state === 'unknown', looked: row.lookups > 0 };
      });
      const files = [...preparing.values()].map(({ provider }) => ({
        provider,
        unknown: false,
        looked: false,
      }));
      return [...attempts, ...files];
    },

    /** The job was changed by a person: streams of an ended job stop, pauses end, the rows are read again. */
    touch(jobId: string): void {
      const ended = getJob(db, jobId).state === 'cancelled';
      for (const task of tasks.values()) {
        if (task.jobId !== jobId) continue;
        if (ended) task.withdrawn.abort();
        if (ended && task.state() !== 'submitting') task.exchange.abort();
        task.wake.abort();
      }
      if (!ended) return;
      for (const one of preparing.values()) if (one.part.job.id === jobId) one.end.abort();
    },

    /** Polls and lookups of this provider are made at once: the network is back, or the machine woke. */
    hurry(): void {
      for (const task of tasks.values()) task.wake.abort();
    },

    /** Waits for what must reach the disk (submits that have left, streams, saves); leaves what is at a provider to the next start. */
    async stop(): Promise<void> {
      stopping.abort();
      const underway = [...tasks.values(), ...preparing.values()];
      await Promise.all(underway.map((one) => one.done));
    },
  };
}

const lostByCrash = (row: AttemptRow): StoredError => ({
  code: 'outcome_unknown',
  subject: row.provider,
  detail: 'Rushes ended before the answer came',
  charged: null,
});
