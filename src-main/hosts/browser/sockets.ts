import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../ports/clock.ts';

/** A message port as the contract's serving takes it. */
export type SocketPort = {
  postMessage(message: unknown): void;
  on(event: string, call: (data?: unknown) => void): void;
};

export type Sockets = {
  /** Goes over to the socket's protocol; only for a request that has passed every gate. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts every socket off at once. */
  endAll(): void;
};

/** Bytes of one message of a page. Its calls are small: files come another way. */
const mostBytes = 1024 * 1024;
/** A page that leaves this much unread is cut off, instead of everything being kept for it. */
const mostUnread = 32 * 1024 * 1024;
/** A page that does not answer a ping until the next one is gone. */
const pingMs = 30_000;

export const protocol = 'rushes';

export function createSockets(serve: (port: SocketPort) => void, clock: Pick<Clock, 'after'>): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: mostBytes,
    perMessageDeflate: false,
    handleProtocols: () => protocol,
  });
  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (page) => {
        keepAlive(page, clock);
        serve(portOf(page));
      });
    },
    endAll() {
      for (const page of server.clients) page.terminate();
    },
  };
}

function keepAlive(page: WebSocket, clock: Pick<Clock, 'after'>): void {
  let answered = true;
  let forget = (): void => undefined;
  const look = (): void => {
    if (!answered) {
      page.terminate();
      return;
    }
    answered = false;
    page.ping();
    forget = clock.after(pingMs, look);
  };
  page.on('pong', () => {
    answered = true;
  });
  page.on('close', () => forget());
  forget = clock.after(pingMs, look);
}

function portOf(page: WebSocket): SocketPort {
  // What breaks the protocol's rules (a frame that is too long, text that is none) closes the socket; there is no more to do.
  page.on('error', () => page.terminate());
  return {
    postMessage(message) {
      if (page.readyState !== page.OPEN) return;
      if (page.bufferedAmount > mostUnread) page.terminate();
      else page.send(message as string | Uint8Array);
    },
    on(event, call) {
      if (event === 'message')
        page.on('message', (data: RawData, binary: boolean) => {
          // The contract travels as text; anything else is left out further in.
          call({ data: binary ? data : (data as Buffer).toString('utf8') });
        });
      else if (event === 'close') page.on('close', () => call());
    },
  };
}
