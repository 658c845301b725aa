import type { ErrorCode, StoredError } from '../../../src-shared/contract/errors.ts';
import type { SubmitOutcome } from '../../ports/provider.ts';

/** "No" in the shape that a submit and an upload have in common. `wait` and `retryAfterMs` null unless told; the subject is fal. */
export type Refused = Extract<SubmitOutcome, { kind: 'refused' }>;
type Facts = Partial<Pick<Refused, 'wait' | 'retryAfterMs'>> & Omit<StoredError, 'code'>;

export function refusal(
  code: ErrorCode,
  { wait = null, retryAfterMs = null, ...facts }: Facts = {},
): Refused {
  return { kind: 'refused', error: { code, subject: 'fal', ...facts }, wait, retryAfterMs };
}
