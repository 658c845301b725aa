import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connect as connectTls } from 'node:tls';
import { NotConnected } from './failure.ts';

/**
 * One HTTP request on a connection of its own, in the shape of `fetch`.
 * Why not the global one: it sends a POST a second time after a 421 and along a 307 or 308, it may use a pooled
 * connection that is just being closed, and its connect timeout cannot be set. Here the connection first stands, TLS
 * verified, and only then is the request written; whatever fails before that is `NotConnected` and provably unsent.
 * Redirects are handed back, never followed. A body in pieces goes out as fast as the connection takes it, and needs a
 * `content-length` among the headers; one that throws ends the connection. Left out: proxies, cookies, compression, connections kept open.
 */
export type Send = (url: string | URL, init?: SendInit) => Promise<Response>;
export type SendInit = {
  method?: string;
  headers?: Headers | Record<string, string>;
  body?: string | AsyncIterable<Uint8Array> | null;
  signal?: AbortSignal | null;
  /** Fires where the request shall not leave any more; once it is being written this changes nothing. */
  withdrawn?: AbortSignal | null;
  redirect?: 'manual';
};

export type TransportOptions = {
  connectMs: number;
  /** Resolves names in the place of the system's resolver; where addresses are checked or pinned. */
  lookup?: LookupFunction | undefined;
};

export function createTransport(options: TransportOptions): Send {
  return async (input, init = {}) => {
    const url = URL.parse(String(input));
    if (!url) throw new NotConnected('not an address');
    const withdrawn = init.withdrawn ?? null;
    const ends = [init.signal ?? null, withdrawn].filter((signal) => signal !== null);
    const socket = await dial(url, AbortSignal.any(ends), options);
    if (withdrawn?.aborted) {
      socket.destroy();
      throw new NotConnected('withdrawn');
    }
    return converse(url, socket, init);
  };
}

function dial(url: URL, signal: AbortSignal, { connectMs, lookup }: TransportOptions): Promise<Socket> {
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:')
    return Promise.reject(new NotConnected('not an address of the web'));
  if (signal.aborted) return Promise.reject(new NotConnected('aborted'));
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const at = { host, port: Number(url.port) || (secure ? 443 : 80), ...(lookup ? { lookup } : {}) };
  return new Promise((resolve, reject) => {
    const socket = secure
      ? connectTls({
          ...at,
          ...(isIP(host) ? {} : { servername: host }),
          ALPNProtocols: ['http/1.1'],
          rejectUnauthorized: true,
        })
      : connectTcp(at);
    const settle = (reason: string | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.off('close', closed);
      if (reason === null) return resolve(socket);
      socket.destroy();
      reject(new NotConnected(reason));
    };
    const aborted = () => settle('aborted');
    const closed = () => settle('closed');
    const timer = setTimeout(() => settle('timeout'), connectMs);
    signal.addEventListener('abort', aborted, { once: true });
    socket.once('close', closed);
    // Stays on for the life of the socket, so that a reset between two listeners never ends the process.
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'failed'));
    socket.once(secure ? 'secureConnect' : 'connect', () => settle(null));
  });
}

function converse(url: URL, socket: Socket, init: SendInit): Promise<Response> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  new Headers(init.headers ?? {}).forEach((value, name) => {
    headers[name] = value;
  });
  headers.host = url.host;
  headers.connection = 'close';
  const { body = null } = init;
  if (typeof body === 'string') headers['content-length'] = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    let asked: ClientRequest;
    try {
      const path = `${url.pathname}${url.search}`;
      asked = requestHttp({ method: init.method ?? 'GET', path, headers, createConnection: () => socket });
    } catch {
      socket.destroy();
      return reject(new NotConnected('a request that HTTP does not allow'));
    }
    const { signal } = init;
    const aborted = () => asked.destroy(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) aborted();
    signal?.addEventListener('abort', aborted, { once: true });
    asked.once('close', () => signal?.removeEventListener('abort', aborted));
    asked.on('error', reject);
    asked.once('response', (message) => {
      try {
        resolve(responseOf(message));
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    });
    if (body === null || typeof body === 'string') asked.end(body ?? undefined);
    else pipeline(Readable.from(body, { highWaterMark: 1 }), asked).catch(reject);
  });
}

const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

function responseOf(message: IncomingMessage): Response {
  message.on('error', () => undefined);
  const headers = new Headers();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    headers.append(message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '');
  }
  const status = message.statusCode ?? 0;
  if (bodiless.has(status)) message.resume();
  return new Response(bodiless.has(status) ? null : streamOf(message), { status, headers });
}

/** The body as a web stream that ends in an error when the connection does. */
function streamOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const pieces = message.iterator({ destroyOnReturn: true });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await pieces.next();
        if (next.done) controller.close();
        else controller.enqueue(new Uint8Array(next.value));
      },
      cancel() {
        message.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
