import type { Fault } from './faults.ts';
import { type Dialect, type Refusal, retryAfter } from './refusals.ts';

/** OpenRouter's error document. `availability` says whether another try or another model can help. */
export function openrouterError(
  kind: { status: number; type: string },
  message: string,
  more: { metadata?: Record<string, unknown>; availability?: Record<string, unknown> } = {},
): Refusal {
  const { status, type } = kind;
  const { metadata, availability } = more;
  return {
    status,
    body: {
      error: {
        code: status,
        message,
        metadata: { error_type: type, ...metadata },
        ...(availability ? { availability } : {}),
      },
    },
  };
}

/** The 401 of a key that is missing or wrong. */
export function unauthenticated(): Refusal {
  return openrouterError({ status: 401, type: 'authentication' }, 'User not found.');
}

/** The 400 of a body that breaks a rule. */
export function invalidRequest(message: string): Refusal {
  return openrouterError({ status: 400, type: 'invalid_request' }, message);
}

function noMoney(source: string, message: string, reason?: string): Refusal {
  const metadata = { limit_source: source, ...(reason ? { reason } : {}) };
  return openrouterError({ status: 402, type: 'payment_required' }, message, { metadata });
}

function availability(
  code: string,
  retryable: boolean,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    code,
    retryable,
    requested_models: ['openai/gpt-4o-mini'],
    docs_url: 'https://openrouter.ai/docs/api_reference/errors-and-debugging',
    ...more,
  };
}

function refusal(fault: Fault): Refusal | null {
  const said = fault.message;
  switch (fault.mode) {
    case '401':
      return unauthenticated();
    case '402-in-flight':
      return {
        ...noMoney(
          'openrouter_in_flight_budget',
          said ?? 'Too much is in flight.',
          'in_flight_budget_exhausted',
        ),
        headers: retryAfter(fault),
      };
    case '402-credits':
      return noMoney(
        'openrouter_credits',
        said ?? 'Insufficient credits. Add more at openrouter.ai/credits.',
      );
    case '402-key-limit':
      return noMoney('openrouter_key_limit', said ?? 'Key limit exceeded (total limit).');
    case '403-moderation':
      return openrouterError(
        { status: 403, type: 'permission_denied' },
        said ?? 'Your chosen model requires moderation.',
        {
          metadata: { reasons: ['violence'], flagged_input: 'an excerpt', provider_name: 'OpenAI' },
        },
      );
    case '404-gone':
      return openrouterError(
        { status: 404, type: 'not_found' },
        said ?? 'No endpoints found for this model.',
        {
          availability: availability('model_deprecated', false, { fallback_models: ['openai/gpt-6-luna'] }),
        },
      );
    case '422':
      return openrouterError(
        { status: 422, type: fault.error_type ?? 'unprocessable' },
        said ?? 'The request cannot be processed.',
      );
    case '429':
      return {
        ...openrouterError({ status: 429, type: 'rate_limit_exceeded' }, said ?? 'Rate limit exceeded.', {
          availability: availability('capacity_exhausted', true),
        }),
        headers: {
          ...retryAfter(fault),
          'x-ratelimit-limit': '20',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Date.now() + 1_000 * (fault.retryAfter ?? 1)),
        },
      };
    case '503-json':
      return {
        ...openrouterError(
          { status: 503, type: 'provider_overloaded' },
          said ?? 'The provider is overloaded.',
          {
            availability: availability('temporarily_unavailable', true, {
              retry_after: fault.retryAfter ?? 1,
            }),
          },
        ),
        headers: retryAfter(fault),
      };
    case '500':
      return openrouterError({ status: 500, type: 'server' }, said ?? 'Internal Server Error');
    case '502':
      return openrouterError(
        { status: 502, type: 'provider_unavailable' },
        said ?? 'Provider returned error',
      );
    case 'error-200':
      return {
        ...openrouterError({ status: 502, type: 'provider_unavailable' }, said ?? 'Provider returned error'),
        status: 200,
      };
    default:
      return null;
  }
}

/** OpenRouter's words for the faults of `refusals.ts`. */
export const openrouterDialect: Dialect = { refusal };
