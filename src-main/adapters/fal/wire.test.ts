import { describe, expect, test } from 'vitest';
import type { SpeechRequest } from '../../../src-shared/domain/request.ts';
import { canonicalJson } from './lookup.ts';
import { targetOf } from './models.ts';
import { billOf, quoteOf } from './prices.ts';
import { complaintOf, failureOf, failureTable, mediaOutput, submitTable, submitVerdict } from './wire.ts';

function complaint(status: number, json: unknown, headers: Record<string, string> = {}) {
  const made = complaintOf(status, new Headers(headers), json);
  if (!made) throw new Error('not an error of fal');
  return made;
}
const item = (type: string) => ({ detail: [{ loc: ['body', 'text'], msg: 'no', type }] });
const platform = (error_type: string) => ({ detail: 'no', error_type });
const refused = (code: string, wait: string | null = null) => ({ is: 'refused', code, wait });
const failed = (code: string, mayMend: boolean) => ({ is: 'failed', code, mayMend });
type Row = [string, ReturnType<typeof complaint>, object];

const submits: Row[] = [
  ['401', complaint(401, { detail: 'x' }), refused('key_refused', 'key')],
  [
    '403 locked',
    complaint(403, { detail: 'User is locked. Reason: Exhausted balance.' }),
    refused('out_of_funds', 'balance'),
  ],
  ['403', complaint(403, { detail: 'Forbidden' }), refused('not_permitted')],
  ['404', complaint(404, { detail: 'Application not found' }), refused('model_gone')],
  ['400, 422 content', complaint(422, item('content_policy_violation')), refused('content_refused')],
  ['400, 413, 422', complaint(422, item('greater_than')), refused('input_refused')],
  ['400, 413, 422', complaint(400, { detail: 'bad' }), refused('input_refused')],
  ['400, 413, 422', complaint(413, { detail: 'large' }), refused('input_refused')],
  ['429', complaint(429, platform('concurrent_requests_limit')), refused('provider_busy', 'busy')],
  ['503', complaint(503, { detail: 'x' }), refused('provider_busy', 'busy')],
  ...[408, 409, 500, 502, 504, 507].map(
    (status): Row => ['500, 502, 504 and all else', complaint(status, { detail: 'x' }), { is: 'unknown' }],
  ),
];

const mend = failed('provider_failed', true);
const failures: Row[] = [
  ['client_cancelled', complaint(499, platform('client_cancelled')), { is: 'cancelled' }],
  [
    'our own start deadline',
    complaint(504, platform('request_timeout'), { 'x-fal-request-timeout-type': 'user' }),
    failed('timed_out', false),
  ],
  [
    'content_policy_violation',
    complaint(422, item('content_policy_violation'), { 'x-fal-retryable': 'true' }),
    failed('content_refused', false),
  ],
  ['no_media_generated', complaint(422, item('no_media_generated')), failed('answer_unusable', false)],
  // Not to be sent again as it is; but the next try has the file at a new address.
  ['file_download_error', complaint(422, item('file_download_error'), { 'x-fal-retryable': 'false' }), mend],
  ['bad_request', complaint(400, platform('bad_request')), failed('input_refused', false)],
  ...[
    'request_timeout',
    'startup_timeout',
    'internal_error',
    'runner_disconnected',
    'runner_server_error',
  ].map((type): Row => ['the platform: timeouts, runners, internal', complaint(500, platform(type)), mend]),
  ...[
    'generation_timeout',
    'downstream_service_error',
    'downstream_service_unavailable',
    'internal_server_error',
  ].map((type): Row => ['the model, by itself or by what it leans on', complaint(500, item(type)), mend]),
  [
    'the platform: timeouts, runners, internal',
    complaint(500, platform('internal_error'), { 'x-fal-retryable': 'false' }),
    failed('provider_failed', false),
  ],
  ['said to be retryable', complaint(500, platform('new_type'), { 'x-fal-needs-retry': '1' }), mend],
  ['422', complaint(422, item('audio_duration_too_long')), failed('input_refused', false)],
  ['all else', complaint(500, platform('new_type')), failed('provider_failed', false)],
  ['all else', complaint(499, platform('client_disconnected')), failed('provider_failed', false)],
];

describe("fal's tables", () => {
  for (const [name, one, expected] of submits) {
    test(`submit ${one.status} ${one.type} -> ${name}`, () => {
      expect(submitTable.find((row) => row.when(one))?.name).toBe(name);
      expect(submitVerdict(one)).toEqual(expected);
    });
  }
  for (const [name, one, expected] of failures) {
    test(`failure ${one.status} ${one.type} -> ${name}`, () => {
      expect(failureTable.find((row) => row.when(one))?.name).toBe(name);
      expect(failureOf(one)).toMatchObject(expected);
    });
  }

  test('every row is hit', () => {
    expect(new Set(submits.map(([name]) => name))).toEqual(new Set(submitTable.map(({ name }) => name)));
    expect(new Set(failures.map(([name]) => name))).toEqual(new Set(failureTable.map(({ name }) => name)));
  });

  test('what is not an error of fal is not parsed as one', () => {
    for (const json of [null, undefined, 'x', [], {}, { error: { code: 1 } }, { detail: 7 }]) {
      expect(complaintOf(422, new Headers(), json)).toBeNull();
    }
  });
});

const speech: SpeechRequest = {
  task: 'speech',
  provider: 'fal',
  models: ['nobody/knows', 'elevenlabs/multilingual-v2'],
  text: 'Hi',
  voice: 'Aria',
  stability: 0.4,
  similarity: 0.6,
  style: 0.1,
  speed: 1.1,
  language: null,
};

test('a request becomes the input of the first model that is known', () => {
  expect(targetOf(speech)).toEqual({
    model: 'elevenlabs/multilingual-v2',
    endpoint: 'fal-ai/elevenlabs/tts/multilingual-v2',
    input: { text: 'Hi', voice: 'Aria', stability: 0.4, similarity_boost: 0.6, style: 0.1, speed: 1.1 },
    makes: 'audio',
  });
  expect(targetOf({ ...speech, models: ['elevenlabs/eleven-v3'], language: 'de' })?.input).toEqual({
    text: 'Hi',
    voice: 'Aria',
    stability: 0.4,
    language_code: 'de',
  });
  expect(targetOf({ ...speech, models: ['toString', 'nobody/knows'] })).toBeNull();
});

test('dollars, only where the unit and the currency are certain', () => {
  const price = { endpoint_id: 'x', unit_price: 0.05, unit: '1000 characters', currency: 'USD' };
  expect(quoteOf(price, { kind: 'characters', count: 300 })).toBe(0.015);
  expect(quoteOf({ ...price, unit: 'characters' }, { kind: 'characters', count: 3 })).toBe(0.15);
  expect(quoteOf({ ...price, unit: 'seconds' }, { kind: 'seconds', count: 10 })).toBe(0.5);
  expect(quoteOf({ ...price, unit: 'minute' }, { kind: 'seconds', count: 30 })).toBe(0.025);
  const ten = (unit: string) => quoteOf({ ...price, unit }, { kind: 'seconds', count: 10 });
  for (const unit of [
    'second',
    'Per second',
    'video second',
    'video seconds',
    'seconds of video',
    'output second',
  ])
    expect([unit, ten(unit)]).toEqual([unit, 0.5]);
  expect(ten('audio minute')).toBe(0.0083333333);
  for (const unit of ['compute seconds', 'videos', 'megapixel', '5 seconds', 'second of use'])
    expect([unit, ten(unit)]).toEqual([unit, null]);
  expect(quoteOf({ ...price, unit: 'images' }, { kind: 'requests', count: 1 })).toBeNull();
  expect(quoteOf({ ...price, currency: 'EUR' }, { kind: 'characters', count: 300 })).toBeNull();
  expect(billOf(price, new Headers({ 'x-fal-billable-units': '0.012' }))).toBe(0.0006);
  expect(billOf(price, new Headers({ 'x-fal-billable-units': 'many' }))).toBeNull();
  expect(billOf(price, new Headers())).toBeNull();
  expect(billOf(null, new Headers({ 'x-fal-billable-units': '1' }))).toBeNull();
});

test('the file of an answer is found whatever stands beside it', () => {
  const file = { url: 'https://v3.fal.media/x.mp4' };
  const told = { ...file, content_type: 7, file_size: -1, fps: 'x' };
  expect(mediaOutput.parse({ video: told, seed: 1, duration: 'x', audio: null })).toMatchObject({
    video: file,
  });
  for (const odd of [{}, { video: null }, { video: 'x' }, { video: { url: '' } }, { audio: file }])
    expect(mediaOutput.parse(odd).video).toBeUndefined();
  expect(mediaOutput.safeParse([]).success).toBe(false);
});

test('canonical JSON is the same for equal inputs in any order', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  expect(canonicalJson({ y: 1, x: 2 })).toBe(canonicalJson({ x: 2, y: 1 }));
});
