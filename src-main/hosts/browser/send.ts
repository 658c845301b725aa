import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../../adapters/content/answers.ts';

/** How long (ms) and how far (bytes) the rest of a refused request is read away, so that its sender hears why. */
const drains = {
  stranger: { ms: 1_000, bytes: 256 * 1024 },
  known: { ms: 3_000, bytes: Number.POSITIVE_INFINITY },
} as const;

export type Sending = {
  answer: Answer;
  /** Whose request it is that is answered before it has come in whole. */
  from?: keyof typeof drains;
};

/**
 * Sends a short answer. Where the request has not come in whole, the connection ends with it; but not at once, because a
 * system that still gets bytes for a closed connection resets it, and the sender may then never see the answer.
 */
export function send(request: IncomingMessage, response: ServerResponse, sending: Sending): void {
  const { answer, from = 'stranger' } = sending;
  if (response.headersSent || response.destroyed) return void response.destroy();
  const body = request.method === 'HEAD' ? '' : answer.body;
  if (request.complete || !hasBody(request)) {
    response.writeHead(answer.status, answer.headers);
    response.end(body);
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, Connection: 'close' });
  // All of the answer, which has its length in front; its end is what closes the connection.
  response.write(body);
  let left: number = drains[from].bytes;
  const late = setTimeout(() => response.end(), drains[from].ms);
  const end = (): void => {
    clearTimeout(late);
    response.end();
  };
  request.on('error', end);
  request.once('close', end);
  request.once('end', end);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) end();
  });
}

const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** The Request that the content function takes: what it may know of this one, at an address of our choice. */
export function requestOf(request: IncomingMessage, path: string, gone: AbortSignal): Request {
  const wanted = ['range', 'if-range', 'if-none-match'];
  const headers = wanted.flatMap((name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  return new Request(`http://studio${path}`, { method: request.method ?? 'GET', headers, signal: gone });
}

/** Sends what the content function answered, as fast as it is taken. A reader that goes away is no error. */
export async function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  made: Response,
): Promise<void> {
  if (hasBody(request)) response.setHeader('Connection', 'close');
  response.writeHead(made.status, Object.fromEntries(made.headers));
  if (!made.body) return void response.end();
  await pipeline(Readable.fromWeb(made.body as never), response).catch(() => response.destroy());
}
