import { constants } from 'node:os';

/** Thrown through a command when it is asked to end. */
export class Interrupted extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('interrupted');
    this.name = 'Interrupted';
    this.exitCode = exitCode;
  }
}

export const ctrlC = (): Interrupted => new Interrupted(128 + constants.signals.SIGINT);

/** npm, npx and a terminal may deliver the same Ctrl-C twice within this time (ms). */
const sameMs = 300;

/**
 * Turns the signals that ask this process to end into one abort, so that a stream and a save can come to their end. A
 * second, later one ends the process at once; what is on disk by then is whole.
 */
export function listenForInterrupts(): { signal: AbortSignal; stop(): void } {
  const asked = new AbortController();
  let first: number | null = null;
  const on = (name: NodeJS.Signals): void => {
    const code = 128 + (constants.signals[name] ?? 0);
    if (first === null) {
      first = performance.now();
      asked.abort(new Interrupted(code));
    } else if (performance.now() - first > sameMs) {
      process.exit(code);
    }
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, on);
  return {
    signal: asked.signal,
    stop: () => {
      for (const name of names) process.off(name, on);
    },
  };
}

/** Waits `ms`, or until one of the signals fires. Never throws, leaves nothing behind. */
export function pause(ms: number, ...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    for (const signal of signals) {
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    }
  });
}
