import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asks } from './stub/control.ts';
import type { Entry } from './stub/record.ts';

/** The built desktop app on Node, with the recording stub in the place of Electron, on a home of its own. */
const root = join(import.meta.dirname, '../..');

type Given<K extends keyof Asks> = Parameters<Asks[K]> extends [infer G] ? [G] : [];
type Told = Record<string, unknown> & { tell: string };

export type DesktopApp = {
  home: string;
  child: ChildProcess;
  ask<K extends keyof Asks>(what: K, ...given: Given<K>): Promise<Awaited<ReturnType<Asks[K]>>>;
  /** Settles with the first entry of what it asked of Electron that fits, also one that is there already. */
  until(fits: (entry: Entry) => boolean): Promise<Entry>;
  /** Hears everything that it tells, also what it told before. */
  onTell(hear: (message: Told) => void): void;
  /** What it printed, of both streams. */
  said(): string;
  ended: Promise<number | null>;
  stop(): Promise<void>;
};

export type AppOptions = {
  args?: readonly string[];
  env?: Record<string, string>;
  /** Another home than a new one; it stays. */
  home?: string;
  /** Another program than the app's main bundle. */
  program?: string;
};

export function startApp({ args = [], env = {}, home, program }: AppOptions = {}): DesktopApp {
  const folder = home ?? mkdtempSync(join(tmpdir(), 'rushes-desktop-'));
  const child = fork(program ?? join(root, 'out/main/index.js'), ['--home', folder, ...args], {
    execArgv: [
      '--import',
      join(root, 'test/desktop/stub/register.ts'),
      '--disable-warning=ExperimentalWarning',
      // Shows what nothing holds.
      '--expose-gc',
    ],
    env: { ...process.env, ...env, STUB_APP_DATA: folder, RUSHES_HOME: undefined, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => {
      said += piece.toString();
    });
  type Waiting = { ask: keyof Asks; resolve(value: unknown): void; reject(error: Error): void };
  const waiting = new Map<number, Waiting>();
  const hearers: ((message: Told) => void)[] = [];
  const told: Told[] = [];
  /** Who waits for the next entry. */
  const noted: (() => void)[] = [];
  child.on('message', (message: { id?: number; value?: unknown; error?: string; tell?: string }) => {
    if (message.tell === 'noted') for (const told of noted.splice(0)) told();
    else if (message.tell !== undefined) {
      // Who listens later hears of the load of the window, too; after that the messages are too many to keep.
      if (hearers.length === 1) told.push(message as Told);
      for (const hear of hearers) hear(message as Told);
    }
    const asked = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.id !== undefined) waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.value);
    else asked?.reject(new Error(message.error));
  });
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      for (const { ask, resolve, reject } of waiting.values()) {
        if (ask === 'entries' && last !== null) resolve(last);
        else reject(new Error(`the app ended with ${code}: ${said}`));
      }
      waiting.clear();
      resolve(code);
    }),
  );
  /** What it had asked of Electron when it ended. */
  let last: Entry[] | null = null;
  hearers.push(({ tell, entries }) => {
    if (tell === 'exit') last = entries as Entry[];
  });
  let count = 0;
  const app: DesktopApp = {
    home: folder,
    child,
    ask: (ask, ...[given]) =>
      new Promise((resolve, reject) => {
        if (ask === 'entries' && last !== null) return resolve(last as never);
        if (!child.connected) return reject(new Error(`the app has ended: ${said}`));
        const id = ++count;
        waiting.set(id, { ask, resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, ask, given });
      }),
    async until(fits) {
      for (;;) {
        // Listened for before it is asked: nothing that is noted meanwhile is missed.
        const more = new Promise<void>((resolve) => noted.push(resolve));
        const found = (await app.ask('entries')).find(fits);
        if (found) return found;
        if (last !== null) throw new Error(`the app ended without it: ${said}`);
        await Promise.race([more, ended.then(() => undefined)]);
      }
    },
    onTell(hear) {
      hearers.push(hear);
      for (const message of told) hear(message);
    },
    said: () => said,
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
      if (home === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  return app;
}
