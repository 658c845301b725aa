import { RushesError } from '../../src-shared/contract/errors.ts';
import { fromWire } from '../../src-shared/contract/from-wire.ts';
import { pause } from '../lib/pause.ts';
import { type Client, type Connection, SignedOut, type Transport } from './client.ts';

/**
 * Keeps a connection to the engine: opens it, hands it to `live`, and when it goes away opens the next one. Each connection
 * starts with `live`, which fetches a snapshot and then follows events, so nothing that happened in between is missed.
 */
export type Listener = {
  /** A new connection. Runs as long as it lives; ends early where the mirror wants a new snapshot. */
  live(connection: Connection, signal: AbortSignal): Promise<void>;
  lost(): void;
  signedOut(): void;
};

const shortestMs = 250;
const longestMs = 4_000;

let current: Connection | null = null;

export async function keepConnected(
  transport: Transport,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  let waitMs = shortestMs;
  while (!signal.aborted) {
    try {
      const connection = await transport.open(signal);
      current = connection;
      waitMs = shortestMs;
      const gone = new AbortController();
      void connection.closed.then(() => gone.abort());
      await listener.live(connection, AbortSignal.any([gone.signal, signal])).catch(() => undefined);
      connection.close();
    } catch (error) {
      if (error instanceof SignedOut) return listener.signedOut();
    } finally {
      current = null;
    }
    listener.lost();
    await pause(waitMs, signal);
    waitMs = Math.min(longestMs, waitMs * 2);
  }
}

/** Where files are served, as long as a connection lives; null without one. */
export const connection = (): Connection | null => current;

/** A call to the engine. Throws RushesError; ENGINE_GONE where there is no connection or it went away under the call. */
export async function call<T>(work: (client: Client) => Promise<T>): Promise<T> {
  if (current === null) throw new RushesError('ENGINE_GONE');
  try {
    return await work(current.client);
  } catch (error) {
    throw fromWire(error);
  }
}
