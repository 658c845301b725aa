import type { Answer } from './line.ts';
import { knownSecrets } from './secret-forms.ts';

/** Small readings of a provider's answer: its JSON, its wish to wait, its words fit for a person. */

/** The JSON of an answer; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for a JSON object or list, which is what the providers answer; a page or a bare word is none. */
export function isDocument(text: string): boolean {
  const json = jsonOf(text);
  return typeof json === 'object' && json !== null;
}

/** Without the tail that sums of small prices get. */
export const dollars = (amount: number): number => Number(amount.toFixed(10));

const longestWaitMs = 24 * 3_600_000;

/** `Retry-After` in ms, seconds or a date; a date is counted from the answer's own `Date`, so no clock here matters. */
export function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim();
  if (!value) return null;
  const ms = /^\d+(\.\d+)?$/.test(value)
    ? Number(value) * 1_000
    : (/ GMT$/.test(value) ? Date.parse(value) : Number.NaN) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.min(longestWaitMs, Math.max(0, Math.round(ms))) : null;
}

const longestWords = 200;

/** A provider's words, shortened, without what looks like a key or the signed part of an address, and without `secret` in any form. */
export function wordsOf(said: unknown, secret: string | null): string | undefined {
  if (typeof said !== 'string') return undefined;
  const known = secret ? knownSecrets([secret]).pattern : null;
  const clean = (known ? said.replace(known, '[key]') : said)
    .replace(/\b(Bearer|Key)\s+(?=\S*[\d:])[\w.:~+/=*-]{8,}/g, '$1 [key]')
    .replace(/\bsk-[\w*.-]{6,}/g, '[key]')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{16,}/gi, '[key]')
    .replace(/(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/g, '$1')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a provider's text may not steer a terminal
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  if (!clean) return undefined;
  return clean.length > longestWords ? `${clean.slice(0, longestWords - 1)}…` : clean;
}

/** An HTTP header can carry it; anything else would throw before the request and is no key of any provider. */
export const isKeyLike = (key: string): boolean => /^[\x21-\x7e]+$/.test(key);

/** An id that may stand in a path and in a row: what providers use, and no dots alone. */
export const isRequestId = (id: string): boolean => /^[\w.:-]{1,200}$/.test(id) && !/^\.+$/.test(id);

export const isOk = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

const otherNames: Readonly<Record<string, string>> = {
  'audio/mp3': 'audio/mpeg',
  'audio/mpeg3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/x-mpeg': 'audio/mpeg',
  'audio/x-mpeg-3': 'audio/mpeg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'image/jpg': 'image/jpeg',
};

/** What a server says that knows no type. */
export const anyBytes = 'application/octet-stream';

/** The type alone, in small letters, by its registered name; null where there is none. */
export function mimeOf(contentType: string | null | undefined): string | null {
  const essence = contentType?.split(';')[0]?.trim().toLowerCase();
  if (!essence || !/^[\w.+-]+\/[\w.+-]+$/.test(essence)) return null;
  return otherNames[essence] ?? essence;
}
