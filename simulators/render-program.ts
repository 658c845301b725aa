// The program that renders, beside the simulators: a process where one can be started, else a thread.

import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { utilityPort } from './parent.ts';

export type RenderProgram = {
  send(message: object): void;
  /** Whatever it is at; of what it made nobody hears any more. */
  kill(): void;
};

export type Heard = {
  message(message: unknown): void;
  /** It ended, or cannot be reached. */
  lost(): void;
};

export type StartRender = (args: readonly string[], heard: Heard) => RenderProgram;

/** A utility process of Electron cannot start another process, but it can have threads. */
export function usualRender(): StartRender {
  return utilityPort() ? renderInThread : renderInProcess;
}

/** A crash of native code in it ends one piece of work. */
export function renderInProcess(args: readonly string[], heard: Heard): RenderProgram {
  const made = fork(program(), [...args], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  made.once('error', heard.lost).once('exit', heard.lost).on('message', heard.message);
  return {
    send: (message) =>
      void made.send(message, (error) => {
        if (error) heard.lost();
      }),
    kill: () => void made.kill('SIGKILL'),
  };
}

/** A crash of native code in it ends the simulators: they are started again, and know what they had accepted. */
export function renderInThread(args: readonly string[], heard: Heard): RenderProgram {
  const made = new Worker(program(), { argv: [...args], execArgv: [], stdout: true, stderr: true });
  // What it says is for nobody; unread, it would be kept.
  made.stdout.resume();
  made.stderr.resume();
  made.once('error', heard.lost).once('exit', heard.lost).on('message', heard.message);
  made.unref();
  return {
    send: (message) => made.postMessage(message),
    kill: () => void made.terminate(),
  };
}

/** Built, it stands beside the program or, from a chunk of it, one folder up; from the sources, in this folder. */
function program(): string {
  const places = ['./render.mjs', '../render.mjs', './render-child.ts'];
  const found = places
    .map((at) => fileURLToPath(new URL(at, import.meta.url)))
    .find((path) => existsSync(path));
  if (!found) throw new Error('the render process is not here');
  return found;
}
