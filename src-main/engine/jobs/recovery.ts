import type { AttemptState } from '../../../src-shared/domain/attempt.ts';
import type { Db } from '../db/db.ts';
import type { Settings } from '../settings/settings.ts';
import type { Runner } from './runner.ts';
import { liveAttempts } from './store.ts';
import type { Transition } from './transition.ts';

/**
 * What becomes of each live state when the engine starts. One engine per profile holds the lock, so every live row was
 * left by a process that is gone. A row of `submitting` may or may not have left the machine: it becomes `unknown` and
 * is never sent again by itself. The runner acts by these answers (`drive` in runner.ts).
 */
export const recoveryAnswers: Partial<Record<AttemptState, 'lost' | 'follow' | 'save' | 'look'>> = {
  submitting: 'lost',
  running: 'follow',
  cancelling: 'follow',
  saving: 'save',
  unknown: 'look',
};

/** Takes up every attempt that is not over, oldest first, and lets jobs be claimed again that nothing holds back. */
export function recover(deps: {
  db: Db;
  runner: Runner;
  jobs: Transition;
  write<T>(work: () => T): T;
}): number {
  const rows = liveAttempts(deps.db);
  deps.write(() => deps.jobs.reconsider());
  for (const row of rows) if (recoveryAnswers[row.state]) deps.runner.start(row, false);
  return rows.length;
}

/** Whether a start leaves the queue paused: something waits, and the person wants it to wait for a word. What is at a provider is followed. */
export function keptPaused({ db, settings }: { db: Db; settings: Settings }): boolean {
  if (settings.values().onStart === 'run' || settings.paused()) return false;
  return db.sql('SELECT 1 FROM jobs WHERE claimable = 1 OR wake_at IS NOT NULL LIMIT 1').get() !== undefined;
}
