import type { StoredError } from '../../../src-shared/contract/errors.ts';
import { lookupEveryMs, undecidedLimitMs } from '../../../src-shared/domain/attempt.ts';
import type { LookupOutcome } from '../../ports/provider.ts';
import { doubtOver } from './doubt.ts';
import type { Phase, Task } from './phase.ts';
import { type AttemptRow, getAttempt } from './store.ts';

/** `look_until` of an attempt for which there is no use in looking further: a person decides. */
const decided = 0;

/**
 * Looks for a request whose answer was lost: at once, then every 2 minutes until twice the stage limit, and once at
 * each start of the engine. Exactly one match is adopted. Nothing is ever submitted from here. After 24 hours without
 * a decision the hold is released.
 */
export async function check(phase: Phase, task: Task, start: AttemptRow): Promise<void> {
  let nextLook = 0;
  let first = true;
  for (;;) {
    if (phase.stopped.aborted) return;
    const row = getAttempt(phase.db, start.id);
    if (row.state !== 'unknown') return;
    const now = phase.clock.now();
    const until = row.look_until ?? decided;
    // Counted on the clock that cannot be set. The first look is made also when the time for looking is over.
    const due = first || (phase.clock.monotonic() >= nextLook && now < until);
    const over = now >= row.created_at + undecidedLimitMs;
    if ((due || over) && until !== decided) {
      const ids = await lookOnce(phase, task, row);
      if (phase.stopped.aborted) return;
      if (await phase.surely(() => note(phase, row, ids))) return;
      nextLook = phase.clock.monotonic() + lookupEveryMs;
    }
    first = false;
    if (over) {
      await phase.surely(() => giveUp(phase, row));
      return;
    }
    const next = getAttempt(phase.db, start.id);
    const looking = (next.look_until ?? decided) > phase.clock.now();
    const ends = row.created_at + undecidedLimitMs - phase.clock.now();
    // The wall clock may step, so it is read again at least every two minutes.
    const wait = looking ? nextLook - phase.clock.monotonic() : Math.min(ends, lookupEveryMs);
    await phase.rest(task, Math.min(Math.max(wait, 50), lookupEveryMs));
  }
}

/** Ids that match and belong to no other attempt; null: no use in looking; [] also where the provider could not be asked. */
async function lookOnce(phase: Phase, task: Task, row: AttemptRow): Promise<string[] | null> {
  let outcome: LookupOutcome;
  try {
    outcome = await task.port.lookup(
      { request: row.request, sentAt: row.created_at, requestId: row.request_id },
      phase.stopped,
    );
  } catch (error) {
    phase.log.error('an adapter threw while looking', { provider: row.provider, error });
    return [];
  }
  if (outcome.kind === 'impossible') return null;
  if (outcome.kind === 'unreachable') return [];
  return outcome.requestIds.filter(
    (id) =>
      !phase.db
        .sql('SELECT 1 FROM attempts WHERE provider = ? AND request_id = ? AND id <> ?')
        .get(row.provider, id, row.id),
  );
}

/** Inside a transaction. Answers true where the attempt was adopted. */
function note(phase: Phase, row: AttemptRow, ids: string[] | null): boolean {
  const only = ids?.length === 1 ? ids[0] : undefined;
  if (only) {
    phase.log.info('a lost request was found', { attempt: row.id });
    phase.attempts.looked(row, row.look_at ?? 0, row.look_until ?? 0);
    if (!phase.attempts.tryStep(row.id, 'adopted', { requestId: only, error: null })) return false;
    doubtOver(phase, row);
    return true;
  }
  const hopeless = ids === null || ids.length > 1;
  phase.attempts.looked(
    row,
    phase.clock.now() + lookupEveryMs,
    hopeless ? decided : (row.look_until ?? decided),
  );
  return false;
}

/** Inside a transaction: nobody could tell for 24 hours. */
function giveUp(phase: Phase, row: AttemptRow): void {
  const error: StoredError = { code: 'outcome_unknown', subject: row.provider, charged: null };
  if (!phase.attempts.tryStep(row.id, 'failed', { error })) return;
  const job = phase.wanted(row);
  if (job) phase.jobs.tryStep(job.id, 'fail', { error, reason: 'released after 24 hours undecided' });
}
