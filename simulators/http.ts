// One request and its answer. Everything a simulator sends goes through `sendJson` and `sendBytes`, so that a fault
// can spoil any answer in one place, and so that nothing is written to a socket that is gone.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha256 } from './canonical.ts';
import type { JournalEntry } from './journal.ts';

const MEGABYTE = 1024 * 1024;
/** Largest body that is read unless it is said, in bytes. */
const BODY_LIMIT = 20 * MEGABYTE;
// Levels of nesting that are read as JSON; what walks a body later may be recursive.
const DEEPEST = 200;

export type Exchange = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  /** Path below the simulator's prefix, with a leading slash, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly entry: JournalEntry;
  /** Set by the fault `half-json`: the next JSON answer is cut in its middle. */
  halfJson: boolean;
};

/** What is wrong with a request before a provider's rules are even asked; `status` is 400 or 413. */
export class UnreadableBody extends Error {
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads the whole body (at most `limit` bytes, else `UnreadableBody` 413) and notes its hash in the journal. */
export async function readBody(x: Exchange, limit: number = BODY_LIMIT): Promise<Buffer> {
  const body = await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    x.req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      // The rest is read and dropped: a socket closed on a client that still sends would lose the answer.
      reject(new UnreadableBody(413, `The body is larger than ${limit / MEGABYTE} MB.`));
    });
    x.req.on('end', () => resolve(Buffer.concat(chunks)));
    x.req.on('error', reject);
    x.req.on('close', () => reject(new Error('The client hung up.')));
  });
  x.entry.bodySha256 = sha256(body);
  return body;
}

/** Reads the body as JSON; a body that is not JSON throws `UnreadableBody` 400. */
export async function readJson(x: Exchange): Promise<unknown> {
  const body = await readBody(x);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new UnreadableBody(400, 'The body is not JSON.');
  }
  if (isDeeper(value, DEEPEST)) throw new UnreadableBody(400, 'The body is nested too deeply.');
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

type Headers = Record<string, string>;
export type JsonAnswer = { status: number; body: unknown; headers?: Headers };
export type BytesAnswer = { status: number; bytes: Uint8Array; headers: Headers };

/** Sends a JSON document (or half of it, if the exchange says so) and ends the answer. */
export function sendJson(x: Exchange, answer: JsonAnswer): void {
  let bytes = Buffer.from(JSON.stringify(answer.body));
  if (x.halfJson) bytes = bytes.subarray(0, Math.max(1, bytes.length >> 1));
  const headers = { 'content-type': 'application/json', ...answer.headers };
  sendBytes(x, { status: answer.status, bytes, headers });
}

/** Sends bytes with their exact content-length and ends the answer; a HEAD request gets the headers alone. */
export function sendBytes(x: Exchange, answer: BytesAnswer): void {
  if (x.res.destroyed || x.res.headersSent) return;
  x.res.writeHead(answer.status, { 'content-length': String(answer.bytes.length), ...answer.headers });
  x.res.end(x.method === 'HEAD' ? undefined : answer.bytes);
}

/** Sends an HTML page, as gateways and captive portals do. */
export function sendHtml(x: Exchange, status: number, html: string): void {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  sendBytes(x, { status, bytes: Buffer.from(html), headers });
}

/** Drops the connection with a TCP reset; whatever was not sent is lost. */
export function resetConnection(x: Exchange): void {
  const socket = x.req.socket;
  if (!socket.destroyed) socket.resetAndDestroy();
}

/** Writes a piece of an answer and resolves once the system has it, or at once when the client is gone. */
export function writePiece(x: Exchange, piece: string | Uint8Array): Promise<boolean> {
  if (x.res.destroyed || x.res.writableEnded) return Promise.resolve(false);
  if (piece.length === 0) {
    x.res.flushHeaders();
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const gone = (): void => resolve(false);
    x.res.once('close', gone);
    x.res.write(piece, (error) => {
      x.res.off('close', gone);
      resolve(!error && !x.res.destroyed);
    });
  });
}

/** The credential of an `Authorization` header with this scheme, or null when there is none. */
export function credential(req: IncomingMessage, scheme: 'Bearer' | 'Key'): string | null {
  const header = req.headers.authorization ?? '';
  const match = /^(\S+)\s+(\S.*)$/.exec(header);
  if (match?.[1]?.toLowerCase() !== scheme.toLowerCase()) return null;
  return match[2]?.trim() || null;
}
