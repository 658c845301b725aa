import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Program, ProgramEnd, ProgramOptions } from '../../ports/programs.ts';

/** Starts a program of ours as a child process of Node, with a channel for messages. */
export function startProgram({ file, args, cwd, env, flags }: ProgramOptions): Program {
  const made = fork(file, [...args], {
    cwd,
    env,
    execArgv: [...flags],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const words = made.stderr as Socket;
  words.setEncoding('utf8');
  words.on('error', () => {});
  // Nobody may be listening, and a full pipe would hold the program up.
  words.resume();
  words.unref();
  const ended = new Promise<ProgramEnd>((resolve) => {
    made.once('error', (error) => resolve({ started: false, why: error.message }));
    made.once('close', (code, signal) => resolve({ started: true, how: String(signal ?? code) }));
  });
  return {
    get pid() {
      return made.pid;
    },
    send: (message) =>
      new Promise((resolve, reject) => {
        made.send(message as object, (error) => (error ? reject(error) : resolve()));
      }),
    onMessage(hear) {
      made.on('message', hear);
      return () => made.off('message', hear);
    },
    onWords: (hear) => void words.on('data', hear),
    ended,
    kill: () => void made.kill('SIGKILL'),
    hold(held) {
      if (held) {
        made.ref();
        made.channel?.ref();
      } else {
        made.unref();
        made.channel?.unref();
      }
    },
  };
}
