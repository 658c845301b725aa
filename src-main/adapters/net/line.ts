import { discard, readWhole, watched } from './body.ts';
import { neverLeft } from './failure.ts';
import type { Send, SendInit } from './transport.ts';

/**
 * The `fetch` that a vendor's SDK gets for ONE call: it lets one request out, whatever the SDK would like to do, reads
 * the answer itself and remembers what was seen. The adapter judges by `seen`, not by what the SDK makes of it, because
 * SDKs drop headers, end cut streams silently and wrap errors.
 * What it throws is a `LineError`, which has neither code nor cause: no SDK takes that for a reason to send again.
 * Only an event stream is handed on unread; every other body is read whole here, and an answer that is not 2xx is thrown.
 */
export type Timeouts = { connectMs: number; headersMs: number; idleMs: number };
export const usualTimeouts: Timeouts = { connectMs: 10_000, headersMs: 60_000, idleMs: 30_000 };

export type Answer = { kind: 'answer'; status: number; headers: Headers; text: string };
export type Seen =
  /** Nothing was asked. */
  | { kind: 'nothing' }
  /** Provably nothing left this machine. */
  | { kind: 'unsent' }
  /** It may have left, and no whole answer came; `headers` where those came. */
  | { kind: 'lost'; headers: Headers | null }
  | Answer
  /** 2xx with an event stream, still being read. */
  | { kind: 'stream'; status: number; headers: Headers };

export class LineError extends Error {
  override readonly name = 'LineError';
}

export type LineOptions = {
  send: Send;
  signal: AbortSignal;
  /** Keeps the request here as long as it has not left; null: nothing does. */
  withdrawn?: AbortSignal | null;
  timeouts: Timeouts;
  maxBytes?: number | undefined;
  /** Turns the address that the SDK made into the one to ask. */
  rewrite?: (url: string) => string;
  /** Where given, only these headers of the SDK go out (lower case). */
  only?: ReadonlySet<string>;
};

export type Asked = {
  method?: string;
  headers?: Headers | Record<string, string>;
  body?: string | AsyncIterable<Uint8Array> | null;
};

/** `fetch` is for an SDK and takes text only; `send` is the same without its ways. One of them, once. */
export type Line = {
  fetch: typeof fetch;
  send(url: string, asked: Asked): Promise<Response>;
  seen(): Seen;
};

const usualMaxBytes = 16 * 1024 * 1024;

export function openLine(options: LineOptions): Line {
  let seen: Seen = { kind: 'nothing' };
  let used = false;
  const { signal, withdrawn = null, timeouts, send } = options;
  const rules = { idleMs: timeouts.idleMs, maxBytes: options.maxBytes ?? usualMaxBytes, signal };

  const exchange = async (to: string, asked: Asked): Promise<Response> => {
    if (used) throw new LineError('one request only');
    used = true;
    if (signal.aborted || withdrawn?.aborted) {
      seen = { kind: 'unsent' };
      throw new LineError('given up');
    }
    const late = new AbortController();
    const headers = new Headers(asked.headers);
    if (options.only)
      for (const name of [...headers.keys()]) if (!options.only.has(name)) headers.delete(name);
    const until = AbortSignal.any([signal, late.signal]);
    let timer: NodeJS.Timeout | null = setTimeout(() => late.abort(), timeouts.headersMs);
    const { method = 'GET', body = null } = asked;
    const init: SendInit = {
      method,
      headers,
      // Each piece has the whole time again: it is the standstill that is watched, not the length.
      body: body === null || typeof body === 'string' ? body : marked(body, () => timer?.refresh()),
      signal: until,
      withdrawn,
      redirect: 'manual',
    };
    let response: Response;
    try {
      response = await unless(until, send(options.rewrite?.(to) ?? to, init));
    } catch (error) {
      seen = neverLeft(error) ? { kind: 'unsent' } : { kind: 'lost', headers: null };
      throw new LineError('no answer');
    } finally {
      clearTimeout(timer);
      timer = null;
    }
    const { status } = response;
    const told = response.headers;
    if (response.ok && response.body && told.get('content-type')?.startsWith('text/event-stream')) {
      seen = { kind: 'stream', status, headers: told };
      return new Response(ReadableStream.from(watched(response.body, rules)), { status, headers: told });
    }
    let text: string;
    try {
      text = await readWhole(response.body, rules);
    } catch {
      seen = { kind: 'lost', headers: told };
      throw new LineError('answer cut');
    }
    seen = { kind: 'answer', status, headers: told, text };
    if (!response.ok) throw new LineError(`answer ${status}`);
    return new Response(text === '' ? null : text, { status, headers: told });
  };

  return {
    seen: () => seen,
    send: exchange,
    fetch: async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      const body = init?.body ?? null;
      if (body !== null && typeof body !== 'string') throw new LineError('only text is sent');
      return exchange(url, { method: init?.method ?? 'GET', headers: new Headers(init?.headers), body });
    },
  };
}

async function* marked(
  pieces: AsyncIterable<Uint8Array>,
  mark: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    mark();
    yield piece;
  }
}

/** One question without an SDK: what was seen of it. Never throws for what the network does. */
export async function ask(
  url: string,
  asked: Asked,
  options: LineOptions,
): Promise<Exclude<Seen, { kind: 'nothing' | 'stream' }>> {
  const line = openLine(options);
  try {
    discard(await line.send(url, asked));
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
  }
  const seen = line.seen();
  if (seen.kind === 'nothing' || seen.kind === 'stream') return { kind: 'lost', headers: null };
  return seen;
}

/** Settles by `signal` also where the work under it does not listen. A late answer is let go. */
function unless(signal: AbortSignal, work: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    let open = true;
    const settle = (end: () => void) => {
      if (!open) return;
      open = false;
      signal.removeEventListener('abort', aborted);
      end();
    };
    // The work may know better (not yet connected), so it is given the turn in which it hears of the same signal.
    const aborted = () => setImmediate(() => settle(() => reject(new LineError('given up'))));
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
    work.then(
      (response) => (open ? settle(() => resolve(response)) : discard(response)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}
