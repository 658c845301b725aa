// Decodes a picture once, brings it to a little more than the size of the video, and takes frames from it that move by
// less than a pixel.

import type { Sharp } from 'sharp';
import type { I420 } from './marks.ts';
import { Refused } from './refused.ts';

export type Look = 'preview' | 'final';
export type Plane = { data: Uint8Array; width: number; height: number };
/** A decoded picture, larger than a frame by `ROOM`. */
export type Still = { y: Plane; u: Plane; v: Plane };
/** What a frame shows of a still: its middle and its part of the still's width, all 0 to 1. */
export type View = { x: number; y: number; part: number };

/** How much larger than a frame a still is: a view of 1 / ROOM shows it dot by dot. */
export const ROOM = 1.15;
const LARGEST_PIXELS = 50_000_000;
const PREVIEW_BLUR = 1.6;
const PREVIEW_CONTRAST = 0.88;
const PREVIEW_SATURATION = 0.85;
const FINAL_SHARPEN = 0.9;

/** Width and height of a picture as it is shown; `Refused` (image_load_error) if it is none. */
export async function sizeOfPicture(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await (await open(bytes)).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    throw new Refused('image', 'image_load_error', 'The image could not be loaded.');
  }
}

/**
 * Decodes a picture for frames of this size, cut to their ratio around the middle. A preview comes out softer and
 * paler than it is, a final a little crisper. What is transparent turns black.
 */
export async function openStill(
  bytes: Uint8Array,
  frame: { width: number; height: number },
  look: Look,
): Promise<Still> {
  const width = even(frame.width * ROOM);
  const height = even(frame.height * ROOM);
  const whole = (await open(bytes)).autoOrient().flatten({ background: '#000' }).toColourspace('srgb');
  const fitted = whole.resize(width, height, { fit: 'cover' });
  const looked =
    look === 'preview'
      ? fitted
          .blur(PREVIEW_BLUR)
          .modulate({ saturation: PREVIEW_SATURATION })
          .linear(PREVIEW_CONTRAST, 128 * (1 - PREVIEW_CONTRAST))
      : fitted.sharpen({ sigma: FINAL_SHARPEN });
  try {
    const { data } = await looked.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return toPlanes(data, width, height);
  } catch {
    throw new Refused('image', 'image_load_error', 'The image could not be loaded.');
  }
}

async function open(bytes: Uint8Array): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  return sharp(bytes, { limitInputPixels: LARGEST_PIXELS, failOn: 'error' });
}

/** The nearest even number of at least 2. */
export function even(value: number): number {
  return Math.max(2, 2 * Math.round(value / 2));
}

/** RGB to planes of BT.709 in limited range (ITU-R BT.709-6, item 3), chroma as the mean of four dots. */
function toPlanes(rgb: Uint8Array, width: number, height: number): Still {
  const half = { width: width >> 1, height: height >> 1 };
  const y = new Uint8Array(width * height);
  const u = new Uint8Array(half.width * half.height);
  const v = new Uint8Array(half.width * half.height);
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let dot = 0; dot < 4; dot += 1) {
        const at = (row + (dot >> 1)) * width + column + (dot & 1);
        const r = rgb[at * 3] ?? 0;
        const g = rgb[at * 3 + 1] ?? 0;
        const b = rgb[at * 3 + 2] ?? 0;
        y[at] = 16.5 + (219 / 255) * (0.2126 * r + 0.7152 * g + 0.0722 * b);
        red += r;
        green += g;
        blue += b;
      }
      const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      const at = (row >> 1) * half.width + (column >> 1);
      u[at] = 128.5 + ((224 / 255) * (blue - luma)) / 4 / 1.8556;
      v[at] = 128.5 + ((224 / 255) * (red - luma)) / 4 / 1.5748;
    }
  }
  return { y: { data: y, width, height }, u: { data: u, ...half }, v: { data: v, ...half } };
}

/** Draws what a view shows of a still into a frame. */
export function drawView(still: Still, view: View, frame: I420): void {
  const { data, width, height } = frame;
  const half = (width >> 1) * (height >> 1);
  const luma = width * height;
  sample(still.y, view, { data: data.subarray(0, luma), width, height });
  const small = { width: width >> 1, height: height >> 1 };
  sample(still.u, view, { data: data.subarray(luma, luma + half), ...small });
  sample(still.v, view, { data: data.subarray(luma + half), ...small });
}

const ONE = 256;

/**
 * Bilinear; positions are fractions, so that the picture glides instead of jumping from dot to dot. First along a row, then between two rows:
 * the lower of one line is mostly the upper of the next, and is not made again.
 */
function sample(from: Plane, view: View, to: Plane): void {
  const columns = steps(from.width, to.width, { middle: view.x, part: view.part });
  const rows = steps(from.height, to.height, { middle: view.y, part: view.part });
  const { width } = to;
  let above: Line = { row: -1, dots: new Uint16Array(width) };
  let below: Line = { row: -1, dots: new Uint16Array(width) };
  const bring = (line: Line, row: number): void => {
    if (line.row === row) return;
    line.row = row;
    along(from.data.subarray(row * from.width, (row + 1) * from.width), columns, line.dots);
  };
  for (let y = 0; y < to.height; y += 1) {
    const row = rows.at[y] as number;
    if (above.row !== row) [above, below] = [below, above];
    bring(above, row);
    bring(below, row + 1);
    const target = to.data.subarray(y * width, (y + 1) * width);
    blend({ above: above.dots, below: below.dots, down: rows.weight[y] as number }, target);
  }
}

type Steps = { at: Int32Array; weight: Int32Array };
/** One row of a plane, as wide as the target, in 256ths. */
type Line = { row: number; dots: Uint16Array };

function along(source: Uint8Array, { at, weight }: Steps, dots: Uint16Array): void {
  for (let x = 0; x < dots.length; x += 1) {
    const left = at[x] as number;
    const right = weight[x] as number;
    dots[x] = (source[left] as number) * (ONE - right) + (source[left + 1] as number) * right;
  }
}

type Blend = { above: Uint16Array; below: Uint16Array; down: number };

function blend({ above, below, down }: Blend, target: Uint8Array): void {
  for (let x = 0; x < target.length; x += 1) {
    target[x] = ((above[x] as number) * (ONE - down) + (below[x] as number) * down + 32_768) >> 16;
  }
}

/** For each dot of the target the dot of the source before it, and the weight of the one after, 0 to 256. */
function steps(source: number, target: number, { middle, part }: { middle: number; part: number }): Steps {
  const at = new Int32Array(target);
  const weight = new Int32Array(target);
  const step = (source * part) / target;
  const first = source * (middle - part / 2) + step / 2 - 0.5;
  for (let index = 0; index < target; index += 1) {
    const place = Math.min(source - 1.001, Math.max(0, first + index * step));
    at[index] = Math.floor(place);
    weight[index] = Math.round((place - Math.floor(place)) * ONE);
  }
  return { at, weight };
}
