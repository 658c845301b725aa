import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Program, StartProgram } from '../../ports/programs.ts';
import { timeLimits } from './limits.ts';
import { type Request, reply } from './messages.ts';
import { withoutPaths } from './without-paths.ts';

export type ProcessOptions = {
  startProgram: StartProgram;
  /** Arguments of the program: where the codecs are. */
  args: readonly string[];
  maxMemoryMb: number;
  /** Multiplies every time limit. */
  patience: number;
  idleMs: number;
};

export type MediaProcess = {
  /** The result as the program sent it. One at a time: the caller sees to that. Rejects once nothing of the work runs any more. */
  ask(request: Request, signal: AbortSignal): Promise<unknown>;
  stop(): Promise<void>;
};

type Child = { program: Program; closed: Promise<string> };

const memoryLookMs = 100;
/** Of what a child writes to its stderr, this much from the end is kept. */
const keptChars = 2_048;

/** The child process in which media are worked on: started when it is needed, ended when it has been idle. */
export function createMediaProcess(options: ProcessOptions): MediaProcess {
  let child: Child | null = null;
  let idle: NodeJS.Timeout | undefined;

  function start(): Child {
    const made = startChild(options);
    void made.closed.then(() => {
      if (child === made) child = null;
    });
    return made;
  }

  function kill(running: Child): Promise<string> {
    if (child === running) child = null;
    running.program.kill();
    return running.closed;
  }

  function rest(running: Child): void {
    running.program.hold(false);
    idle = setTimeout(() => void kill(running), options.idleMs);
    idle.unref();
  }

  async function work(running: Child, request: Request, signal: AbortSignal): Promise<unknown> {
    const limit = timeLimits[request.operation];
    const watch = {
      memory: undefined as NodeJS.Timeout | undefined,
      time: undefined as NodeJS.Timeout | undefined,
    };
    /** Set where this side ends the child: the reason of that, instead of the signal it died of. */
    let reason: unknown = null;
    const end = (why: unknown): void => {
      reason ??= why;
      void kill(running);
    };
    const allow = (seconds: number): void => {
      clearTimeout(watch.time);
      const ms = (limit.baseMs + seconds * limit.perSecondMs) * options.patience;
      watch.time = setTimeout(() => end(failed(`it took longer than ${Math.round(ms)} ms`)), ms);
    };
    const onAbort = (): void => end(signal.reason);
    let forget = (): void => {};
    try {
      signal.addEventListener('abort', onAbort, { once: true });
      allow(0);
      watch.memory = setInterval(() => {
        const mb = residentMb(running.program.pid);
        if (mb > options.maxMemoryMb) end(failed(`it needed more than ${options.maxMemoryMb} MB of memory`));
      }, memoryLookMs);
      const answered = new Promise<unknown>((resolve, reject) => {
        forget = running.program.onMessage((message) => {
          const parsed = reply.safeParse(message);
          if (!parsed.success) end(failed('it answered in words that are not known'));
          else if (parsed.data.kind === 'length') allow(parsed.data.seconds);
          else if (parsed.data.kind === 'done') resolve(parsed.data.result);
          else reject(new RushesError(parsed.data.code, parsed.data.facts));
        });
        void running.closed.then((how) => reject(reason ?? failed(how)));
      });
      running.program.send(request).catch(() => end(failed('it cannot be reached')));
      return await answered;
    } finally {
      clearTimeout(watch.time);
      clearInterval(watch.memory);
      signal.removeEventListener('abort', onAbort);
      forget();
    }
  }

  return {
    async ask(request, signal) {
      signal.throwIfAborted();
      clearTimeout(idle);
      child ??= start();
      const running = child;
      running.program.hold(true);
      try {
        return await work(running, request, signal);
      } finally {
        rest(running);
      }
    },

    async stop() {
      clearTimeout(idle);
      if (!child) return;
      child.program.hold(true);
      await kill(child);
    },
  };
}

const failed = (detail: string): RushesError => new RushesError('media_failed', { detail });

function startChild({ startProgram, args }: ProcessOptions): Child {
  const program = startMediaProgram(startProgram, args);
  let said = '';
  program.onWords((text) => {
    said = (said + text).slice(-keptChars);
  });
  const closed = program.ended.then((end) => {
    if (!end.started) return `it could not be started: ${withoutPaths(end.why)}`;
    const tail = withoutPaths(said.trim());
    return `the media process ended with ${end.how}${tail === '' ? '' : `: ${tail}`}`;
  });
  return { program, closed };
}

/** Starts the media program with these arguments (child.ts says which), and with nothing of the environment that is a key. */
export function startMediaProgram(startProgram: StartProgram, args: readonly string[]): Program {
  return startProgram({
    name: 'Rushes media',
    file: programFile(),
    args,
    cwd: tmpdir(),
    env: harmlessEnvironment(),
    flags: permissions,
  });
}

/**
 * What the program may do: files and native code, but no further process and no thread. Files are not narrowed: those of
 * a job stand wherever the person keeps them, and native code, which does most of the reading, is not bound by it.
 */
const permissions = [
  '--permission',
  '--allow-addons',
  '--allow-fs-read=*',
  '--allow-fs-write=*',
  '--disable-warning=SecurityWarning',
];

/** No key is in here, and nothing that makes Node load further code. */
const harmless =
  /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|LANG|LANGUAGE|LC_[A-Z]+|TZ|SYSTEMROOT|WINDIR|NODE_COMPILE_CACHE|NODE_DISABLE_COMPILE_CACHE)$/i;

function harmlessEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => harmless.test(name)));
}

/** Resident memory of a process; 0 where the system does not tell: there the program looks at itself. */
function residentMb(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return Number(kb ?? 0) / 1_024;
  } catch {
    return 0; // It has just ended; that is told by its exit.
  }
}

/** Built, the program stands beside this one or, from a chunk of it, one folder up; from the sources, in this folder. */
function programFile(): string {
  const found = ['./media.mjs', '../media.mjs', '../../media.mjs', './child.ts']
    .map((at) => fileURLToPath(new URL(at, import.meta.url)))
    .find((path) => existsSync(path));
  if (!found) throw new RushesError('media_failed', { detail: 'the media program is not here' });
  return found;
}
