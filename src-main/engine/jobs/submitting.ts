import { RushesError, type StoredError } from '../../../src-shared/contract/errors.ts';
import type { Exchange, SubmitOutcome } from '../../ports/provider.ts';
import { draftPath } from './attempt-files.ts';
import type { Phase, Task } from './phase.ts';
import { type AttemptRow, getAttempt } from './store.ts';

/**
 * The one place from which a paid request leaves. Order that matters: the intent was committed by the claim; the
 * provider's id is committed before anything further is read; the outcome is committed with what it does to the job. A
 * request that a cancel or the end of the engine overtakes before it leaves stays here.
 */
export async function submit(phase: Phase, task: Task, row: AttemptRow): Promise<void> {
  const draft = draftOf(phase, row);
  const limit = limitOf(phase, task, row);
  const withdrawn = AbortSignal.any([task.withdrawn.signal, phase.stopped]);
  let outcome: SubmitOutcome;
  try {
    if (!phase.wanted(row)) task.withdrawn.abort();
    outcome = await submitBy(task, row, {
      signal: task.exchange.signal,
      withdrawn,
      accepted: (requestId) => {
        // A disk that fails here is met again below, where there is time to wait for it.
        try {
          phase.write(() => accept(phase, row, requestId));
        } catch (error) {
          phase.log.error('the id of a request could not be written yet', { error });
        }
        if (!phase.wanted(row)) task.exchange.abort();
      },
      text: (piece) => {
        draft.add(piece);
        phase.events.text(row.job_id, row.stage, piece);
      },
      async bytes({ path }) {
        const bytes = path === null ? null : await phase.files.read(path);
        if (!bytes) throw new RushesError('input_missing', { subject: path ?? 'a file' });
        return bytes;
      },
    });
  } catch (error) {
    phase.log.error('an adapter threw; the outcome is unknown', { provider: row.provider, error });
    outcome = {
      kind: 'unknown',
      error: { code: 'outcome_unknown', subject: row.provider, charged: null },
      requestId: null,
    };
  } finally {
    limit.end();
    phase.events.textEnds(row.job_id, row.stage);
  }
  if (outcome.kind !== 'not_sent' && outcome.kind !== 'unknown') phase.gates.heard(row.provider);
  if (outcome.kind === 'failed' && limit.hit())
    outcome = { ...outcome, error: { code: 'timed_out', subject: row.provider }, mayMend: false };
  const kept = await draft.end(outcome.kind === 'failed' ? outcome.draft : null);
  await phase.surely(() => settle(phase, row, { outcome, draft: kept, withdrawn: withdrawn.aborted }));
}

async function submitBy(task: Task, row: AttemptRow, exchange: Exchange): Promise<SubmitOutcome> {
  if (exchange.withdrawn.aborted)
    return { kind: 'not_sent', error: { code: 'not_sent', subject: row.provider } };
  return task.port.submit(row.request, exchange);
}

/** An id that another attempt has cannot be this one's: a provider (or something in between) answered with a foreign one. */
const isTaken = (phase: Phase, row: AttemptRow, requestId: string): boolean =>
  phase.db
    .sql('SELECT 1 FROM attempts WHERE provider = ? AND request_id = ? AND id <> ?')
    .get(row.provider, requestId, row.id) !== undefined;

/** Inside a transaction: the provider named the request. A job that ended meanwhile has it stopped. */
function accept(phase: Phase, row: AttemptRow, requestId: string): void {
  if (isTaken(phase, row, requestId)) return;
  if (!phase.attempts.tryStep(row.id, 'accepted', { requestId })) return;
  if (!phase.wanted(row)) phase.attempts.tryStep(row.id, 'cancel_asked');
}

type Answer = { outcome: SubmitOutcome; draft: string | null; withdrawn: boolean };

/** Inside a transaction: what the answer means for the attempt and its job. */
function settle(phase: Phase, row: AttemptRow, { outcome, draft, withdrawn }: Answer): void {
  const { attempts } = phase;
  if (outcome.kind === 'accepted') {
    if (getAttempt(phase.db, row.id).state !== 'submitting') return;
    if (isTaken(phase, row, outcome.requestId)) lose(phase, row);
    else accept(phase, row, outcome.requestId);
    return;
  }
  const named = 'requestId' in outcome ? outcome.requestId : null;
  const own = named && !isTaken(phase, row, named) ? { requestId: named } : {};
  if (outcome.kind === 'finished') {
    const { result } = outcome;
    attempts.tryStep(row.id, 'finished', {
      ...own,
      ...(result.model ? { model: result.model } : {}),
      billedUsd: result.billedUsd,
      result: result.pieces,
    });
    return;
  }
  if (outcome.kind === 'not_sent') {
    if (withdrawn) {
      withdraw(phase, row, outcome.error);
      return;
    }
    attempts.tryStep(row.id, 'failed', { error: outcome.error, sent: false });
    phase.afterNotSent(row, outcome.error);
    return;
  }
  if (outcome.kind === 'refused') {
    attempts.tryStep(row.id, 'refused', { error: outcome.error, sent: outcome.error.code !== 'KEY_MISSING' });
    phase.afterRefused(row, outcome);
    return;
  }
  if (!phase.wanted(row)) {
    const error: StoredError =
      outcome.kind === 'unknown' ? outcome.error : { code: 'cancelled_by_you', charged: null };
    attempts.tryStep(row.id, 'cancelled', { ...own, error, draft });
    return;
  }
  if (outcome.kind === 'unknown') {
    attempts.tryStep(row.id, 'lost', { ...own, error: outcome.error, ...phase.lookTimes(row) });
    return;
  }
  attempts.tryStep(row.id, 'failed', {
    ...own,
    error: outcome.error,
    billedUsd: outcome.billedUsd,
    draft,
  });
  phase.afterFailed(row, outcome.error, outcome.mayMend);
}

/** Inside a transaction: it was called back before anything left. A job that still wants it, where only the engine ended, sends it with the next start. */
function withdraw(phase: Phase, row: AttemptRow, error: StoredError): void {
  const job = phase.wanted(row);
  if (!job) {
    phase.attempts.tryStep(row.id, 'cancelled', {
      error: { code: 'cancelled_by_you', charged: false },
      sent: false,
    });
    return;
  }
  phase.attempts.tryStep(row.id, 'failed', { error, sent: false });
  phase.jobs.sendable(job.id, job.state);
}

function lose(phase: Phase, row: AttemptRow): void {
  const error: StoredError = { code: 'outcome_unknown', subject: row.provider, charged: null };
  const event = phase.wanted(row) ? 'lost' : 'cancelled';
  phase.attempts.tryStep(row.id, event, { error, ...phase.lookTimes(row) });
}

/** Ends a stream at the stage limit. Before the provider accepted, the adapter's own time-outs bound the wait. */
function limitOf(phase: Phase, task: Task, row: AttemptRow): { end(): void; hit(): boolean } {
  let hit = false;
  const forget = phase.clock.after(phase.limitMs(row), () => {
    if (getAttempt(phase.db, row.id).state === 'submitting') return;
    hit = true;
    task.exchange.abort();
  });
  return { end: forget, hit: () => hit };
}

const draftEveryMs = 250;

/** Keeps streamed text on disk as it comes in, so that a crash leaves what could be read; removed when the answer is whole. */
function draftOf(
  phase: Phase,
  row: AttemptRow,
): { add(piece: string): void; end(broken: string | null): Promise<string | null> } {
  const path = draftPath(row);
  let waiting = '';
  let written = false;
  let at = phase.clock.monotonic();
  let last: Promise<void> = Promise.resolve();
  const flush = (): void => {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    written = true;
    last = last
      .then(() => phase.files.append(path, text))
      .catch((error: unknown) => phase.log.warn('a draft could not be kept', { error }));
  };
  return {
    add(piece) {
      waiting += piece;
      if (phase.clock.monotonic() - at < draftEveryMs) return;
      at = phase.clock.monotonic();
      flush();
    },
    async end(broken) {
      if (broken) flush();
      await last;
      if (broken) return written ? path : null;
      if (written) await phase.files.remove(path).catch(() => undefined);
      return null;
    },
  };
}
