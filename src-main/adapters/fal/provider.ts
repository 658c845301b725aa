import type { CancelOutcome, KeyOutcome, ProviderPort, SubmitOutcome } from '../../ports/provider.ts';
import { publicLookup } from '../net/address.ts';
import { isDocument, isKeyLike, isOk, isRequestId, jsonOf, retryAfterMs, wordsOf } from '../net/answer.ts';
import { type Answer, type Seen, usualTimeouts } from '../net/line.ts';
import { createTransport } from '../net/transport.ts';
import { createDesk, type FalOptions, pricingPath } from './desk.ts';
import { download } from './download.ts';
import { lookup } from './lookup.ts';
import { endpointOf, knownEndpoint, missingFile, targetOf } from './models.ts';
import { faultOf, isNotFound, poll } from './poll.ts';
import { quoteOf } from './prices.ts';
import { refusal } from './refusal.ts';
import { upload } from './upload.ts';
import { cancelReply, complaintOf, priceList, submitReply, submitVerdict } from './wire.ts';

/**
 * fal as a provider: its queue (submit, status, result, cancel) through its SDK, its platform's lists for lookups and
 * prices, its storage for what goes along. A submit is not idempotent and the SDK would send it four times; the line under it lets one out (net/line.ts).
 */
export type { FalOptions } from './desk.ts';

export function createFal(options: FalOptions): ProviderPort {
  const timeouts = { ...usualTimeouts, ...options.timeouts };
  const send = options.fetch ?? createTransport({ connectMs: timeouts.connectMs });
  const sendOut = options.fetch ?? createTransport({ connectMs: timeouts.connectMs, lookup: publicLookup });
  const desk = createDesk(options, { send, timeouts });
  /** For addresses that come from outside. */
  const loading = async (signal: AbortSignal) => {
    const base = await desk.base();
    return { send: base === null ? sendOut : send, timeouts, base, signal };
  };

  return {
    id: 'fal',

    async submit(request, exchange): Promise<SubmitOutcome> {
      const target = targetOf(request);
      if (!target) return refusal('model_gone', { detail: `not known here: ${request.models.join(', ')}` });
      const missing = missingFile(request);
      if (missing) return refusal('input_missing', { field: missing, subject: missing });
      const key = await options.key();
      if (!key) return refusal('KEY_MISSING', { wait: 'key' });
      if (!isKeyLike(key)) return refusal('key_refused', { wait: 'key' });
      const seen = await desk.queue(exchange, key, (queue) =>
        queue.submit(target.endpoint as string, { input: target.input }),
      );
      if (seen.kind !== 'answer') return unheard(seen);
      if (!isOk(seen)) return said(seen, key);
      const reply = submitReply.safeParse(jsonOf(seen.text));
      if (!reply.success || !isRequestId(reply.data.request_id)) return unknown(seen.headers);
      const requestId = reply.data.request_id;
      exchange.accepted(requestId);
      return { kind: 'accepted', requestId };
    },

    upload: async (file, signal) => upload(desk, file, await loading(signal)),

    poll: (ticket, signal) => poll(desk, ticket, signal),

    async cancel({ requestId, request }, signal): Promise<CancelOutcome> {
      const target = targetOf(request);
      if (!target || !isRequestId(requestId)) return 'gone';
      const key = await desk.key();
      if (!key) return 'unreachable';
      const heard = await desk.queue({ signal }, key, (queue) =>
        queue.cancel(target.endpoint as string, { requestId: encodeURIComponent(requestId) }),
      );
      return cancelOutcome(heard);
    },

    lookup: (query, signal) => lookup(desk, query, signal),

    download: async (file, signal) => download(file, await loading(signal)),

    async testKey(signal): Promise<KeyOutcome> {
      const key = await options.key();
      if (!key) return { kind: 'refused', detail: 'There is no key.' };
      if (!isKeyLike(key)) return { kind: 'refused', detail: 'The key holds characters that no key has.' };
      const heard = await desk.platform(pricingPath(knownEndpoint), signal, key);
      return heard.kind === 'answer'
        ? keyOutcome(heard, key)
        : { kind: 'unreachable', detail: 'fal did not answer.' };
    },

    async reachable(signal) {
      const heard = await desk.platform(pricingPath(knownEndpoint), signal, null);
      return heard.kind === 'answer' && isDocument(heard.text);
    },

    async quote(models, units, signal) {
      const endpoint = endpointOf(models);
      const price = endpoint ? await desk.price(endpoint, signal) : null;
      return price ? quoteOf(price, units) : null;
    },
  };
}

function unknown(headers: Headers | null, detail?: string): SubmitOutcome {
  const id = headers?.get('x-fal-request-id');
  return {
    kind: 'unknown',
    error: { code: 'outcome_unknown', subject: 'fal', ...(detail ? { detail } : {}) },
    requestId: id && isRequestId(id) ? id : null,
  };
}

function unheard(seen: Seen): SubmitOutcome {
  if (seen.kind === 'unsent') return { kind: 'not_sent', error: { code: 'not_sent', subject: 'fal' } };
  return unknown(seen.kind === 'lost' ? seen.headers : null);
}

/** An error of a submit, by the table; what is not in fal's own words, or not in the table, is unknown. */
function said(answer: Answer, key: string): SubmitOutcome {
  const complaint = complaintOf(answer.status, answer.headers, jsonOf(answer.text));
  if (!complaint) return unknown(answer.headers, `status ${answer.status}`);
  const verdict = submitVerdict(complaint);
  if (verdict.is === 'unknown') return unknown(answer.headers, wordsOf(complaint.text, key));
  const after = verdict.wait === 'busy' ? retryAfterMs(answer.headers) : null;
  return refusal(verdict.code, { wait: verdict.wait, retryAfterMs: after, ...faultOf(complaint, key) });
}

function cancelOutcome(heard: Seen): CancelOutcome {
  if (heard.kind !== 'answer') return 'unreachable';
  const json = jsonOf(heard.text);
  if (isOk(heard)) return typeof json === 'object' || heard.text === '' ? 'asked' : 'unreachable';
  if (heard.status === 404 && isNotFound(heard)) return 'gone';
  return heard.status === 400 && cancelReply.safeParse(json).success ? 'already_finished' : 'unreachable';
}

function keyOutcome(answer: Answer, key: string): KeyOutcome {
  const json = jsonOf(answer.text);
  if (isOk(answer) && priceList.safeParse(json).success) return { kind: 'ok', detail: 'The key works.' };
  const complaint = complaintOf(answer.status, answer.headers, json);
  if (!complaint) return { kind: 'unreachable', detail: 'Something that is not fal answered.' };
  const words = wordsOf(complaint.text, key) ?? `status ${answer.status}`;
  const verdict = submitVerdict(complaint);
  // fal knows whose account is locked, so the key itself is good.
  if (verdict.is === 'refused' && verdict.wait === 'balance')
    return { kind: 'ok', detail: `The key works, but fal says: ${words}` };
  return answer.status === 401 || answer.status === 403
    ? { kind: 'refused', detail: `fal does not accept the key: ${words}` }
    : { kind: 'unreachable', detail: `fal could not tell: ${words}` };
}
