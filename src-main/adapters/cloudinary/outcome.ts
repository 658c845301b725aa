import * as z from 'zod';
import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { RemoveOutcome } from '../../ports/mirror.ts';
import { wordsOf } from '../net/answer.ts';
import { neverLeft } from '../net/failure.ts';
import { knownSecrets } from '../net/secret-forms.ts';
import type { Account } from './key.ts';
import type { Heard } from './talk.ts';

/** What Cloudinary's refusals and the SDK's failures come to (providers.md D.2 and E). */
export type Trouble = Exclude<RemoveOutcome, { kind: 'gone' }>;

/** Of a failure only this is read: the rest may hold `auth: key:secret`. `http_code` is missing where nothing answered. */
const failureShape = z.object({
  http_code: z.number().nullish().catch(null),
  message: z.string().nullish().catch(null),
});

/** What the SDK says by itself in the place of an answer; the status tells more. */
const sdkWords = /^Server return(ed)? (unexpected status code|invalid JSON)/i;
const noJson = /^Server return(ed)? invalid JSON/i;
const rateWaitMs = 60_000;
const lockedWaitMs = 10_000;
/** Somebody must set the clock first; until then asking is of no use, but free. */
const clockWaitMs = 300_000;
/** Answers that another try may mend. */
const passing: ReadonlySet<number> = new Set([408, 409, 425]);

/** The outcome of a call that was not answered well. No key, no signature and no address with one is in it. */
export function troubleOf(heard: Exclude<Heard, { kind: 'answer' }>, account: Account): Trouble {
  if (heard.kind === 'unread') return refused({ code: 'media_refused', rule: heard.rule });
  if (heard.kind === 'silent') return later({ code: 'PROVIDER_UNREACHABLE' }, { offline: !heard.connected });
  const parsed = failureShape.safeParse(heard.failure);
  const { http_code: status, message } = parsed.success ? parsed.data : {};
  // The SDK's own time-out calls itself 499. A connection that stood and broke may have broken over this very file (an
  // answer that came before the file was through is lost so), so it must not be tried for ever.
  if (!status || status === 499)
    return later({ code: 'PROVIDER_UNREACHABLE' }, { offline: neverLeft(heard.failure) });
  const words = cleanWords(message, account);
  if (/stale request/i.test(words ?? '')) return later(clockIsWrong(words), { waitMs: clockWaitMs });
  const detail = words && !sdkWords.test(words) ? words : `status ${status}`;
  if (status === 420 || status === 429)
    return later({ code: 'provider_busy', detail }, { waitMs: rateWaitMs });
  if (status === 423) return later({ code: 'provider_busy', detail }, { waitMs: lockedWaitMs });
  if (status >= 500 || passing.has(status)) return later({ code: 'PROVIDER_UNREACHABLE', detail }, {});
  // A page of a proxy or a portal says nothing about the key or the file, whatever its status.
  if (status < 400 || noJson.test(message ?? ''))
    return later({ code: 'PROVIDER_UNREACHABLE', detail: strange }, { offline: true });
  if (status === 401 || status === 403)
    return { kind: 'blocked', error: named({ code: 'key_refused', detail }), reason: 'key' };
  return refused({ code: 'input_refused', detail });
}

/** A 2xx that is not what was asked for. */
export const strangeAnswer = (): Trouble =>
  later({ code: 'answer_unusable', detail: 'It is not the answer of Cloudinary.' }, {});

/** There is no key, or one that is none. */
export function keyTrouble(key: string | null): Trouble {
  const error: StoredError = key ? { code: 'key_refused', detail: keyShape } : { code: 'KEY_MISSING' };
  return { kind: 'blocked', error: named(error), reason: 'key' };
}

/** A local file that cannot be sent, by its path in the asset tree. */
export const refusedFile = (path: string, rule: string): Trouble =>
  refused({ code: 'media_refused', subject: path, rule });

export const keyShape = 'A key looks like cloudinary://API_KEY:API_SECRET@CLOUD_NAME.';
const strange = 'Something that is not Cloudinary answered.';

const named = (error: StoredError): StoredError => ({ subject: 'cloudinary', ...error });

const refused = (error: StoredError): Trouble => ({ kind: 'refused', error: named(error) });

const later = (
  error: StoredError,
  { waitMs = null, offline = false }: { waitMs?: number | null; offline?: boolean },
): Trouble => ({
  kind: 'later',
  error: named(error),
  retryAfterMs: waitMs,
  offline,
});

const clockIsWrong = (detail: string | undefined): StoredError => ({
  code: 'BAD_INPUT',
  field: 'the clock of this machine',
  rule: 'right to within an hour',
  detail,
});

/** Cloudinary's words without the account's key; the text that was to be signed says nothing to a person. */
export function cleanWords(said: unknown, account: Account): string | undefined {
  if (typeof said !== 'string') return undefined;
  const short = said.replace(/\.? *String to sign\b.*$/s, '').replace(/\b[0-9a-f]{40,64}\b/gi, '[signature]');
  // Before the words are shortened: a key that is cut in two would no longer be found. Both as one text, too, as `Basic`
  // has them: the end of the API key's match would else take letters of the secret with it, and leave the rest.
  const { apiKey, apiSecret } = account;
  const { pattern } = knownSecrets([`${apiKey}:${apiSecret}`, apiSecret, apiKey]);
  return wordsOf(pattern ? short.replace(pattern, '[key]') : short, null);
}
