import type { MediaPort } from '../../ports/media.ts';
import type { StartProgram } from '../../ports/programs.ts';
import { defaultMaxMemoryMb } from './limits.ts';
import { type Operation, type Request, type Result, results } from './messages.ts';
import { createMediaProcess } from './process.ts';
import { createTurns } from './turns.ts';

export type MediaOptions = {
  startProgram: StartProgram;
  /** A folder in whose node_modules the codecs may be, where they are not beside this program. */
  nativeFolder?: string | undefined;
  /** 'none': work as on a machine that has no codecs. */
  native?: 'none' | undefined;
  /** Resident memory in MB above which the child process is ended. */
  maxMemoryMb?: number;
  /** Multiplies every time limit. */
  patience?: number;
  /** How long the child process stays without work, in ms. */
  idleMs?: number;
};

const defaultIdleMs = 30_000;

/**
 * Media in a child process of its own: started at the first call, one thing at a time, ended with SIGKILL by an abort, a
 * limit of time or memory and after a while without work. It never keeps this process alive. Nothing is loaded here.
 */
export function createMedia(options: MediaOptions): MediaPort {
  const {
    startProgram,
    native,
    nativeFolder,
    maxMemoryMb = defaultMaxMemoryMb,
    patience = 1,
    idleMs = defaultIdleMs,
  } = options;
  const args = [native ?? 'own', String(maxMemoryMb), ...(nativeFolder === undefined ? [] : [nativeFolder])];
  const process = createMediaProcess({ startProgram, args, maxMemoryMb, patience, idleMs });
  const turn = createTurns();
  /** Remembered until `stop`, which whoever installs codecs calls. */
  let codecs: boolean | null = null;

  async function ask<O extends Operation>(
    operation: O,
    job: Extract<Request, { operation: O; job: unknown }>['job'] | null,
    signal: AbortSignal,
  ): Promise<Result<O>> {
    const endTurn = await turn(signal);
    try {
      const asked = (job === null ? { operation } : { operation, job }) as Request;
      return results[operation].parse(await process.ask(asked, signal)) as Result<O>;
    } finally {
      endTurn();
    }
  }

  return {
    async codecs() {
      codecs ??= await ask('codecs', null, new AbortController().signal);
      return codecs;
    },
    probe: (from, signal) => ask('probe', { from }, signal),
    listen: (from, signal) => ask('listen', { from }, signal),
    picture: (job, signal) => ask('picture', job, signal),
    thumbnail: (job, signal) => ask('thumbnail', job, signal),
    peaks: (job, signal) => ask('peaks', job, signal),
    voice: (job, signal) => ask('voice', job, signal),
    clip: (job, signal) => ask('clip', job, signal),
    join: (job, signal) => ask('join', job, signal),
    async stop() {
      codecs = null;
      await process.stop();
    },
  };
}
