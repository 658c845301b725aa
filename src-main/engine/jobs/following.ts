import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { PollOutcome, Ticket } from '../../ports/provider.ts';
import { draftPath } from './attempt-files.ts';
import type { AttemptFacts } from './attempt-transition.ts';
import { pollEvery } from './backoff.ts';
import type { Phase, Task } from './phase.ts';
import { type AttemptRow, getAttempt } from './store.ts';

/**
 * Follows an accepted request to its end at the provider, also when the job has ended and it was asked to stop: what
 * was paid for is fetched. Only time in which the provider answered counts against the stage limit, so a machine that
 * slept or was offline takes nothing from it.
 */
export async function follow(phase: Phase, task: Task, start: AttemptRow): Promise<void> {
  const ticket: Ticket = { requestId: start.request_id ?? '', request: start.request };
  const expectedS = phase.expectedS(start);
  let polls = 0;
  let asked = false;
  let wait = task.resumed ? 0 : phase.pollMs({ n: 0, expectedS });
  let answeredAt = phase.clock.monotonic();

  for (;;) {
    if (wait > 0) await phase.rest(task, wait);
    if (phase.stopped.aborted) return;
    const row = getAttempt(phase.db, start.id);
    if (row.state !== 'running' && row.state !== 'cancelling') return;

    if (row.state === 'cancelling' && !asked) {
      const answer = await task.port.cancel(ticket, phase.stopped).catch(() => 'unreachable' as const);
      if (phase.stopped.aborted) return;
      asked = answer !== 'unreachable';
      if (answer === 'gone') {
        await phase.surely(() => stop(phase, row, { error: stoppedAt(row) }));
        return;
      }
    }

    const outcome = await poll(phase, task, ticket);
    if (phase.stopped.aborted) return;
    const now = phase.clock.monotonic();
    if (outcome.kind === 'waiting' || outcome.kind === 'running') {
      phase.gates.heard(row.provider);
      // A gap much longer than the pause was sleep, not the provider's time.
      const active = Math.min(now - answeredAt, 2 * wait + pollEvery.first);
      answeredAt = now;
      await phase.surely(() => tick(phase, row, active));
      wait = phase.pollMs({ n: ++polls, expectedS });
    } else if (outcome.kind === 'unreachable') {
      phase.gates.doubt(row.provider);
      answeredAt = now;
      wait = Math.max(outcome.retryAfterMs ?? 0, phase.pollMs({ n: ++polls, expectedS }));
    } else if (outcome.kind === 'blocked') {
      await phase.surely(() => phase.gates.pause(row.provider, outcome.reason, outcome.error));
      answeredAt = now;
      wait = pollEvery.most;
    } else {
      phase.gates.heard(row.provider);
      const left = draftPath(row);
      const draft = outcome.kind === 'failed' && (await phase.files.inspect(left)) ? left : null;
      await phase.surely(() => finish(phase, row, { outcome, draft }));
      return;
    }
  }
}

async function poll(phase: Phase, task: Task, ticket: Ticket): Promise<PollOutcome> {
  try {
    return await task.port.poll(ticket, phase.stopped);
  } catch (error) {
    phase.log.error('an adapter threw while polling; asking again later', { provider: task.provider, error });
    return {
      kind: 'unreachable',
      error: { code: 'provider_failed', subject: task.provider },
      retryAfterMs: null,
    };
  }
}

/** Inside a transaction: time passed at the provider; at the limit the job fails and the provider is asked to stop. */
function tick(phase: Phase, row: AttemptRow, ms: number): void {
  phase.attempts.active(row.id, ms);
  if (row.active_ms + ms <= phase.limitMs(row)) return;
  if (row.state === 'cancelling') {
    stop(phase, row, { error: stoppedAt(row) });
    return;
  }
  phase.attempts.tryStep(row.id, 'cancel_asked');
  phase.endGo(row, { code: 'timed_out', subject: row.provider });
}

/** Inside a transaction: it will not come. */
function stop(phase: Phase, row: AttemptRow, facts: AttemptFacts & { error: StoredError }): void {
  phase.attempts.tryStep(row.id, 'cancelled', facts);
  phase.endGo(row, facts.error);
}

/** The provider's final word, and the path of the text that a broken stream left. */
type End = {
  outcome: Extract<PollOutcome, { kind: 'finished' | 'failed' | 'cancelled' }>;
  draft: string | null;
};

/** Inside a transaction. */
function finish(phase: Phase, row: AttemptRow, { outcome, draft }: End): void {
  if (outcome.kind === 'finished') {
    const { model, billedUsd, pieces } = outcome.result;
    phase.attempts.tryStep(row.id, 'finished', { ...(model ? { model } : {}), billedUsd, result: pieces });
  } else if (outcome.kind === 'failed') {
    if (row.state === 'cancelling') {
      stop(phase, row, { error: outcome.error, billedUsd: outcome.billedUsd });
      return;
    }
    if (outcome.error.code === 'lost_at_provider' && neverKnown(row)) {
      const error: StoredError = { code: 'outcome_unknown', subject: row.provider, charged: null };
      phase.attempts.tryStep(row.id, 'lost', { requestId: null, error, ...phase.lookTimes(row) });
      return;
    }
    phase.attempts.tryStep(row.id, 'failed', { error: outcome.error, billedUsd: outcome.billedUsd, draft });
    phase.afterFailed(row, outcome.error, outcome.mayMend);
  } else {
    stop(phase, row, { error: { code: 'cancelled_at_provider', subject: row.provider } });
  }
}

/** No poll was ever answered, and it was not found by looking: the id that the submit told may be a foreign one. */
const neverKnown = (row: AttemptRow): boolean => row.active_ms === 0 && row.lookups === 0;

const stoppedAt = (row: AttemptRow): StoredError => ({
  code: 'cancelled_by_you',
  subject: row.provider,
  charged: null,
});
