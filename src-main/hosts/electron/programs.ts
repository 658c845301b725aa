import type { Readable } from 'node:stream';
import type { UtilityProcess } from 'electron';
import type { Program, ProgramEnd, ProgramOptions, StartProgram } from '../../ports/programs.ts';

/** Electron's `utilityProcess`. */
type Utilities = {
  fork(file: string, args: string[], options: Electron.ForkOptions): UtilityProcess;
};

/**
 * Starts programs of ours as utility processes: the binary of the packed app cannot be made to run as Node, so a child process of Node's kind
 * would be the app once more. Node's flags are not handed on: Electron reads none of them for such a process (ADR 0013). The app must be ready.
 */
export const startBy =
  (utilities: Utilities): StartProgram =>
  (asked) =>
    started(utilities, asked);

function started(utilities: Utilities, asked: ProgramOptions): Program {
  const made = utilities.fork(asked.file, [...asked.args], {
    ...(asked.cwd === undefined ? {} : { cwd: asked.cwd }),
    env: Object.fromEntries(Object.entries(asked.env).filter(([, value]) => value !== undefined)) as Env,
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: asked.name,
  });
  const words = made.stderr as Readable | null;
  words?.setEncoding('utf8');
  words?.on('error', () => {});
  words?.resume();

  let fatal: string | null = null;
  let isOver = false;
  /** Asked to end before it was there. */
  let isUnwanted = false;
  made.on('error', (type, location) => {
    fatal ??= `${type} in ${location}`;
  });
  made.once('spawn', () => {
    if (isUnwanted) endAtOnce();
  });
  const ended = new Promise<ProgramEnd>((resolve) => {
    made.once('exit', (code) => {
      isOver = true;
      const end = (): void => resolve({ started: true, how: fatal ?? String(code) });
      if (!words || words.readableEnded || words.destroyed) return end();
      // Its last words may still be in the pipe, unless this Electron takes the hearers away after this event.
      words.once('end', end);
      setImmediate(() => {
        if (!words.listeners('end').includes(end)) end();
      });
    });
  });

  function endAtOnce(): void {
    const { pid } = made;
    if (isOver) return;
    isUnwanted = true;
    if (pid === undefined) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself just now.
    }
  }

  return {
    get pid() {
      return made.pid;
    },
    async send(message) {
      if (isOver) throw new Error('it has ended');
      made.postMessage(message);
    },
    onMessage(hear) {
      made.on('message', hear);
      return () => made.off('message', hear);
    },
    onWords: (hear) => void words?.on('data', hear),
    ended,
    kill: endAtOnce,
    // The app lives until it quits, whatever runs beside it.
    hold: () => {},
  };
}

type Env = Record<string, string>;
