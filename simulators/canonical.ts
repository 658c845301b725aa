import { createHash } from 'node:crypto';

/**
 * JSON text of a value with the keys of every object sorted by code unit, no spaces; what `JSON.stringify` leaves out
 * (undefined) is left out here too. Two bodies that mean the same give the same text.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** SHA-256 of text or bytes, in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 (hex) of the canonical JSON of a request body: the `inputSha256` of `GET /control/accepted`. */
export function inputSha256(body: unknown): string {
  return sha256(canonicalJson(body));
}
