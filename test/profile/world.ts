import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Client, clientOf } from '../../src-main/api/client.ts';
import { connectTo } from '../../src-main/engine/profile/socket.ts';
import type { StoredError } from '../../src-shared/contract/errors.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import type { HolderOptions } from './holder.ts';

/** What the tests of whole profiles share: folders, processes that hold one, clients at their sockets. */

export const sourceOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const holderProgram = sourceOf('./holder.ts');

/** Folders that are removed when the test file is over. */
export function folders(): { make(): string; removeAll(): void } {
  const made: string[] = [];
  return {
    make() {
      const folder = mkdtempSync(join(tmpdir(), 'rushes-profile-'));
      made.push(folder);
      return folder;
    },
    removeAll() {
      for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An environment without keys and without a keychain: what a test does not give, a child does not have. */
export function bareEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    NODE_COMPILE_CACHE,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    ...extra,
  };
}

export type Told = { ready?: number; held?: true; error?: StoredError; env?: string[] };

export type Holder = {
  pid: number;
  child: ChildProcess;
  told: Told;
  /** Everything that it wrote. */
  output(): string;
  connect(): Promise<Connected>;
  /** Ends it in order; answers its exit code. */
  end(): Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
};

export type Connected = { client: Client; closed: Promise<void>; close(): void };

/** A process and how it is started; `before` is a command line that ours is appended to (strace, unshare). */
export type Start = HolderOptions & { env?: NodeJS.ProcessEnv; before?: string[]; spawn?: SpawnOptions };

/** Starts a process that holds the profile; resolves when it has told whether it does. */
export async function hold({ env, before = [], spawn: how, ...options }: Start): Promise<Holder> {
  const line = [...before, process.execPath, holderProgram, JSON.stringify(options)];
  const child = spawn(line[0] ?? '', line.slice(1), {
    ...how,
    env: bareEnv(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const first = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve);
  });
  const told = await Promise.race([first, ended.then(() => null)]);
  if (told === null) throw new Error(`the holder ended: ${out.join('')}`);
  const pid = child.pid ?? 0;
  const socket = join(options.folder, 'engine.sock');
  return {
    pid,
    child,
    told: JSON.parse(told) as Told,
    output: () => out.join(''),
    async connect() {
      const connection = await connectTo(socket);
      if (!connection) throw new Error('nobody listens');
      const { port, closed, close } = connection;
      return { client: clientOf(port), closed, close };
    },
    async end() {
      child.stdin?.write('end\n');
      return ended;
    },
    async kill(signal) {
      process.kill(JSON.parse(told).ready ?? pid, signal);
      if (signal === 'SIGKILL') await ended;
    },
  };
}

/** Follows the events until the job is as wanted. Ends with an error where the stream ends before. */
export async function reach(client: Client, id: string, wanted: (job: Job) => boolean): Promise<Job> {
  const stopped = new AbortController();
  const events = await client.app.events(undefined, { signal: stopped.signal });
  try {
    let { job } = await client.jobs.get({ job: id });
    if (wanted(job)) return job;
    for await (const event of events) {
      if (event.type !== 'job' || event.job.id !== id) continue;
      job = event.job;
      if (wanted(job)) return job;
    }
    throw new Error(`the events ended while ${job.id} was ${job.state}`);
  } finally {
    stopped.abort();
  }
}

export const inState =
  (...states: Job['state'][]) =>
  (job: Job): boolean =>
    states.includes(job.state);

/** Makes one job and answers it. */
export async function makeJob(client: Client, workflow: 'chat' | 'tts', words: string): Promise<Job> {
  const params = workflow === 'chat' ? { prompt: words } : { text: words };
  const { jobs } = await client.jobs.create({ workflow, params });
  const [job] = jobs;
  if (!job) throw new Error('no job was made');
  return job;
}
