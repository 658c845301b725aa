import { useEffect, useState } from 'react';

/**
 * Whether the grid stands or moves slowly enough to look at. Tiles that fly past ask for no pictures and no texts: a thousand of them would
 * wait in line before those at which it stops.
 */
const fastPxPerMs = 3;
const restMs = 100;

const waiting = new Set<() => void>();
let last = { top: 0, at: 0 };
let calm = true;
let timer: ReturnType<typeof setTimeout> | undefined;

function rest(): void {
  calm = true;
  for (const done of waiting) done();
  waiting.clear();
}

/** Told of each move of the grid: `top` in px, `at` in ms. */
export function moved(top: number, at: number): void {
  const speed = Math.abs(top - last.top) / Math.max(1, at - last.at);
  last = { top, at };
  if (speed > fastPxPerMs) calm = false;
  if (calm) return;
  clearTimeout(timer);
  timer = setTimeout(rest, restMs);
}

/** True from the first calm moment on. */
export function useCalm(): boolean {
  const [ready, setReady] = useState(calm);
  useEffect(() => {
    if (ready) return;
    const done = (): void => setReady(true);
    if (calm) return done();
    waiting.add(done);
    return () => {
      waiting.delete(done);
    };
  }, [ready]);
  return ready;
}
