import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type { ChildLine, RunPlan } from './run-plan.ts';

/** Children of the harness: bundled once (half the start of stripped sources), run with or without strace, and killed. */
export type Program = { path: string; remove(): void };

/** Where a process dies. `fsync`: on entering call number `n` of that thread. `line`: when it has printed its n-th line. */
export type Kill =
  | { at: 'fsync'; thread: 'main' | 'pool'; n: number }
  | { at: 'accepted'; n: number }
  | { at: 'line'; n: number };

export type Ended = {
  lines: ChildLine[];
  /** True where the process died of SIGKILL. */
  killed: boolean;
  code: number | null;
  stderr: string;
  /** Was still running after `patienceMs`, and was killed for that. */
  stuck: boolean;
};

/** As in rolldown.config.mjs: they find their binary beside their own files. */
const native = ['better-sqlite3', '@napi-rs/keyring'];
const root = fileURLToPath(new URL('../../', import.meta.url));
/** More syncs than the main thread makes in one life of a job, so that a number means one thread. */
const warmSyncs = 90;
/** A child that does not end by then hangs; a usual one takes 1 to 10 s. */
const patienceMs = 120_000;

export const haveStrace = (): boolean =>
  process.platform === 'linux' && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

export const noStrace = 'strace: apt-get install strace';

/** Beside the packages, because the bundle leaves the native ones to be found from where it stands. */
export async function bundleChild(): Promise<Program> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, 'double-pay-'));
  const input = { 'job-run': join(dirname(fileURLToPath(import.meta.url)), 'job-run.ts') };
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: (id) => native.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  await bundle.write({ dir, format: 'esm', entryFileNames: '[name].mjs' });
  await bundle.close();
  return { path: join(dir, 'job-run.mjs'), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export type Child = {
  process: ChildProcess;
  lines: ChildLine[];
  ended: Promise<Ended>;
  /** Resolves with the first line of that kind; rejects where the process ends without it. */
  said<K extends ChildLine['is']>(is: K): Promise<Extract<ChildLine, { is: K }>>;
};

export type Start = {
  program: Program;
  plan: Omit<RunPlan, 'warmSyncs'>;
  kill?: Kill | null;
  /** Arguments of strace where its output is wanted. */
  trace?: readonly string[];
};

export function startChild({ program, plan, kill = null, trace }: Start): Child {
  const pool = kill?.at === 'fsync' && kill.thread === 'pool';
  const whole: RunPlan = { ...plan, warmSyncs: pool ? warmSyncs : 0 };
  const when = kill?.at === 'fsync' ? kill.n + (pool ? warmSyncs : 0) : 0;
  const inject = ['-e', 'trace=fsync,fdatasync', '-e', `inject=fsync,fdatasync:signal=SIGKILL:when=${when}`];
  const args = trace ?? (when > 0 ? ['-o', '/dev/null', ...inject] : null);
  const node = [process.execPath, program.path, JSON.stringify(whole)];
  const [command = '', ...rest] = args ? ['strace', '-f', ...args, ...node] : node;
  const { PATH, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what strace traces would outlive it.
    detached: true,
    // One thread in the pool, so that its syncs have one order and one count.
    env: { PATH, TMPDIR, NODE_COMPILE_CACHE, UV_THREADPOOL_SIZE: '1' },
  });
  return attend(child, kill);
}

function attend(child: ChildProcess, kill: Kill | null): Child {
  const lines: ChildLine[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  let stuck = false;
  let stderr = '';
  const tell = (): void => {
    for (const one of waiting) one();
  };
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk}`.slice(-4_000);
  });
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on('line', (text) => {
    // The last line of a killed process may be cut.
    if (!text.endsWith('}')) return;
    lines.push(JSON.parse(text) as ChildLine);
    if (kill?.at === 'line' && lines.length === kill.n) killGroup(child);
    tell();
  });
  const timer = setTimeout(() => {
    stuck = true;
    killGroup(child);
  }, patienceMs);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      over = true;
      resolve({ lines, killed: signal === 'SIGKILL' && !stuck, code, stderr, stuck });
      tell();
    });
  });
  return {
    process: child,
    lines,
    ended,
    said: (is) =>
      new Promise((resolve, reject) => {
        const test = (): void => {
          const found = lines.find((line) => line.is === is);
          if (found) resolve(found as Extract<ChildLine, { is: typeof is }>);
          else if (over) reject(new Error(`the child ended without saying ${is}: ${stderr}`));
          else return;
          waiting.delete(test);
        };
        waiting.add(test);
        test();
      }),
  };
}

/** SIGKILL for the child and for what it started. */
export function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
