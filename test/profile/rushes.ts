import { spawn } from 'node:child_process';
import { bareEnv, sourceOf } from './world.ts';

export type Ran = { code: number | null; out: string; err: string; json(): unknown; ms: number };
export type RunOptions = {
  env?: NodeJS.ProcessEnv;
  input?: string;
  /** Called with its pid while it runs. */
  running?: (pid: number) => void;
};

const program = sourceOf('./cli.ts');

/** Runs one command of the command line in a process of its own and waits for its end. */
export async function rushes(args: string[], { env, input, running }: RunOptions = {}): Promise<Ran> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, ...args], { env: bareEnv(env) });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  running?.(child.pid ?? 0);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const text = out.join('');
  return {
    code,
    out: text,
    err: err.join(''),
    json: () => JSON.parse(text) as unknown,
    ms: performance.now() - started,
  };
}
