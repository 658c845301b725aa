import { describe, expect, test } from 'vitest';
import { askedWaitMs, type Complaint, effortFor, errorAnswer, errorTable, verdictOf } from './wire.ts';

const error = (code: number, more: Record<string, unknown> = {}): Complaint => {
  const parsed = errorAnswer.parse({ error: { code, message: 'no', ...more } });
  return { status: code, error: parsed.error, waitMs: null };
};
const type = (error_type: string) => ({ metadata: { error_type } });
const refused = (code: string, wait: string | null = null) => ({ is: 'refused', code, wait });
const busy = refused('provider_busy', 'busy');
const gone = refused('model_gone');
const unknown = { is: 'unknown' };

const inFlight = { limit_source: 'openrouter_in_flight_budget' };
const tooHeavy = error(402, { metadata: { ...inFlight, reason: 'weight_exceeds_budget' } });

/** Name of the row that must be hit, the answer, what it means. */
const rows: [string, Complaint, object][] = [
  ['401', error(401, type('authentication')), refused('key_refused', 'key')],
  [
    '402 in flight: it says wait',
    error(402, { metadata: { limit_source: 'openrouter_in_flight_budget' } }),
    busy,
  ],
  [
    '402 credits, key limit, unknown',
    error(402, { metadata: { limit_source: 'openrouter_credits' } }),
    refused('out_of_funds', 'balance'),
  ],
  [
    '402 credits, key limit, unknown',
    error(402, { metadata: { limit_source: 'openrouter_key_limit' } }),
    refused('out_of_funds', 'balance'),
  ],
  ['402 credits, key limit, unknown', error(402), refused('out_of_funds', 'balance')],
  ['403 moderation', error(403, { metadata: { reasons: ['violence'] } }), refused('content_refused')],
  ['403 moderation', error(403, { metadata: { flagged_input: 'x' } }), refused('content_refused')],
  ['403 moderation', error(403, type('content_policy_violation')), refused('content_refused')],
  ['402 credits, key limit, unknown', tooHeavy, refused('out_of_funds', 'balance')],
  ['402 in flight: it says wait', { ...tooHeavy, waitMs: 0 }, busy],
  ['403', error(403, type('permission_denied')), refused('not_permitted')],
  ['400, 404 that says retryable', error(404, { availability: { code: 'new_code', retryable: true } }), busy],
  ['400, 404 that says retryable', error(400, { metadata: { availability: { retryable: true } } }), busy],
  ['404', error(404, { availability: { code: 'model_deprecated', retryable: false } }), gone],
  ['404', error(404), gone],
  [
    '400 with a model that is gone',
    error(400, { availability: { code: 'model_not_found', retryable: false } }),
    gone,
  ],
  ['400, 422 content', error(400, type('content_policy_violation')), refused('content_refused')],
  ['400, 422 content', error(422, type('refusal')), refused('content_refused')],
  ['400, 422 content', error(400, { error_type: 'refusal' }), refused('content_refused')],
  ['400, 413, 422', error(400, type('context_length_exceeded')), refused('input_refused')],
  ['400, 413, 422', error(413), refused('input_refused')],
  ['400, 413, 422', error(422), refused('input_refused')],
  ['429', error(429), busy],
  ['503, 529', error(503), busy],
  ['503, 529', error(529), busy],
  ...[408, 409, 499, 500, 502, 504, 524, 200, Number.NaN].map((code): [string, Complaint, object] => [
    '408, 500, 502, 504, 524 and all else',
    { ...error(500), status: code },
    unknown,
  ]),
];

describe("OpenRouter's error table", () => {
  for (const [name, complaint, expected] of rows) {
    test(`${complaint.status} -> ${name}`, () => {
      expect(errorTable.find((row) => row.when(complaint))?.name).toBe(name);
      expect(verdictOf(complaint)).toEqual(expected);
    });
  }

  test('every row is hit', () => {
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(errorTable.map(({ name }) => name)));
  });

  test('what is not an error of OpenRouter is not parsed as one', () => {
    for (const json of [
      null,
      undefined,
      'x',
      [],
      {},
      { error: 'text' },
      { error: null },
      { detail: 'fal' },
    ]) {
      expect(errorAnswer.safeParse(json).success).toBe(false);
    }
    expect(
      errorAnswer.safeParse({ error: { code: {}, message: 7, metadata: 'x', availability: 1 } }).success,
    ).toBe(true);
  });

  test('the wait is told in seconds', () => {
    expect(askedWaitMs(error(503, { availability: { retry_after: 2.5 } }).error)).toBe(2_500);
    expect(askedWaitMs(error(503, { availability: { retry_after: 'soon' } }).error)).toBeNull();
  });

  test('only models that are known to think are told to be quiet', () => {
    expect(effortFor(['openai/gpt-4o-mini', 'openai/gpt-6-luna'])).toBe('none');
    expect(effortFor(['google/gemini-2.5-flash', 'google/gemini-3.5-flash-lite'])).toBe('minimal');
    expect(effortFor(['openai/gpt-4o-mini', 'x/y'])).toBeNull();
  });
});
