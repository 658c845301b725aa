import type { ErrorCode, StoredError } from '../../../src-shared/contract/errors.ts';
import type { ProviderRequest, TextRequest } from '../../../src-shared/domain/request.ts';
import type { Exchange, ProviderPort, SubmitOutcome } from '../../ports/provider.ts';
import { isDocument, isKeyLike, isOk, isRequestId, jsonOf, retryAfterMs, wordsOf } from '../net/answer.ts';
import {
  type Answer,
  ask,
  type LineOptions,
  openLine,
  type Seen,
  type Timeouts,
  usualTimeouts,
} from '../net/line.ts';
import { createTransport } from '../net/transport.ts';
import { billingOf, keyOutcome, type Prices, pricesOf, quoteOf } from './account.ts';
import { attribution, type Call, judge, openChat, type Picture, readChat, sentHeaders } from './stream.ts';
import { askedWaitMs, errorAnswer, verdictOf } from './wire.ts';

/**
 * OpenRouter as a provider. A chat lives in one exchange: it cannot be resumed, so `poll` only asks what it was billed.
 * Order that matters: the name of the request (X-Generation-Id) is handed over before any text is read.
 */
export type OpenRouterOptions = {
  key: () => Promise<string | null>;
  /** Such as https://openrouter.ai/api/v1. */
  baseUrl: () => Promise<string>;
  timeouts?: Partial<Timeouts>;
  fetch?: typeof fetch;
};

/** A price list is read again after this long. */
const pricesLastMs = 3_600_000;

export function createOpenRouter(options: OpenRouterOptions): ProviderPort {
  const timeouts = { ...usualTimeouts, ...options.timeouts };
  const send = options.fetch ?? createTransport({ connectMs: timeouts.connectMs });
  const line = (signal: AbortSignal): LineOptions => ({ send, signal, timeouts, only: sentHeaders });
  let prices: { list: Prices; at: number } | null = null;

  const question = async (path: string, signal: AbortSignal, key: string | null) => {
    const base = (await options.baseUrl()).replace(/\/+$/, '');
    const headers = {
      accept: 'application/json',
      ...attribution,
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    };
    return ask(`${base}${path}`, { headers }, line(signal));
  };

  const billing = async (requestId: string, signal: AbortSignal) => {
    const key = await options.key();
    if (!key || !isKeyLike(key)) return { kind: 'no_answer' } as const;
    return billingOf(await question(`/generation?id=${encodeURIComponent(requestId)}`, signal, key));
  };

  return {
    id: 'openrouter',

    async submit(request: ProviderRequest, exchange: Exchange): Promise<SubmitOutcome> {
      if (request.task !== 'text') return refusal('input_refused', { field: 'task' });
      const key = await options.key();
      if (!key) return refusal('KEY_MISSING', { wait: 'key' });
      if (!isKeyLike(key)) return refusal('key_refused', { wait: 'key' });
      const baseUrl = (await options.baseUrl()).replace(/\/+$/, '');
      // The SDK takes an empty one for OpenAI's own address.
      if (!URL.canParse(baseUrl)) return unheard({ kind: 'unsent' });
      const picture = await pictureOf(request, exchange);
      if (picture === 'missing') return refusal('input_missing', { field: 'image', subject: 'image' });
      // Whatever way this ends, nothing of it stays open.
      const over = new AbortController();
      const wire = openLine({
        ...line(AbortSignal.any([exchange.signal, over.signal])),
        withdrawn: exchange.withdrawn,
      });
      try {
        return await converse({ request, picture }, exchange, { key, baseUrl, line: wire, timeouts });
      } finally {
        over.abort();
      }
    },

    /** Pictures go inside the request. */
    upload: async () => ({ kind: 'inline' }),

    async poll(ticket, signal) {
      const billed = await billing(ticket.requestId, signal);
      return {
        kind: 'failed',
        error: { code: 'stream_broken', subject: 'openrouter' },
        mayMend: false,
        billedUsd: billed.kind === 'told' ? billed.billedUsd : null,
      };
    },

    /** The connection was the request; once it is gone there is nothing left to stop. */
    cancel: async () => 'gone',

    async lookup({ requestId }, signal) {
      if (!requestId) return { kind: 'impossible' };
      const billed = await billing(requestId, signal);
      if (billed.kind === 'no_answer') {
        return { kind: 'unreachable', error: { code: 'PROVIDER_UNREACHABLE', subject: 'openrouter' } };
      }
      return { kind: 'found', requestIds: billed.kind === 'told' ? [requestId] : [] };
    },

    /** A chat has no files. */
    download: async () => ({
      kind: 'refused',
      error: { code: 'result_refused', subject: 'openrouter', rule: 'it delivers no files' },
    }),

    async testKey(signal) {
      const key = await options.key();
      if (!key) return { kind: 'refused', detail: 'There is no key.' };
      if (!isKeyLike(key)) return { kind: 'refused', detail: 'The key holds characters that no key has.' };
      return keyOutcome(await question('/key', signal, key), key);
    },

    async reachable(signal) {
      const heard = await question('/key', signal, null);
      return heard.kind === 'answer' && isDocument(heard.text);
    },

    async quote(models, units, signal) {
      if (!prices || performance.now() - prices.at > pricesLastMs) {
        const list = pricesOf(await question('/models', signal, null));
        if (!list) return null;
        prices = { list, at: performance.now() };
      }
      return quoteOf(prices.list, models, units);
    },
  };
}

/** Nothing has left yet, so a file that cannot be read is a refusal and not a throw, which would count as unknown. */
async function pictureOf({ image, messages }: TextRequest, exchange: Exchange): Promise<Picture | 'missing'> {
  if (!image) return null;
  if (!image.mime || !messages.some(({ role }) => role === 'user')) return 'missing';
  try {
    const bytes = await exchange.bytes(image);
    return `data:${image.mime};base64,${Buffer.from(bytes).toString('base64')}`;
  } catch {
    return 'missing';
  }
}

type Ask = { request: TextRequest; picture: Picture };

async function converse({ request, picture }: Ask, exchange: Exchange, call: Call): Promise<SubmitOutcome> {
  const read = await readerOf(request);
  let chunks: AsyncIterable<unknown> | null = null;
  try {
    chunks = await openChat(request, picture, call);
  } catch (error) {
    if (call.line.seen().kind === 'nothing') throw error;
  }
  const seen = call.line.seen();
  if (seen.kind === 'answer') {
    return isOk(seen) ? whole(seen, exchange, { key: call.key, read }) : said(seen, seen.status, call.key);
  }
  if (seen.kind !== 'stream' || !chunks) return unheard(seen);
  const requestId = generationId(seen.headers);
  if (requestId) exchange.accepted(requestId);
  const answer = await readChat(chunks, exchange, { requestId, key: call.key });
  return judge(answer.told, answer.requestId, read);
}

type Reader = ((text: string) => unknown) | null;

async function readerOf({ answer }: TextRequest): Promise<Reader> {
  if (!answer) return null;
  const { documentOf } = await import('./answer.ts');
  return (text) => documentOf(answer, text);
}

type Facts = { wait?: 'busy' | 'key' | 'balance' | null; retryAfterMs?: number | null } & Omit<
  StoredError,
  'code'
>;

function refusal(
  code: ErrorCode,
  { wait = null, retryAfterMs: after = null, ...facts }: Facts = {},
): SubmitOutcome {
  return { kind: 'refused', error: { code, subject: 'openrouter', ...facts }, wait, retryAfterMs: after };
}

function unknown(requestId: string | null, detail?: string): SubmitOutcome {
  return {
    kind: 'unknown',
    error: { code: 'outcome_unknown', subject: 'openrouter', ...(detail ? { detail } : {}) },
    requestId,
  };
}

function unheard(seen: Seen): SubmitOutcome {
  if (seen.kind === 'unsent') return { kind: 'not_sent', error: { code: 'not_sent', subject: 'openrouter' } };
  return unknown(seen.kind === 'lost' && seen.headers ? generationId(seen.headers) : null);
}

/** An error in the provider's own words, by the table; what is not in its words, or not in the table, is unknown. */
function said(answer: Answer, status: number, key: string): SubmitOutcome {
  const requestId = generationId(answer.headers);
  const parsed = errorAnswer.safeParse(jsonOf(answer.text));
  if (!parsed.success) return unknown(requestId, `status ${answer.status}`);
  const { error } = parsed.data;
  const waitMs = retryAfterMs(answer.headers) ?? askedWaitMs(error);
  const complaint = { status, error, waitMs };
  const detail = wordsOf(error.message, key);
  const verdict = verdictOf(complaint);
  if (verdict.is === 'unknown') return unknown(requestId, detail);
  const after = verdict.wait === 'busy' ? waitMs : null;
  return refusal(verdict.code, { wait: verdict.wait, retryAfterMs: after, ...(detail ? { detail } : {}) });
}

/** 200 without a stream: an error told late, or an answer in one piece. */
async function whole(
  answer: Answer,
  exchange: Exchange,
  { key, read }: { key: string; read: Reader },
): Promise<SubmitOutcome> {
  const json = jsonOf(answer.text);
  const complaint = errorAnswer.safeParse(json);
  if (complaint.success) return said(answer, Number(complaint.data.error.code), key);
  const header = generationId(answer.headers);
  const hasChoice =
    typeof json === 'object' && json !== null && 'choices' in json && Array.isArray(json.choices);
  if (!hasChoice) return unknown(header);
  if (header) exchange.accepted(header);
  const once = async function* () {
    yield json;
  };
  const { told, requestId } = await readChat(once(), exchange, { requestId: header, key });
  return judge(told, requestId, read);
}

function generationId(headers: Headers): string | null {
  const id = headers.get('x-generation-id');
  return id && isRequestId(id) ? id : null;
}
