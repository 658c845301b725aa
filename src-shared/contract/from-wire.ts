import { type ErrorCode, type ErrorFacts, errorCodes, RushesError } from './errors.ts';

/** The error of the other side of the contract as the one error of Rushes; the same for a screen and for the command line. */
export function fromWire(error: unknown): RushesError {
  if (error instanceof RushesError) return error;
  const { code, data } = (error ?? {}) as { code?: string; data?: ErrorFacts };
  if ((errorCodes as readonly unknown[]).includes(code))
    return new RushesError(code as ErrorCode, data ?? {});
  if (code === 'BAD_REQUEST') return badInput(data);
  if (code === 'NOT_FOUND') return new RushesError('NOT_FOUND', { subject: 'such call' });
  if (isClosed(error)) return new RushesError('ENGINE_GONE', {}, { cause: error });
  return new RushesError('INTERNAL', {}, { cause: error });
}

/** What a transport says of a call that was under way when it closed, or was made after that. */
const isClosed = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' ||
    error.message.startsWith('[AsyncIdQueue]') ||
    error.message.startsWith('Cannot send message'));

/** Names the field of the first thing that a schema did not like. */
export function badInput(data: unknown): RushesError {
  const issues = (data as { issues?: { path?: unknown[]; message?: string }[] } | undefined)?.issues;
  const issue = issues?.[0];
  const field = issue?.path
    ?.map((step) =>
      typeof step === 'object' && step !== null && 'key' in step ? String(step.key) : String(step),
    )
    .join('.');
  return new RushesError('BAD_INPUT', { field: field || 'input', ...ruleOf(issue?.message) });
}

/** Zod says "Invalid input: expected X, received Y"; our sentence says "must be X; it is Y". */
function ruleOf(message: string | undefined): { rule: string; found?: string } {
  const [, rule, found] = /expected (.+?)(?:, received (.+))?$/.exec(message ?? '') ?? [];
  if (!rule) return { rule: message ?? 'what the call expects' };
  return { rule, ...(found ? { found: found === 'undefined' ? 'missing' : found } : {}) };
}
