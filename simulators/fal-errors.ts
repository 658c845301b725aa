import type { Fault } from './faults.ts';
import { type Dialect, type Refusal, retryAfter } from './refusals.ts';
import type { Failure } from './state.ts';

/** One entry of fal's `detail`, as its validation errors have it. */
export type Detail = {
  loc: readonly (string | number)[];
  msg: string;
  type: string;
  ctx?: Record<string, unknown>;
  input?: unknown;
};

// Errors of fal's platform and the status the result call answers with.
const PLATFORM: Record<string, number> = {
  request_timeout: 504,
  startup_timeout: 504,
  runner_scheduling_failure: 503,
  runner_connection_timeout: 503,
  runner_disconnected: 503,
  runner_connection_refused: 503,
  runner_connection_error: 503,
  runner_incomplete_response: 502,
  runner_server_error: 500,
  internal_error: 500,
  client_disconnected: 499,
  client_cancelled: 499,
  bad_request: 400,
};
// Errors of a model that are not 422.
const MODEL: Record<string, number> = {
  internal_server_error: 500,
  generation_timeout: 504,
  downstream_service_error: 400,
  downstream_service_unavailable: 500,
};
const DOCS = 'https://docs.fal.ai/errors';

/** The failure that belongs to a fal error type; a type that is not known is a 422 of the model. */
export function failureOf(errorType: string, message?: string): Failure {
  const status = PLATFORM[errorType] ?? MODEL[errorType] ?? 422;
  return { status, errorType, message: message ?? `The request failed: ${errorType.replaceAll('_', ' ')}.` };
}

/** What the result call of a failed request answers: platform errors as text, those of a model as a list. */
export function failureAnswer(failure: Failure): Refusal {
  const { status, errorType, message, field = 'text' } = failure;
  if (Object.hasOwn(PLATFORM, errorType)) {
    return platformError(status, errorType, message);
  }
  return {
    status,
    body: { detail: [{ loc: ['body', field], msg: message, type: errorType, url: `${DOCS}#${errorType}` }] },
    headers: { 'x-fal-retryable': String(status >= 500), 'x-fal-error-type': errorType },
  };
}

/** fal's 422: which fields were refused and why. */
export function unprocessable(detail: readonly Detail[]): Refusal {
  return {
    status: 422,
    body: { detail: detail.map((one) => ({ ...one, url: `${DOCS}#${one.type}` })) },
    headers: { 'x-fal-retryable': 'false' },
  };
}

/** The 401 of a key that is missing or wrong. */
export function unauthenticated(): Refusal {
  return {
    status: 401,
    body: { detail: 'Cannot access application: authentication is required or the key is wrong.' },
  };
}

/** An answer with a text as detail. */
export function plainDetail(status: number, detail: string): Refusal {
  return { status, body: { detail } };
}

function platformError(status: number, errorType: string, message: string): Refusal {
  return {
    status,
    body: { detail: message, error_type: errorType },
    headers: { 'x-fal-error-type': errorType },
  };
}

function refusal(fault: Fault): Refusal | null {
  const said = fault.message;
  switch (fault.mode) {
    case '401':
      return unauthenticated();
    case '403-locked':
      return plainDetail(
        403,
        said ?? 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing',
      );
    case '404-gone':
      return plainDetail(404, said ?? 'Application not found');
    case '422': {
      const type = fault.error_type ?? 'content_policy_violation';
      return unprocessable([{ loc: ['body', 'text'], msg: said ?? `Refused: ${type}`, type, input: '' }]);
    }
    case '429': {
      const answer = platformError(429, 'concurrent_requests_limit', said ?? 'Too many requests.');
      return { ...answer, headers: { ...answer.headers, ...retryAfter(fault), 'x-fal-needs-retry': '1' } };
    }
    case '503-json': {
      const answer = platformError(503, 'runner_scheduling_failure', said ?? 'No runner is available.');
      return { ...answer, headers: { ...answer.headers, ...retryAfter(fault) } };
    }
    case '500':
      return platformError(500, 'internal_error', said ?? 'Internal server error');
    case '502':
      return platformError(
        502,
        'runner_incomplete_response',
        said ?? 'The runner sent an incomplete response',
      );
    case 'error-200':
      return {
        status: 200,
        body: { error: { message: said ?? 'Something went wrong', code: 'internal_error' } },
      };
    default:
      return null;
  }
}

/** fal's words for the faults of `refusals.ts`. */
export const falDialect: Dialect = { refusal };
