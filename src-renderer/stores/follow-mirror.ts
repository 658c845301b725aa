import { pause } from '../lib/pause.ts';
import { type Mirror, useMirror } from './mirror.ts';

type Following = {
  /** What is watched; another value is a change. */
  pick(mirror: Mirror): unknown;
  /** Called at once, and after each change. */
  look(): void;
  /** Least time (ms) between two looks: a hundred changes in it cost one. */
  everyMs: number;
};

/** Follows a part of the mirror outside of what is drawn, until the signal fires. */
export async function followMirror({ pick, look, everyMs }: Following, signal: AbortSignal): Promise<void> {
  let known: unknown;
  for (let first = true; !signal.aborted; first = false) {
    const now = pick(useMirror.getState());
    if (!first && now === known) {
      await changed(pick, known, signal);
      continue;
    }
    known = now;
    look();
    await pause(everyMs, signal);
  }
}

function changed(pick: Following['pick'], known: unknown, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = useMirror.subscribe((mirror) => pick(mirror) !== known && done());
    signal.addEventListener('abort', done, { once: true });
  });
}
