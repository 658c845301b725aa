import type { PollOutcome, SubmitOutcome } from '../../src-main/ports/provider.ts';
import type { ErrorCode } from '../../src-shared/contract/errors.ts';
import { error, type Script } from './scripted.ts';

const refused = (code: ErrorCode, wait: 'busy' | null = null): SubmitOutcome => ({
  kind: 'refused',
  error: error(code),
  wait,
  retryAfterMs: null,
});
const failed = (code: ErrorCode, mayMend: boolean): PollOutcome & SubmitOutcome => ({
  kind: 'failed',
  error: error(code),
  mayMend,
  billedUsd: null,
  draft: null,
  requestId: null,
});
export const unknown: SubmitOutcome = { kind: 'unknown', error: error('outcome_unknown'), requestId: null };
const file = (mime: string): PollOutcome => ({
  kind: 'finished',
  result: {
    model: null,
    billedUsd: null,
    pieces: [{ type: 'file', url: 'x', kind: 'audio', mime, bytes: null }],
  },
});
async function* cut(): AsyncIterable<Uint8Array> {
  yield new Uint8Array([0x49, 0x44]);
  throw new Error('cut');
}

/** Running at the first poll of each request, then `end`: a provider that knew it and forgot. */
function answeredOnce(end: PollOutcome): () => PollOutcome {
  let polls = 0;
  return () => (polls++ % 2 === 0 ? { kind: 'running' } : end);
}

/** How a go can end badly: what the provider does, the word that the job ends with, and how often it may be sent. */
type Class = { name: string; code: ErrorCode; submits: number; script: Partial<Script> };
export const classes: Class[] = [
  ...(['input_refused', 'content_refused', 'model_gone', 'not_permitted'] as const).map((code) => ({
    name: `refused: ${code}`,
    code,
    submits: 1,
    script: { submit: () => refused(code) },
  })),
  {
    name: 'too busy three times',
    code: 'provider_busy',
    submits: 3,
    script: { submit: () => refused('provider_busy', 'busy') },
  },
  {
    name: 'a useless answer',
    code: 'answer_unusable',
    submits: 1,
    script: { submit: () => failed('answer_unusable', false) },
  },
  {
    name: 'a useless answer, three times',
    code: 'answer_unusable',
    submits: 3,
    script: { submit: () => failed('answer_unusable', true) },
  },
  {
    name: 'failed at the provider',
    code: 'provider_failed',
    submits: 1,
    script: { poll: () => failed('provider_failed', false) },
  },
  {
    name: 'failed at the provider, three times',
    code: 'provider_failed',
    submits: 3,
    script: { poll: () => failed('provider_failed', true) },
  },
  {
    name: 'cancelled at the provider',
    code: 'cancelled_at_provider',
    submits: 1,
    script: { poll: () => ({ kind: 'cancelled' }) },
  },
  {
    name: 'lost at the provider',
    code: 'lost_at_provider',
    submits: 1,
    script: { poll: answeredOnce(failed('lost_at_provider', false)) },
  },
  { name: 'too slow', code: 'timed_out', submits: 1, script: { poll: () => ({ kind: 'running' }) } },
  {
    name: 'the result is gone',
    code: 'result_expired',
    submits: 1,
    script: { poll: () => file('audio/mpeg') },
  },
  {
    name: 'the result is of another type',
    code: 'result_refused',
    submits: 1,
    script: { poll: () => file('text/html') },
  },
  {
    name: 'the result is cut each time',
    code: 'download_broken',
    submits: 1,
    script: {
      poll: () => file('audio/mpeg'),
      download: () => ({ kind: 'stream', mime: 'audio/mpeg', bytes: null, body: cut() }),
    },
  },
  {
    name: 'unknown for 24 hours',
    code: 'outcome_unknown',
    submits: 1,
    script: { submit: () => unknown, lookup: () => ({ kind: 'found', requestIds: ['a', 'b'] }) },
  },
  {
    name: 'an adapter that throws',
    code: 'outcome_unknown',
    submits: 1,
    script: {
      submit: () => {
        throw new Error('a mistake');
      },
    },
  },
];
