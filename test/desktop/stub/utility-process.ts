import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What Electron's utilityProcess.fork takes, as far as the app uses it. */
export type UtilityOptions = {
  cwd?: string;
  env?: Record<string, string>;
  stdio?: string | ('pipe' | 'ignore' | 'inherit')[];
  serviceName?: string;
};

/** A utility process as Electron's is seen from the main process, made of a child process of Node (utility.mjs is its other end). */
class UtilityProcess extends EventEmitter {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  #child: ChildProcess | null;
  #isThere = false;

  constructor(program: string, args: string[], options: UtilityOptions) {
    super();
    const [, out = 'inherit', err = 'inherit'] = Array.isArray(options.stdio)
      ? options.stdio
      : (['ignore', options.stdio, options.stdio] as ('pipe' | 'ignore' | 'inherit' | undefined)[]);
    const child = fork(join(import.meta.dirname, 'utility.mjs'), [program, ...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', out, err, 'ipc'],
    });
    this.#child = child;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    child.once('spawn', () => {
      this.#isThere = true;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    child.once('exit', (code, signal) => {
      this.emit('exit', code ?? constants.signals[signal ?? 'SIGKILL']);
      this.#child = null;
    });
  }

  /** Known between 'spawn' and the end of 'exit' only. */
  get pid(): number | undefined {
    return this.#isThere ? this.#child?.pid : undefined;
  }

  postMessage(message: unknown): void {
    // To one that has just ended it goes nowhere, and nobody is told.
    if (this.#child?.connected) this.#child.send(message as object, () => {});
  }

  kill(): boolean {
    return this.#child?.kill() ?? false;
  }
}

/** Starts a program as a utility process would be. */
export function forkUtility(
  program: string,
  args: string[] = [],
  options: UtilityOptions = {},
): UtilityProcess {
  return new UtilityProcess(program, args, options);
}

/** In the place of Electron's. */
export const utilityProcess = { fork: forkUtility };
