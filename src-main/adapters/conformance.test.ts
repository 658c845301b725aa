import { expect } from 'vitest';
import { describeProvider, optionsOf, speech, text, type World } from './conformance.ts';
import { createFal } from './fal/provider.ts';
import { createOpenRouter } from './openrouter/provider.ts';

const openrouter = (world: World) => createOpenRouter(optionsOf(world));
const fal = (world: World) => createFal(optionsOf(world));

const busy = {
  kind: 'refused',
  wait: 'busy',
  retryAfterMs: 1_000,
  error: { code: 'provider_busy' },
} as const;
const noKey = { kind: 'refused', wait: 'key', error: { code: 'key_refused' } } as const;
const noMoney = { kind: 'refused', wait: 'balance', error: { code: 'out_of_funds' } } as const;
const no = (code: string) => ({ kind: 'refused', wait: null, error: { code } }) as const;
const unknown = { kind: 'unknown', error: { code: 'outcome_unknown' } } as const;
const accepted = { kind: 'accepted', requestId: expect.any(String) } as const;
const finished = { kind: 'finished', result: { billedUsd: expect.any(Number) } } as const;
const broken = {
  kind: 'failed',
  mayMend: false,
  billedUsd: null,
  draft: expect.stringMatching(/\S/),
  error: { code: 'stream_broken' },
} as const;

const away = { kind: 'unreachable', error: { code: 'PROVIDER_UNREACHABLE' } } as const;
const stored = { kind: 'stored', url: expect.any(String) } as const;
const uploads = {
  reset: away,
  slow: stored,
  'never-answer': away,
  'error-200': away,
  '403-locked': noMoney,
  '422': no('content_refused'),
  '429': busy,
  '500': away,
  '502': away,
  '503-json': busy,
  '503-bare': away,
  'accept-then-reset': away,
  'accept-then-504': away,
} as const;

describeProvider('OpenRouter', {
  id: 'openrouter',
  paid: 'chat',
  make: openrouter,
  request: text,
  says: (detail) => ({ kind: 'refused', error: { code: 'input_refused', detail } }),
  uploads: null,
  submits: {
    reset: unknown,
    html: unknown,
    slow: finished,
    'never-answer': unknown,
    'half-json': broken,
    'error-200': unknown,
    '401': noKey,
    '402-in-flight': busy,
    '402-credits': noMoney,
    '402-key-limit': noMoney,
    '403-moderation': no('content_refused'),
    '404-gone': no('model_gone'),
    '422': no('input_refused'),
    '429': busy,
    '500': unknown,
    '502': unknown,
    '503-json': busy,
    '503-bare': unknown,
    'accept-then-reset': unknown,
    'accept-then-504': { ...unknown, requestId: expect.stringMatching(/^gen-/) },
    'no-request-id': { ...finished, requestId: null },
    'foreign-request-id': finished,
    'stalled-stream': broken,
    'stream-cut': broken,
    'end-without-finish': broken,
    'stream-error': broken,
    empty: { kind: 'failed', mayMend: true, error: { code: 'answer_unusable' } },
    'content-filter': { kind: 'failed', mayMend: false, error: { code: 'content_refused' } },
    'not-json': finished,
    fallback: { ...finished, result: { model: 'openai/gpt-6-luna' } },
  },
});

describeProvider('fal', {
  id: 'fal',
  paid: 'submit',
  make: fal,
  request: speech,
  says: (detail) => ({ kind: 'refused', error: { code: 'content_refused', field: 'text', detail } }),
  uploads: {
    initiate: { ...uploads, html: away, 'half-json': away, '401': noKey },
    // No key went along, so it is the link that was refused; and the bytes were taken before the answer was halved.
    put: { ...uploads, html: away, 'half-json': stored, '401': away },
  },
  submits: {
    reset: unknown,
    html: unknown,
    slow: accepted,
    'never-answer': unknown,
    'half-json': unknown,
    'error-200': unknown,
    '401': noKey,
    '403-locked': noMoney,
    '404-gone': no('model_gone'),
    '422': no('content_refused'),
    '429': busy,
    '500': unknown,
    '502': unknown,
    '503-json': busy,
    '503-bare': unknown,
    'accept-then-reset': unknown,
    'accept-then-504': unknown,
    'no-request-id': unknown,
    'foreign-request-id': accepted,
    failed: accepted,
    'out-of-order': accepted,
  },
});
