// How a call of Cloudinary's Upload API is signed (providers.md D.4). Every api_key has the secret `demo-secret`;
// a key with "wrong" in it is not known at all.

import { createHash } from 'node:crypto';
import { cloudinaryError } from './cloudinary-errors.ts';
import type { Refusal } from './refusals.ts';

const DEMO_SECRET = 'demo-secret';
const UNSIGNED = new Set(['file', 'api_key', 'signature', 'resource_type', 'cloud_name']);
const VALID_FOR_S = 3_600;

/** Fields of a form by name; a list (`tags[]`) is joined by commas. */
export type Fields = ReadonlyMap<string, string>;

const isKnownKey = (apiKey: string): boolean => apiKey !== '' && !apiKey.includes('wrong');

/** The text that is signed: fields by name, empty ones left out, `&` inside a field as `%26`. */
function stringToSign(fields: Fields): string {
  return [...fields]
    .filter(([name, value]) => !UNSIGNED.has(name) && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`.replaceAll('&', '%26'))
    .join('&');
}

/** Why a signed call is not let in, or null. `nowMs` is the wall clock. */
export function signatureFault(fields: Fields, nowMs: number): Refusal | null {
  const signature = fields.get('signature') ?? '';
  const apiKey = fields.get('api_key') ?? '';
  if (!signature) return cloudinaryError(400, 'Upload preset must be specified when using unsigned upload');
  if (!isKnownKey(apiKey)) return cloudinaryError(401, 'unknown api_key');
  const timestamp = fields.get('timestamp') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return cloudinaryError(400, 'Missing required parameter - timestamp');
  const toSign = stringToSign(fields);
  const algorithm = signature.length === 64 ? 'sha256' : 'sha1';
  const good = createHash(algorithm)
    .update(toSign + DEMO_SECRET)
    .digest('hex');
  if (signature !== good)
    return cloudinaryError(401, `Invalid Signature ${signature}. String to sign - '${toSign}'.`);
  const age = nowMs / 1_000 - Number(timestamp);
  if (Math.abs(age) <= VALID_FOR_S) return null;
  const reported = new Date(Number(timestamp) * 1_000).toISOString().replace('T', ' ').slice(0, 19);
  return cloudinaryError(
    400,
    `Stale request - reported time is ${reported} +0000 which is more than 1 hour ago`,
  );
}

/** Why an `Authorization: Basic` header of the Admin API is not let in, or null. */
export function basicFault(header: string): Refusal | null {
  const encoded = /^Basic\s+(\S+)$/i.exec(header)?.[1];
  if (!encoded) return cloudinaryError(401, 'Missing authorization');
  const [apiKey = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  if (!isKnownKey(apiKey)) return cloudinaryError(401, 'unknown api_key');
  return secret === DEMO_SECRET ? null : cloudinaryError(401, 'api_secret mismatch');
}
