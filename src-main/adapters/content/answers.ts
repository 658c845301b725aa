import { isAbsolute } from 'node:path';
import { RushesError, stored } from '../../../src-shared/contract/errors.ts';
import { describe, type Told } from '../../../src-shared/texts/errors.ts';
import { closedPolicy, everyHeader } from './headers.ts';

/** Why a request is refused: its HTTP status, and a sentence. */
export type Refusal = { status: number; why: string; allow?: string };

/** What a refusal looks like on the wire: a sentence and the next step, in the shape of every error; no stack, no path. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

const open = 'Open the studio with the address that `rushes open` prints.';

const nextOf = (status: number): string => (status === 401 || status === 403 ? open : '');

export function answerJson(status: number, value: unknown, extra: Record<string, string> = {}): Answer {
  const body = `${JSON.stringify(value)}\n`;
  return {
    status,
    headers: {
      ...everyHeader,
      'Content-Security-Policy': closedPolicy,
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      ...extra,
    },
    body,
  };
}

export function answerRefusal({ status, why, allow }: Refusal): Answer {
  const told: Told = {
    code: status >= 500 ? 'INTERNAL' : status === 404 ? 'NOT_FOUND' : 'NOT_ALLOWED',
    field: null,
    message: why,
    next: nextOf(status),
    charged: false,
  };
  return answerJson(status, { error: told }, allow === undefined ? {} : { Allow: allow });
}

/** A refusal of the engine as an answer. What is not one of ours says nothing of itself. */
export function answerError(error: unknown): Answer {
  if (!(error instanceof RushesError))
    return answerRefusal({ status: 500, why: 'Something went wrong inside Rushes.' });
  const facts = stored(error);
  const subject = facts.subject !== undefined && isAbsolute(facts.subject) ? 'the profile' : facts.subject;
  const told = describe({ ...facts, subject });
  if (error.code === 'INTERNAL') return answerJson(500, { error: told });
  return answerJson(error.code === 'NOT_FOUND' ? 404 : error.code === 'BAD_INPUT' ? 400 : 422, {
    error: told,
  });
}
