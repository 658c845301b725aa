import type { IncomingMessage } from 'node:http';
import type { Refusal } from '../../adapters/content/answers.ts';
import { valuesOf } from './gates.ts';

/** Bytes of a JSON body of ours; a launch code is 60. */
const mostBytes = 16 * 1024;
/** Longest time (ms) for one to come in. */
const longestMs = 10_000;

export type Read = { value: unknown } | { refusal: Refusal };

const refuse = (status: number, why: string): Read => ({ refusal: { status, why } });

/** Reads a small JSON body. Anything else is refused by its headers, before a byte of it is read. */
export async function readJson(request: IncomingMessage): Promise<Read> {
  const types = valuesOf(request.rawHeaders, 'content-type');
  const isJson =
    types.length === 1 && /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(types[0] ?? '');
  if (!isJson || isEncoded(request)) return refuse(415, 'The body must be application/json.');
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return refuse(413, 'The body is too long.');
  const late = setTimeout(() => request.destroy(), longestMs);
  try {
    const pieces: Buffer[] = [];
    let bytes = 0;
    // Stopping half way must leave the connection open for the answer.
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > mostBytes) return refuse(413, 'The body is too long.');
      pieces.push(piece);
    }
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))) };
  } catch {
    return refuse(400, 'The body is not JSON.');
  } finally {
    clearTimeout(late);
  }
}

/** Packed bodies are never unpacked: a small one could become a large one. */
export function isEncoded(request: IncomingMessage): boolean {
  const said = valuesOf(request.rawHeaders, 'content-encoding');
  return said.some((encoding) => encoding.toLowerCase() !== 'identity');
}
