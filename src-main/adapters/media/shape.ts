import type { Frame as Asked } from '../../ports/media.ts';

export type Size = { width: number; height: number };
/** `inner`: the picture after it was cut to `cut` and scaled; `size`: with the border around it. */
export type Shape = { size: Size; cut: Size; inner: Size };

/** Sizes whose ratios differ by less than this are the same shape: they come from rounding to whole pixels. */
const sameRatio = 0.01;

export const even = (side: number): number => Math.max(2, 2 * Math.floor(side / 2 + 1e-9));

export function ratioOf(frame: Asked): number {
  const [width = 1, height = 1] = frame.ratio.split(':').map(Number);
  return width / height;
}

export const hasShape = ({ width, height }: Size, frame: Asked | null): boolean =>
  frame === null || Math.abs(width / height / ratioOf(frame) - 1) < sameRatio;

/**
 * What becomes of a picture of `from` for `frame`, all sides even. Cropped, it keeps its pixels and loses what stands
 * over; padded, the whole has as many pixels as `from` had, so a wide picture in a tall frame is as sharp as a tall one.
 */
export function shapeFor(from: Size, frame: Asked | null): Shape {
  if (hasShape(from, frame) || frame === null) {
    const size = { width: even(from.width), height: even(from.height) };
    return { size, cut: from, inner: size };
  }
  const ratio = ratioOf(frame);
  if (frame.fit === 'crop') {
    const cut = cutTo(from, ratio);
    const size = { width: even(cut.width), height: even(cut.height) };
    return { size, cut, inner: size };
  }
  const height = Math.sqrt((from.width * from.height) / ratio);
  const size = { width: even(height * ratio), height: even(height) };
  return { size, cut: from, inner: within(from, size) };
}

/** What becomes of a picture of `from` in a frame of exactly `size`. */
export function shapeInto(from: Size, size: Size, fit: Asked['fit']): Shape {
  const near = Math.abs(from.width / from.height / (size.width / size.height) - 1) < sameRatio;
  if (near || fit === 'crop')
    return { size, cut: near ? from : cutTo(from, size.width / size.height), inner: size };
  return { size, cut: from, inner: within(from, size) };
}

/** The largest part of the ratio. */
export function cutTo(from: Size, ratio: number): Size {
  return from.width / from.height > ratio
    ? { width: Math.min(from.width, Math.round(from.height * ratio)), height: from.height }
    : { width: from.width, height: Math.min(from.height, Math.round(from.width / ratio)) };
}

function within(from: Size, size: Size): Size {
  const scale = Math.min(size.width / from.width, size.height / from.height);
  return {
    width: Math.min(size.width, even(from.width * scale + 0.5)),
    height: Math.min(size.height, even(from.height * scale + 0.5)),
  };
}
