import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { Staged } from '../../src-shared/contract/shapes.ts';
import { type Client, type Connection, SignedOut, type Transport } from './client.ts';
import { stagedFrom } from './staged.ts';

/**
 * The connection to the browser host: a session from the launch code of the address, a ticket per socket, calls and events
 * over it. The bearer is kept per origin; the cookie beside it is the host's.
 */
const bearerKey = 'rushes.bearer';

type Answer = { bearer?: string; socket?: string; assets?: string; error?: { code?: string } };

async function post(path: string, body: unknown, signal: AbortSignal): Promise<Answer> {
  const bearer = localStorage.getItem(bearerKey);
  const response = await fetch(path, {
    method: 'POST',
    signal,
    headers: {
      'Content-Type': 'application/json',
      ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify(body),
  });
  if (response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Error(`the host answered ${response.status}`);
  return (await response.json()) as Answer;
}

/** Trades the launch code in the address for a session, and takes it out of the address and the history. */
async function signIn(signal: AbortSignal): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) return;
  history.replaceState(null, '', location.pathname);
  const { bearer } = await post('./session', { code }, signal);
  if (bearer !== undefined) localStorage.setItem(bearerKey, bearer);
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(new Error('the connection was closed')), { once: true });
  });
}

export function browserTransport(): Transport {
  let signedIn = false;
  return {
    async open(signal) {
      if (!signedIn) {
        await signIn(signal).catch((error: unknown) => {
          // A used or old code is no harm where the page has a session already.
          if (!(error instanceof SignedOut)) throw error;
        });
        signedIn = true;
      }
      if (localStorage.getItem(bearerKey) === null) throw new SignedOut();
      const { socket: ticket, assets } = await post('./ticket', {}, signal);
      if (ticket === undefined || assets === undefined) throw new Error('the host gave no ticket');
      const address = new URL('./socket', location.href);
      address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
      const socket = new WebSocket(address, ['rushes', ticket]);
      signal.addEventListener('abort', () => socket.close(), { once: true });
      await opened(socket);
      return connectionOver(socket, assets);
    },
  };
}

function connectionOver(socket: WebSocket, assets: string): Connection {
  // A tab that signs in anew takes the cookie with it: what was given to the session before is of no use here either.
  const renewed = ({ key }: StorageEvent): void => {
    if (key === bearerKey) socket.close();
  };
  addEventListener('storage', renewed);
  socket.addEventListener('close', () => removeEventListener('storage', renewed), { once: true });
  const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
  return {
    client,
    closed: new Promise((resolve) => socket.addEventListener('close', () => resolve(), { once: true })),
    close: () => socket.close(),
    assetUrl: (asset) => `./assets/${assets}/${asset}`,
    inputUrl: (of) => `./inputs/${assets}/${of}`,
    stage,
  };
}

async function stage(file: File, signal: AbortSignal): Promise<Staged> {
  const response = await fetch(`./inputs?name=${encodeURIComponent(file.name)}`, {
    method: 'PUT',
    signal,
    headers: { Authorization: `Bearer ${localStorage.getItem(bearerKey) ?? ''}` },
    body: file,
  });
  return stagedFrom(response);
}
