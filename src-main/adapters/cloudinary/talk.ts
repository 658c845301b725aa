import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { v2 } from 'cloudinary';
import type { Timeouts } from '../net/line.ts';
import type { Account } from './key.ts';

/**
 * One call of the vendor's SDK. Its answers come by a callback, so that nothing it rejects with is ever left unheard; it
 * knows no AbortSignal, so each call has an agent of its own, and destroying that ends the connection at once. Its time-out is
 * one of silence on a connection that stands; the watch here also covers one that never comes to stand.
 */
export type Sdk = typeof v2;

/** How Cloudinary is reached. `base` is the SDK's `upload_prefix` without a slash at its end; null: the real host. */
export type Wire = { account: Account; base: string | null; timeouts: Timeouts; signal: AbortSignal };

export type Heard =
  | { kind: 'answer'; json: unknown }
  /** What the SDK called back with. It may hold the key: only `troubleOf` reads it. */
  | { kind: 'failed'; failure: unknown }
  /** Silence, or given up by the signal; `connected`: the connection stood, so something may have been sent. */
  | { kind: 'silent'; connected: boolean }
  /** The file could not be read to its end; `rule` says what it should have been. */
  | { kind: 'unread'; rule: string };

export type Talk = {
  sdk: Sdk;
  /** For every call: nothing is taken from the SDK's global settings. */
  options: Record<string, unknown>;
  /** Ends the call; only the first one counts. */
  settle(heard: Heard): void;
  /** Silence of `ms` from now on ends the call. */
  allow(ms: number): void;
  /** Aborted when the call has ended. */
  ended: AbortSignal;
};

/** Read by the SDK when it is loaded; an account of the surroundings is not the creator's, and a wrong one throws. */
const surroundings = ['CLOUDINARY_URL', 'CLOUDINARY_ACCOUNT_URL', 'CLOUDINARY_API_PROXY'];

/** The SDK, loaded at the first call: it costs a start 50 ms. Takes its variables out of the environment for good. */
export async function loadSdk(): Promise<Sdk> {
  for (const name of surroundings) delete process.env[name];
  return (await import('cloudinary')).v2;
}

/** Runs one call and resolves with what was heard; never rejects for what the SDK or the network does. */
export async function converse(wire: Wire, run: (talk: Talk) => void): Promise<Heard> {
  const { account, base, timeouts, signal } = wire;
  const [sdk, http] = await Promise.all([
    loadSdk(),
    base?.startsWith('http:') ? import('node:http') : import('node:https'),
  ]);
  if (signal.aborted) return { kind: 'silent', connected: false };
  return new Promise((resolve) => {
    const agent = new http.Agent({ rejectUnauthorized: true });
    const ended = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const settle = (heard: Heard) => {
      if (ended.signal.aborted) return;
      clearTimeout(timer);
      signal.removeEventListener('abort', silent);
      ended.abort();
      agent.destroy();
      resolve(heard);
    };
    const silent = () => settle({ kind: 'silent', connected: isConnected(agent) });
    const allow = (ms: number) => {
      clearTimeout(timer);
      if (!ended.signal.aborted) timer = setTimeout(silent, ms);
    };
    signal.addEventListener('abort', silent, { once: true });
    allow(timeouts.headersMs);
    const options = {
      cloud_name: account.cloudName,
      api_key: account.apiKey,
      api_secret: account.apiSecret,
      ...(base === null ? {} : { upload_prefix: base }),
      agent,
      timeout: timeouts.headersMs,
    };
    try {
      run({ sdk, options, settle, allow, ended: ended.signal });
    } catch (failure) {
      // An address that is none.
      settle({ kind: 'failed', failure });
    }
  });
}

/** Does a connection of this agent stand, with TLS agreed where there is any? */
function isConnected({ sockets }: Agent): boolean {
  const all: (Socket & { secureConnecting?: boolean })[] = Object.values(sockets).flatMap(
    (some) => some ?? [],
  );
  return all.some((socket) => !socket.connecting && !socket.secureConnecting);
}
