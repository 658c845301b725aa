import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { PollOutcome, ResultPiece, Ticket } from '../../ports/provider.ts';
import { anyBytes, isOk, isRequestId, jsonOf, mimeOf, retryAfterMs, wordsOf } from '../net/answer.ts';
import type { Answer, Seen } from '../net/line.ts';
import { type Desk, unreachable } from './desk.ts';
import { fieldOf, type Target, targetOf } from './models.ts';
import { billOf } from './prices.ts';
import {
  type Complaint,
  complaintOf,
  failureOf,
  mediaOutput,
  notFound,
  statusReply,
  submitVerdict,
} from './wire.ts';

/**
 * Asks once how a request is doing: its status and, once that says COMPLETED, its result. A job that failed is COMPLETED
 * too. Whatever is not fal's own final word is `unreachable`, because the job lives on at fal and is paid for.
 */
export async function poll(
  desk: Desk,
  { requestId, request }: Ticket,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const target = targetOf(request);
  if (!target || !isRequestId(requestId)) return ended('lost_at_provider');
  const key = await desk.key();
  if (!key) return { kind: 'blocked', error: { code: 'KEY_MISSING', subject: 'fal' }, reason: 'key' };
  const call = { endpoint: target.endpoint, requestId: encodeURIComponent(requestId), key };

  const heard = await desk.queue({ signal }, key, (queue) =>
    queue.status(call.endpoint, { requestId: call.requestId, logs: false }),
  );
  if (heard.kind !== 'answer') return away(heard, key);
  if (!isOk(heard))
    return heard.status === 404 && isNotFound(heard) ? ended('lost_at_provider') : away(heard, key);
  const status = statusReply.safeParse(jsonOf(heard.text));
  if (!status.success) return away(heard, key);
  const { data } = status;
  // Another request's status says nothing about ours; the id that the submit told is the one that counts.
  if (data.request_id && data.request_id !== requestId) return away(heard, key);
  if (data.status === 'IN_QUEUE') return { kind: 'waiting', ahead: data.queue_position ?? null };
  if (data.status === 'IN_PROGRESS') return { kind: 'running' };

  const told = failureTold(heard, data);
  if (told) {
    const failure = failureOf(told);
    if (failure.is === 'cancelled') return { kind: 'cancelled' };
    if (failure.mayMend) return failed(told, key);
  }
  const result = await desk.queue({ signal }, key, (queue) =>
    queue.result(call.endpoint, { requestId: call.requestId }),
  );
  if (told) return failed(withDetail(told, result), key);
  if (result.kind !== 'answer') return away(result, key);
  return isOk(result) ? await finished(desk, { target, result, key, signal }) : refusedResult(result, key);
}

/** The complaint of a COMPLETED status that carries an error; null where it ended well. */
function failureTold(
  answer: Answer,
  data: { error?: unknown; error_type?: string | null | undefined },
): Complaint | null {
  if ((data.error === undefined || data.error === null) && !data.error_type) return null;
  const text = typeof data.error === 'string' ? data.error : undefined;
  const base = complaintOf(answer.status, answer.headers, {
    detail: text ?? '',
    error_type: data.error_type,
  });
  return base && { ...base, text, type: data.error_type ?? base.type };
}

/** The result of a failed job tells what the status does not: which field, and which limit. */
function withDetail(told: Complaint, result: Seen): Complaint {
  if (result.kind !== 'answer' || isOk(result)) return told;
  const more = complaintOf(result.status, result.headers, jsonOf(result.text));
  if (!more || more.items.length === 0) return told;
  return { ...more, type: told.type || more.type, retryable: more.retryable ?? told.retryable };
}

/** What a model makes where the document does not tell. */
const usualMimes = { audio: 'audio/mpeg', video: 'video/mp4' } as const;

type Finished = { target: Target; result: Answer; key: string; signal: AbortSignal };

async function finished(desk: Desk, { target, result, key, signal }: Finished): Promise<PollOutcome> {
  const json = jsonOf(result.text);
  const output = mediaOutput.safeParse(json);
  const media = output.success ? output.data[target.makes] : undefined;
  if (!media) {
    // Not a document of fal's model at all: nothing that was paid for is given up for that.
    if (typeof json !== 'object' || json === null || 'error' in json) return away(result, key);
    return ended('answer_unusable');
  }
  const mime = mimeOf(media.content_type);
  const piece: ResultPiece = {
    type: 'file',
    url: media.url,
    kind: target.makes,
    mime: mime === null || mime === anyBytes ? usualMimes[target.makes] : mime,
    bytes: media.file_size ?? null,
  };
  const price = result.headers.has('x-fal-billable-units') ? await desk.price(target.endpoint, signal) : null;
  const billedUsd = billOf(price, result.headers);
  return { kind: 'finished', result: { model: target.model, billedUsd, pieces: [piece] } };
}

/** The result call said no though the status had told no error. */
function refusedResult(answer: Answer, key: string): PollOutcome {
  if (answer.status === 410 || (answer.status === 404 && isNotFound(answer))) return ended('result_expired');
  const complaint = complaintOf(answer.status, answer.headers, jsonOf(answer.text));
  if (!complaint) return away(answer, key);
  if (complaint.type === 'client_cancelled') return { kind: 'cancelled' };
  // 400 is also the answer to a status that ran ahead of the truth.
  if (answer.status === 400 && complaint.items.length === 0 && complaint.type === '')
    return { kind: 'running' };
  return answer.status === 400 || answer.status === 422 ? failed(complaint, key) : away(answer, key);
}

/** No usable answer: ask again later, or first have the key or the account mended. */
function away(heard: Seen, key: string): PollOutcome {
  if (heard.kind !== 'answer') return { kind: 'unreachable', error: unreachable(), retryAfterMs: null };
  const complaint = complaintOf(heard.status, heard.headers, jsonOf(heard.text));
  const detail = wordsOf(complaint?.text, key);
  if (complaint && (heard.status === 401 || heard.status === 403)) {
    const verdict = submitVerdict(complaint);
    const code = verdict.is === 'refused' ? verdict.code : 'key_refused';
    const reason = verdict.is === 'refused' && verdict.wait === 'balance' ? 'balance' : 'key';
    return { kind: 'blocked', error: { code, subject: 'fal', ...(detail ? { detail } : {}) }, reason };
  }
  return { kind: 'unreachable', error: unreachable(detail), retryAfterMs: retryAfterMs(heard.headers) };
}

function failed(complaint: Complaint, key: string): PollOutcome {
  const failure = failureOf(complaint);
  if (failure.is === 'cancelled') return { kind: 'cancelled' };
  const error: StoredError = { code: failure.code, subject: 'fal', ...faultOf(complaint, key) };
  return { kind: 'failed', error, mayMend: failure.mayMend, billedUsd: null };
}

/** Field, rule and words of a complaint. */
export function faultOf(complaint: Complaint, key: string | null): Omit<StoredError, 'code'> {
  const [first] = complaint.items;
  const field = first ? fieldOf(first.loc) : undefined;
  const limits = Object.entries(first?.ctx ?? {}).filter(([, limit]) => typeof limit === 'number');
  const rule = limits.map(([name, limit]) => `${name.replaceAll('_', ' ')} ${limit}`).join(', ');
  const detail = wordsOf(complaint.text, key);
  return { ...(field ? { field } : {}), ...(rule ? { rule } : {}), ...(detail ? { detail } : {}) };
}

const ended = (code: StoredError['code']): PollOutcome => ({
  kind: 'failed',
  error: { code, subject: 'fal' },
  mayMend: false,
  billedUsd: null,
});

export function isNotFound(answer: Answer): boolean {
  const json = jsonOf(answer.text);
  return notFound.safeParse(json).success || complaintOf(answer.status, answer.headers, json) !== null;
}
