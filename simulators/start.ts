// One HTTP server on loopback that plays OpenRouter, fal and Cloudinary, and the control wire that steers it.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCloudinary } from './cloudinary.ts';
import { answerControl } from './control.ts';
import { answerFal } from './fal.ts';
import { resumeMedia } from './fal-media.ts';
import { createFaults } from './faults.ts';
import { type Exchange, sendJson, UnreadableBody } from './http.ts';
import { createJournal, type JournalEntry } from './journal.ts';
import { answerOpenrouter } from './openrouter.ts';
import { createRendering } from './rendering.ts';
import { openState } from './state.ts';
import { createTimers } from './timers.ts';
import type { World } from './world.ts';

export type SimulatorUrls = { openrouter: string; fal: string; cloudinary: string; control: string };

export type Simulators = {
  readonly urls: SimulatorUrls;
  /** Drops all connections and timers; resolves when the port is free again. */
  close(): Promise<void>;
};

export type SimulatorOptions = {
  /** 0 or nothing: a free port. */
  port?: number;
  /** Where accepted work is kept, so that a simulator started on it later still knows it. */
  stateFile?: string;
  /** Factor on all times; 1 answers in a tenth of the expected time, 0 without any delay. */
  speed?: number;
  /** Where rendered media are kept, for any number of simulators; the usual folder if it is not said. */
  cacheFolder?: string;
  /** In whose node_modules the codecs may be, where they are not beside the program. */
  nativeFolder?: string;
  /** Speech is hummed at once instead of spoken by a voice, which takes half a second; so it is at speed 0. */
  hums?: boolean;
  /** Gets one line per request, without keys. */
  log?: (line: string) => void;
};

const WIRES = [
  { prefix: '/api/v1', answer: answerOpenrouter },
  { prefix: '/fal', answer: answerFal },
  { prefix: '/cloudinary', answer: answerCloudinary },
  { prefix: '/control', answer: answerControl },
];
// Longer than any client keeps an idle connection, so that a client's next request never meets a closing socket and
// looks like a fault that nobody ordered.
const KEEP_ALIVE_MS = 120_000;

/** Starts the simulators on 127.0.0.1; rejects if the port is taken. */
export async function startSimulators(options: SimulatorOptions = {}): Promise<Simulators> {
  const log = options.log ?? (() => {});
  const timers = createTimers();
  const speed = Math.max(0, options.speed ?? 1);
  const rendering = createRendering({ folder: options.cacheFolder, nativeFolder: options.nativeFolder });
  let origin = '';
  const world: World = {
    state: openState(options.stateFile, log),
    faults: createFaults(),
    journal: createJournal(),
    timers,
    rendering,
    speed,
    hums: options.hums ?? speed === 0,
    log,
    now: Date.now,
    origin: () => origin,
  };

  const server = createServer((req, res) => void answer(world, { req, res }, log));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  resumeMedia(world);
  return {
    urls: {
      openrouter: `${origin}/api/v1`,
      fal: `${origin}/fal`,
      cloudinary: `${origin}/cloudinary`,
      control: `${origin}/control`,
    },
    close() {
      timers.close();
      rendering.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function answer(
  world: World,
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  log: (line: string) => void,
): Promise<void> {
  const method = req.method ?? 'GET';
  const [path = '/', query = ''] = (req.url ?? '/').split(/\?(.*)/s);
  const wire = WIRES.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  const control = wire?.answer === answerControl;
  const entry = control ? null : world.journal.open(req, path);
  const x: Exchange = {
    req,
    res,
    method,
    path: path.slice(wire?.prefix.length ?? 0),
    query: new URLSearchParams(query),
    entry: entry ?? unlisted(),
    halfJson: false,
  };
  // A client that hangs up is a normal event here; without a listener Node would end the process.
  for (const side of [req, res]) side.on('error', () => {});
  res.on('close', () => {
    x.entry.status = res.headersSent ? res.statusCode : null;
    log(
      `${x.entry.provider ?? 'control'} ${x.entry.call ?? '-'} ${method} ${path} ${x.entry.status ?? 'no answer'}`,
    );
  });
  try {
    if (wire) await wire.answer(world, x);
    else
      sendJson(x, {
        status: 404,
        body: { error: 'Not Found. Prefixes: /api/v1, /fal, /cloudinary, /control.' },
      });
  } catch (error) {
    answerError(x, error);
  }
}

function answerError(x: Exchange, error: unknown): void {
  if (!(error instanceof Error) || x.res.headersSent || x.req.socket.destroyed) {
    x.req.socket.destroy();
    return;
  }
  const status = error instanceof UnreadableBody ? error.status : 500;
  const message = status === 500 ? `The simulator failed: ${error.message}` : error.message;
  const body = x.entry.provider === 'fal' ? { detail: message } : { error: { code: status, message } };
  sendJson(x, { status, body: x.entry.provider ? body : { error: message } });
}

// The control wire is not part of what the providers saw.
function unlisted(): JournalEntry {
  return {
    at: '',
    provider: null,
    call: null,
    method: '',
    path: '',
    accepted: false,
    requestId: null,
    authSha256: null,
    bodySha256: null,
    status: null,
  };
}
