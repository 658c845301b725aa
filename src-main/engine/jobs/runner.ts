import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import { check } from './checking.ts';
import { follow } from './following.ts';
import { createPhase, type PhaseDeps, type Task } from './phase.ts';
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
      tasks.set(row.id, Object.assign(task, { done, state: () => stateOf(db, row.id) }));
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
