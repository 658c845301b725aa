import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The built program as a process of its own, on a home of its own. */
const root = join(import.meta.dirname, '..');

export type Studio = {
  home: string;
  /** The folder of its profile. */
  profile: string;
  /** Another link for the same studio, as `rushes open` gives it. */
  link(): Promise<string>;
  /** Runs the command line beside the studio; answers what it printed as JSON. */
  rushes(...args: string[]): Promise<Record<string, unknown>>;
  kill(): Promise<void>;
  start(): Promise<string>;
  stop(): Promise<void>;
};

export type StudioOptions = {
  demo?: boolean;
  /** What it finds in its environment beside what this process has. */
  env?: Record<string, string>;
  /** Fills its home before it starts. */
  prepare?(home: string): void;
};

/** Windows lets go of files a moment after their process has ended. */
const removal = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const;

/** A folder of its own for a profile, filled before anything starts in it. */
export function homeFor(prepare: StudioOptions['prepare']): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'rushes-e2e-'));
  prepare?.(path);
  return { path, remove: () => rmSync(path, removal) };
}

/** The first JSON document of a program's output. */
export function firstDocument(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      said += line;
      try {
        resolve(JSON.parse(said) as Record<string, unknown>);
      } catch {
        // Not whole yet.
      }
    });
    child.stderr?.on('data', (piece: Buffer) => {
      complained += piece.toString();
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said} ${complained}`)));
  });
}

export const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/** Where a program of a test works. */
type Place = { home: string; demo: boolean; env: Record<string, string> };

const rushesIn = ({ home, demo, env }: Place, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [join(root, 'scripts/rushes.mjs'), ...(demo ? ['--demo'] : []), ...args], {
    env: { ...process.env, ...env, RUSHES_HOME: home, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs the command line beside what holds the profile; answers what it printed as JSON. */
export const rushesBeside = (place: Place, args: readonly string[]): Promise<Record<string, unknown>> =>
  firstDocument(rushesIn(place, [...args, '--json']));

export function createStudio({ demo = true, env = {}, prepare }: StudioOptions = {}): Studio {
  const { path: home, remove } = homeFor(prepare);
  let running: ChildProcess | null = null;
  const place = { home, demo, env };
  return {
    home,
    profile: demo ? join(home, 'demo') : home,
    async start() {
      running = rushesIn(place, ['open', '--no-browser', '--json']);
      return String((await firstDocument(running)).url);
    },
    async link() {
      return String((await rushesBeside(place, ['open', '--no-browser'])).url);
    },
    rushes: (...args) => rushesBeside(place, args),
    async kill() {
      running?.kill('SIGKILL');
      if (running) await ended(running);
    },
    async stop() {
      running?.kill('SIGTERM');
      if (running) await ended(running);
      remove();
    },
  };
}
