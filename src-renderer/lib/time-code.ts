/** How long a clip is as `M:SS`, rounded; nothing that can be played is 0:00. */
export const lengthCode = (seconds: number): string => timeCode(Math.max(1, Math.round(seconds)), null);

/** A moment of a clip as `M:SS:FF`; without frames a second as `M:SS`. */
export function timeCode(seconds: number, fps: number | null): string {
  const safe = Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
  const two = (n: number): string => String(n).padStart(2, '0');
  if (fps === null) return `${Math.floor(safe / 60)}:${two(Math.floor(safe % 60))}`;
  // A quarter of a frame of grace: a moment that a player tells a little early still belongs to its frame, and so does the middle of it.
  const rate = Math.round(fps);
  const frames = Math.floor(safe * fps + 0.25);
  const whole = Math.floor(frames / rate);
  return `${Math.floor(whole / 60)}:${two(whole % 60)}:${two(frames % rate)}`;
}
