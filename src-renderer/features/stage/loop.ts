/** A stretch of a clip that is played again and again, in seconds. */
export type LoopRange = { from: number; to: number };

/** Seconds: a shorter one is a buzz, and a slip of the pointer. */
const leastLoopS = 0.1;

const within = (at: number, durationS: number): number => Math.min(durationS, Math.max(0, at));

/** The range between two moments, whichever is first; null where it is too short to be meant. */
export function rangeBetween(a: number, b: number, durationS: number): LoopRange | null {
  const [from, to] = [within(Math.min(a, b), durationS), within(Math.max(a, b), durationS)];
  return to - from < leastLoopS ? null : { from, to };
}

/** Sets the beginning; an end that lies before it goes to the end of the clip. */
export function rangeFrom(range: LoopRange | null, at: number, durationS: number): LoopRange | null {
  const from = within(Math.min(at, durationS - leastLoopS), durationS);
  const to = range && range.to - from >= leastLoopS ? range.to : durationS;
  return rangeBetween(from, to, durationS);
}

/** Sets the end; a beginning that lies behind it goes to the beginning of the clip. */
export function rangeTo(range: LoopRange | null, at: number, durationS: number): LoopRange | null {
  const to = within(Math.max(at, leastLoopS), durationS);
  const from = range && to - range.from >= leastLoopS ? range.from : 0;
  return rangeBetween(from, to, durationS);
}

/** The part of a range that a clip of this length has; null where less is left of it than is worth a loop. */
export const rangeIn = (range: LoopRange | null, durationS: number): LoopRange | null =>
  range && rangeBetween(range.from, range.to, durationS);

/** Where to jump to now that the clip has come to `at`; null: it goes on. */
export const jumpOf = (at: number, range: LoopRange): number | null =>
  at >= range.to || at < range.from - leastLoopS ? range.from : null;

/** The middle of the frame that lies `by` frames from the one at `at`: a player that rounds shows this frame and no other. */
export function frameFrom(at: number, by: number, clip: { fps: number; durationS: number }): number {
  const last = Math.max(0, Math.round(clip.durationS * clip.fps) - 1);
  const now = Math.floor(at * clip.fps + 0.001);
  const frame = Math.min(last, Math.max(0, now + by));
  return Math.min(clip.durationS, (frame + 0.5) / clip.fps);
}

/** A moment of one clip in another that may be shorter: its last frame where it does not reach so far. */
export const momentIn = (at: number, durationS: number): number =>
  durationS > 0 ? Math.min(at, Math.max(0, durationS - 0.02)) : at;
