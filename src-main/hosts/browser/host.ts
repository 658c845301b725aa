import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerRefusal, type Refusal } from '../../adapters/content/answers.ts';
import type { Content } from '../../adapters/content/content.ts';
import type { BeginUpload } from '../../adapters/content/upload.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { createConnections } from './connections.ts';
import { type Asked, cookiesOf, gates, pathOf, valuesOf } from './gates.ts';
import { dropKept, type KeptSession, readKept, writeKept } from './kept.ts';
import { listenOnLoopback } from './listen.ts';
import { rawAnswer } from './refusals.ts';
import { askedOf, badTry, cookieName, createRoutes, methodGate } from './routes.ts';
import { createSessions } from './sessions.ts';
import { createSockets, protocol, type SocketPort } from './sockets.ts';
import { createTries } from './tries.ts';
import { asUnread } from './unread.ts';

/**
 * The browser host: loopback HTTP and WebSocket around one engine. Every request, upgrades and broken ones included, goes
 * through the gates before anything else looks at it (security.md 2.3).
 */
export type BrowserHost = {
  port: number;
  /** An address that signs a page in, once and within a minute. `fresh` ends every session first. */
  link(fresh: boolean): string;
  close(): Promise<void>;
};

export type HostDeps = {
  /** The profile's folder: port and sessions are kept there. */
  folder: string;
  clock: Clock;
  log: Logger;
  content: Content;
  stage: BeginUpload;
  serve(port: SocketPort): void;
};

/** Times (ms) after which a connection is given up: a head that does not come in, a request, silence, idling between two. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
};
const silentMs = 120_000;
const headBytes = 16 * 1024;

export async function startBrowserHost(deps: HostDeps): Promise<BrowserHost> {
  const { folder, clock, log } = deps;
  const kept = readKept(folder);
  const connections = createConnections();
  const servers = new Set<Server>();
  const { port } = await listenOnLoopback(() => {
    // A request without Host is refused by our own gate, with our own headers.
    const server = createServer({ ...limits, maxHeaderSize: headBytes, requireHostHeader: false });
    server.setTimeout(silentMs);
    servers.add(server);
    server.once('close', () => servers.delete(server));
    connections.watch(server);
    return server;
  }, kept.port);
  /** A disk that is full keeps nobody out: what is not kept is signed in again after the next start. */
  const save = (sessions: readonly KeptSession[]): void => {
    try {
      writeKept(folder, { port, sessions });
    } catch (error) {
      log.warn('studio: its sessions could not be kept', { error });
      // Those that were ended must not come back.
      if (sessions.length === 0) dropKept(folder);
    }
  };
  const sessions = createSessions({
    kept: kept.sessions,
    save,
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
  });
  save(kept.sessions);
  const sockets = createSockets(deps.serve, clock);
  sessions.onEnd(sockets.endAll);
  const monotonic = (): number => clock.monotonic();
  const tries = { code: createTries(monotonic), session: createTries(monotonic) };
  const underway = new Set<Promise<unknown>>();
  const route = createRoutes({ ...deps, port, sessions, tries, connections, underway });

  const refuseRaw = (socket: Duplex, refusal: Refusal): void => {
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(answerRefusal(refusal)), () => socket.destroy());
  };

  /** Why no socket is opened, or null. */
  const socketGate = (request: IncomingMessage): Refusal | null => {
    const asked = askedOf(request, true);
    const refusal = gates(asked, port) ?? methodGate(asked);
    if (refusal) return refusal;
    if (pathOf(asked.target) !== '/socket') return { status: 404, why: 'There is no such address.' };
    if (asked.target !== '/socket' || request.headers.upgrade?.toLowerCase() !== 'websocket')
      return { status: 400, why: 'This is not how a socket is opened.' };
    const one = (name: string): string => valuesOf(asked.rawHeaders, name).join();
    if (one('sec-websocket-version') !== '13' || !/^[\w+/]{22}==$/.test(one('sec-websocket-key')))
      return { status: 400, why: 'This is not how a socket is opened.' };
    const [first, ticket = '', ...more] = valuesOf(asked.rawHeaders, 'sec-websocket-protocol')
      .flatMap((line) => line.split(','))
      .map((name) => name.trim());
    const cookies = cookiesOf(asked.rawHeaders, cookieName(port));
    if (first !== protocol || more.length > 0 || sessions.withSocket(cookies, ticket) === null)
      return badTry(tries.session);
    return null;
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refusal = socketGate(request);
    if (refusal) {
      refuseRaw(socket, refusal);
      return;
    }
    connections.trust(socket as Socket);
    sockets.accept(request, socket, head);
  };

  const connect = (request: IncomingMessage, socket: Duplex): void => {
    const asked: Asked = { ...askedOf(request, false), target: '/' };
    refuseRaw(socket, gates(asked, port) ?? methodGate(asked) ?? { status: 405, why: 'Not here.' });
  };

  for (const server of servers) {
    server.on('request', route);
    server.on('checkContinue', route);
    server.on('checkExpectation', route);
    server.on('upgrade', upgrade);
    server.on('connect', connect);
    server.on('clientError', (error: Error & { code?: string; rawPacket?: Buffer }, socket: Duplex) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
      refuseRaw(socket, asUnread(error, port));
    });
  }
  log.info('studio: listening', { port });

  return {
    port,
    link(fresh) {
      if (fresh) {
        sessions.endAll();
        log.info('studio: every session ended');
      }
      return `http://127.0.0.1:${port}/#code=${sessions.launchCode()}`;
    },
    async close() {
      sockets.endAll();
      const closed = [...servers].map((server) => new Promise<void>((done) => server.close(() => done())));
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
      // What was cut off half way is taken away before the engine's disk is.
      await Promise.allSettled(underway);
    },
  };
}
