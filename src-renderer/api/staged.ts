import { type ErrorCode, errorCodes, RushesError } from '../../src-shared/contract/errors.ts';
import type { Staged } from '../../src-shared/contract/shapes.ts';

/** What a host answered to a file that was sent to it. Throws RushesError where it did not take it. */
export async function stagedFrom(response: Response): Promise<Staged> {
  const answer = (await response.json().catch(() => ({}))) as Staged & {
    error?: { code?: string; field?: string; message?: string };
  };
  if (response.ok) return answer;
  const code = answer.error?.code ?? '';
  const known = (errorCodes as readonly string[]).includes(code) ? (code as ErrorCode) : 'INTERNAL';
  throw new RushesError(known, { field: 'file', detail: answer.error?.message });
}
