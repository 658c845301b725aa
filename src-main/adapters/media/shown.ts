import type { Frame } from './codecs.ts';
import type { Track } from './decoding.ts';

/** `count` moments, `apartS` seconds from one to the next, the first at `startS`. */
export type Moments = { startS: number; apartS: number; count: number };

/** Clocks of containers are rounded: a frame that begins so little after a moment has begun. */
const toleranceS = 0.002;

/**
 * The picture that is shown at each moment: the last frame that has begun by then; the first one before it begins, the
 * last one after the end. Frames belong to the caller, with `pts` counting from 0. Nothing where no frame can be decoded.
 */
export function* shown(track: Track, { startS, apartS, count }: Moments): Generator<Frame, void> {
  const frames = track.frames(startS);
  let next = frames.next();
  let held: Frame | null = null;
  try {
    for (let k = 0; k < count; k++) {
      const atS = startS + k * apartS + Math.min(toleranceS, apartS / 4);
      while (!next.done && (held === null || track.secondsOf(next.value) <= atS)) {
        held?.free();
        held = next.value;
        next = frames.next();
      }
      if (held === null) return;
      const copy: Frame | null = held.clone();
      if (copy === null) return;
      copy.pts = BigInt(k);
      copy.duration = 1n;
      // A key frame of the source is not one that the encoder must make.
      copy.pictType = 0 as Frame['pictType'];
      yield copy;
    }
  } finally {
    held?.free();
    if (!next.done) next.value.free();
    frames.return();
  }
}
