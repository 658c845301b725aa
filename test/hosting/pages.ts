import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { Client } from '../../src-main/api/client.ts';

/** What a page does to get in, without a page: the session, its tickets, its socket, its files. */
export type Page = {
  port: number;
  origin: string;
  cookie: string;
  bearer: string;
  /** Headers of a call. */
  headers: Record<string, string>;
  tickets(): Promise<{ socket: string; assets: string }>;
  /** An open socket and the calls over it. */
  connect(): Promise<{ client: Client; socket: WebSocket; closed: Promise<number> }>;
};

const json = { 'Content-Type': 'application/json' };

/** Signs in with an address that the studio gave. Throws with the status where it is refused. */
export async function signIn(link: string): Promise<Page> {
  const address = new URL(link);
  const code = new URLSearchParams(address.hash.slice(1)).get('code');
  const { origin } = address;
  const response = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { ...json, Origin: origin },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) throw new Error(`the session was refused: ${response.status}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const { bearer } = (await response.json()) as { bearer: string };
  return pageOf({ port: Number(address.port), cookie, bearer });
}

export function pageOf({ port, cookie, bearer }: { port: number; cookie: string; bearer: string }): Page {
  const origin = `http://127.0.0.1:${port}`;
  const headers = { Origin: origin, Cookie: cookie, Authorization: `Bearer ${bearer}` };
  const tickets = async (): Promise<{ socket: string; assets: string }> => {
    const response = await fetch(`${origin}/ticket`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: '{}',
    });
    if (!response.ok) throw new Error(`the ticket was refused: ${response.status}`);
    return (await response.json()) as { socket: string; assets: string };
  };
  return {
    port,
    origin,
    cookie,
    bearer,
    headers,
    tickets,
    async connect() {
      const { socket: ticket } = await tickets();
      const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, ['rushes', ticket], {
        origin,
        headers: { Cookie: cookie },
      });
      const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));
      await new Promise<void>((resolve, reject) => {
        socket.once('open', () => resolve());
        socket.once('error', reject);
      });
      return {
        // Made when it is asked for: it listens to the socket, which some tests do by themselves.
        get client(): Client {
          return createORPCClient(new RPCLink({ websocket: socket as never }));
        },
        socket,
        closed,
      };
    },
  };
}
