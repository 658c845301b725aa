import type { Frame } from './codecs.ts';
import type { Track } from './decoding.ts';
import type { Shape, Size } from './shape.ts';

/** Filters that make square pixels and turn a picture as it is shown, and its size then. */
export function upright(track: Track, first: Frame): { filters: string[]; size: Size } {
  const filters: string[] = [];
  let { width, height } = first;
  const { num, den } = first.sampleAspectRatio;
  if (num > 0 && den > 0 && num !== den) {
    width = Math.max(2, Math.round((width * num) / den));
    filters.push(`scale=${width}:${height}`, 'setsar=1');
  }
  const turn = { 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] }[track.turned];
  if (turn) filters.push(...turn);
  if (track.turned % 180 !== 0) [width, height] = [height, width];
  return { filters, size: { width, height } };
}

/** Filters that bring an upright picture to a shape: cut around its middle, scaled, black bars around it. */
export function reshape(from: Size, { cut, inner, size }: Shape): string[] {
  const filters: string[] = [];
  if (cut.width !== from.width || cut.height !== from.height) filters.push(`crop=${cut.width}:${cut.height}`);
  filters.push(`scale=${inner.width}:${inner.height}:out_range=tv`);
  if (inner.width !== size.width || inner.height !== size.height) {
    filters.push(`pad=${size.width}:${size.height}:(ow-iw)/2:(oh-ih)/2`);
  }
  return [...filters, 'setsar=1', 'format=yuv420p'];
}
