/**
 * The provider's side of a generation: one try at a provider within a go.
 * The table says which state follows which event; `afterRefusal` and `afterFailure` are the submit rule of product.md
 * ("Never pay twice"). Both are pure, so that every store of attempts obeys the same table.
 */

export const attemptStates = [
  'submitting',
  'running',
  'saving',
  'succeeded',
  'refused',
  'failed',
  'cancelling',
  'cancelled',
  'unknown',
] as const;
export type AttemptState = (typeof attemptStates)[number];

/** States in which something may still be at the provider or on its way to the disk. */
export const liveAttemptStates = ['submitting', 'running', 'saving', 'cancelling', 'unknown'] as const;
export const isLive = (state: AttemptState): boolean =>
  (liveAttemptStates as readonly string[]).includes(state);

export const attemptEvents = [
  'accepted',
  'finished',
  'saved',
  'refused',
  'failed',
  'lost',
  'cancel_asked',
  'cancelled',
  'adopted',
  'spoiled',
] as const;
export type AttemptEvent = (typeof attemptEvents)[number];

/**
 * state x event -> next state. What is missing is not allowed.
 * `running` -> `unknown` by `lost`: the provider never knew the id it had told, so what it accepted has another.
 * `succeeded` -> `failed` by `spoiled`: what was delivered cannot be decoded, which only the work on it can tell.
 * `failed` -> `running` by `adopted` is the late arrival: a person names the request of an attempt that was given up as unknown.
 */
export const attemptTable: Record<AttemptState, Partial<Record<AttemptEvent, AttemptState>>> = {
  submitting: {
    accepted: 'running',
    finished: 'saving',
    refused: 'refused',
    failed: 'failed',
    lost: 'unknown',
    cancelled: 'cancelled',
  },
  running: {
    finished: 'saving',
    failed: 'failed',
    lost: 'unknown',
    cancel_asked: 'cancelling',
    cancelled: 'cancelled',
  },
  saving: { saved: 'succeeded', failed: 'failed' },
  cancelling: { finished: 'saving', failed: 'failed', cancelled: 'cancelled' },
  unknown: { adopted: 'running', failed: 'failed', cancelled: 'cancelled' },
  failed: { adopted: 'running' },
  succeeded: { spoiled: 'failed' },
  refused: {},
  cancelled: {},
};

/** Most submits that leave the machine per part of a go (product.md, go rule). */
export const submitsPerPart = 3;

/** Lookups of an unknown attempt: at once, then this often (ms), until twice the stage limit. */
export const lookupEveryMs = 120_000;
export const lookupUntilMs = (stageLimit: number): number => 2 * stageLimit;

/** An attempt that stays unknown and undecided this long (ms) is given up: the hold is released and the job says so. */
export const undecidedLimitMs = 24 * 3_600_000;

/** Why a provider that answered did not take the request, as far as the go rule cares. */
export type RefusalWait = 'busy' | 'key' | 'balance' | null;

export type NextStep =
  | { do: 'submit_again' }
  | { do: 'wait_for_person'; reason: 'key' | 'balance' }
  | { do: 'end_go' };

/** Rule (b): a busy provider is asked again, a missing key or empty account waits for a person, any other refusal ends the go. */
export function afterRefusal(wait: RefusalWait, submitsSoFar: number): NextStep {
  if (wait === null || submitsSoFar >= submitsPerPart) return { do: 'end_go' };
  return wait === 'busy' ? { do: 'submit_again' } : { do: 'wait_for_person', reason: wait };
}

/** Rule (c): the provider's final answer says failed or is unusable; asked again only where a retry may mend it. */
export function afterFailure(mayMend: boolean, submitsSoFar: number): NextStep {
  return mayMend && submitsSoFar < submitsPerPart ? { do: 'submit_again' } : { do: 'end_go' };
}

type Undecided = { state: AttemptState; error: { code: string } | null };

/** The attempt that a person may decide on: the first one in doubt, else the last one that was given up as unknown. */
export const resolvable = <A extends Undecided>(job: { state: string }, attempts: readonly A[]): A | null =>
  attempts.find((a) => a.state === 'unknown') ??
  attempts.findLast(
    (a) => a.state === 'failed' && a.error?.code === 'outcome_unknown' && job.state === 'failed',
  ) ??
  null;
