import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Runs `kill-child.ts` as a process of its own, under strace where its fsyncs matter. */
const child = join(import.meta.dirname, 'kill-child.ts');

export type Died = { lines: string[]; signal: NodeJS.Signals | null; code: number | null };

/** Why strace cannot be used here; null where it can. */
export function straceMissing(): string | null {
  if (process.platform !== 'linux') return 'strace: only on Linux';
  const tried = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']);
  return tried.status === 0 ? null : 'strace: it is missing or may not trace: apt-get install strace';
}

/**
 * `onLine` may kill the process. The answer comes when it has died and its output is read to the end; what was cut off
 * in the middle of a line was not said.
 */
export function run(
  args: string[],
  options: { strace?: string[]; onLine?: (line: string, kill: () => void) => void } = {},
): Promise<Died> {
  const { strace, onLine } = options;
  const command = strace ? 'strace' : process.execPath;
  const before = strace ? ['-qq', ...strace, process.execPath] : [];
  const running = spawn(command, [...before, child, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: running.stdout }).on('line', (line) => {
    if (!isWhole(line)) return;
    lines.push(line);
    onLine?.(line, () => running.kill('SIGKILL'));
  });
  return new Promise((resolve) => {
    running.once('close', (code, signal) => resolve({ lines, code, signal }));
  });
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

export const killAtFsync = (n: number): string[] => [
  '-o',
  '/dev/null',
  '-e',
  'trace=fsync,fdatasync',
  '-e',
  `inject=fsync,fdatasync:signal=SIGKILL:when=${n}`,
];

export const logFsyncs = (file: string): string[] => ['-f', '-o', file, '-e', 'trace=fsync,fdatasync'];
export const fsyncsIn = (file: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /f(data)?sync\(.*= 0$/.test(line)).length;

/** `work` for each, two at a time: the machines that run this have two processors. */
export async function byTwos<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}
