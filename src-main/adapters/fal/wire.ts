import * as z from 'zod';
import type { ErrorCode } from '../../../src-shared/contract/errors.ts';
import type { RefusalWait } from '../../../src-shared/domain/attempt.ts';

/** fal's JSON, parsed leniently, and what its errors mean (providers.md B.4 and E). Pure. */

export const submitReply = z.looseObject({ request_id: z.string() });

const words = z.string().nullish().catch(undefined);
export const statusReply = z.looseObject({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  request_id: words,
  queue_position: z.int().nonnegative().nullish().catch(undefined),
  error: z.unknown().optional(),
  error_type: words,
});

export const cancelReply = z.looseObject({ status: z.string() });

const file = z.looseObject({
  url: z.string().min(1).max(4_096),
  content_type: words,
  file_size: z.int().nonnegative().nullish().catch(undefined),
});
/** The one file of an answer, under the name of what it is; whatever else stands beside it is not looked at. */
export const mediaOutput = z.looseObject({
  audio: file.optional().catch(undefined),
  video: file.optional().catch(undefined),
});

const link = z.string().min(1).max(4_096);
export const uploadLinks = z.looseObject({ upload_url: link, file_url: link });

const detailItem = z.looseObject({
  loc: z.array(z.union([z.string(), z.number()])).catch([]),
  msg: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  ctx: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
export type DetailItem = z.infer<typeof detailItem>;

/** Every error of fal has a `detail`, as text or as a list; without one the answer is not fal's own. */
const errorReply = z.looseObject({
  detail: z.union([z.string(), z.array(detailItem)]),
  error_type: words,
});

/** Answer to a request that is not known: the platform's words for it. */
export const notFound = z.looseObject({ status: z.literal('NOT_FOUND') });

const item = z.looseObject({
  request_id: z.string(),
  sent_at: words,
  started_at: words,
  json_input: z.unknown().optional(),
});
export const lookupPage = z.looseObject({
  items: z.array(item.nullable().catch(null)),
  next_cursor: words,
  has_more: z.boolean().nullish().catch(undefined),
});

export const priceList = z.looseObject({
  prices: z.array(
    z.looseObject({
      endpoint_id: z.string(),
      unit_price: z.number().nonnegative(),
      unit: z.string(),
      currency: z.string(),
    }),
  ),
});

/** What an error answer says, out of its several shapes. */
export type Complaint = {
  status: number;
  text: string | undefined;
  items: DetailItem[];
  type: string;
  retryable: boolean | null;
  /** The start deadline that we set ourselves has passed. */
  ownTimeout: boolean;
};

export function complaintOf(status: number, headers: Headers, json: unknown): Complaint | null {
  const parsed = errorReply.safeParse(json);
  if (!parsed.success) return null;
  const { detail, error_type } = parsed.data;
  const items = typeof detail === 'string' ? [] : detail;
  return {
    status,
    text: typeof detail === 'string' ? detail : items[0]?.msg,
    items,
    type: error_type ?? headers.get('x-fal-error-type') ?? items[0]?.type ?? '',
    retryable: retryableOf(headers),
    ownTimeout: headers.get('x-fal-request-timeout-type') === 'user',
  };
}

/** The model documents name the header `X-Fal-Retryable`, those of the apps `X-Fal-Needs-Retry`. */
function retryableOf(headers: Headers): boolean | null {
  const value = headers.get('x-fal-retryable') ?? headers.get('x-fal-needs-retry');
  if (value === null) return null;
  return value === 'true' || value === '1';
}

export type SubmitVerdict = { is: 'refused'; code: ErrorCode; wait: RefusalWait } | { is: 'unknown' };

const refused = (code: ErrorCode, wait: RefusalWait = null): SubmitVerdict => ({ is: 'refused', code, wait });
const oneOf =
  (...statuses: number[]) =>
  (c: Complaint) =>
    statuses.includes(c.status);
const locked = (c: Complaint) => c.status === 403 && /locked|exhausted|balance/i.test(c.text ?? '');
const policy = (c: Complaint) =>
  c.type === 'content_policy_violation' || c.items.some((i) => i.type === 'content_policy_violation');

/** Answer to a submit -> what it means, first match first. Only fal's own JSON gets here; all else is unknown. */
export const submitTable: readonly { name: string; when(c: Complaint): boolean; means: SubmitVerdict }[] = [
  { name: '401', when: oneOf(401), means: refused('key_refused', 'key') },
  { name: '403 locked', when: locked, means: refused('out_of_funds', 'balance') },
  { name: '403', when: oneOf(403), means: refused('not_permitted') },
  { name: '404', when: oneOf(404), means: refused('model_gone') },
  {
    name: '400, 422 content',
    when: (c) => (c.status === 400 || c.status === 422) && policy(c),
    means: refused('content_refused'),
  },
  { name: '400, 413, 422', when: oneOf(400, 413, 422), means: refused('input_refused') },
  { name: '429', when: oneOf(429), means: refused('provider_busy', 'busy') },
  { name: '503', when: oneOf(503), means: refused('provider_busy', 'busy') },
  { name: '500, 502, 504 and all else', when: () => true, means: { is: 'unknown' } },
];

export function submitVerdict(complaint: Complaint): SubmitVerdict {
  return submitTable.find((row) => row.when(complaint))?.means ?? { is: 'unknown' };
}

export type Failure = { is: 'cancelled' } | { is: 'failed'; code: ErrorCode; mayMend: boolean };

const failed = (code: ErrorCode, mayMend: boolean): Failure => ({ is: 'failed', code, mayMend });
const typed =
  (...types: string[]) =>
  (c: Complaint) =>
    types.includes(c.type);

/** How a job that is COMPLETED failed -> what it means, first match first. */
export const failureTable: readonly { name: string; when(c: Complaint): boolean; means: Failure }[] = [
  { name: 'client_cancelled', when: typed('client_cancelled'), means: { is: 'cancelled' } },
  { name: 'our own start deadline', when: (c) => c.ownTimeout, means: failed('timed_out', false) },
  { name: 'content_policy_violation', when: policy, means: failed('content_refused', false) },
  { name: 'no_media_generated', when: typed('no_media_generated'), means: failed('answer_unusable', false) },
  {
    name: 'file_download_error',
    when: typed('file_download_error'),
    means: failed('provider_failed', true),
  },
  { name: 'bad_request', when: typed('bad_request'), means: failed('input_refused', false) },
  {
    name: 'the platform: timeouts, runners, internal',
    when: (c) => /^(request_timeout|startup_timeout|internal_error|runner_\w+)$/.test(c.type),
    means: failed('provider_failed', true),
  },
  {
    name: 'the model, by itself or by what it leans on',
    when: (c) => /^(internal_server_error|generation_timeout|downstream_\w+)$/.test(c.type),
    means: failed('provider_failed', true),
  },
  { name: 'said to be retryable', when: (c) => c.retryable === true, means: failed('provider_failed', true) },
  { name: '422', when: (c) => c.status === 422 || c.items.length > 0, means: failed('input_refused', false) },
  { name: 'all else', when: () => true, means: failed('provider_failed', false) },
];

/** A plain "not retryable" of fal outweighs the table, but for a file that it could not load: the next try uploads it anew. */
export function failureOf(complaint: Complaint): Failure {
  const found = failureTable.find((row) => row.when(complaint))?.means ?? failed('provider_failed', false);
  const final = complaint.retryable === false && complaint.type !== 'file_download_error';
  return found.is === 'failed' && final ? { ...found, mayMend: false } : found;
}
