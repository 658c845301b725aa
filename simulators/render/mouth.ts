// A mouth that opens with the loudness of a voice: an ellipse where a portrait has its mouth.

import type { I420 } from './marks.ts';
import type { View } from './picture.ts';

/** Where a portrait, shoulders up, has its mouth, and how large it is, as parts of its width and height. */
const PLACE = { x: 0.5, y: 0.475, width: 0.062, least: 0.0016, most: 0.021 };
const SKIN = { y: 78, u: 114, v: 178 };
const TEETH = { y: 214, u: 122, v: 134 };
const TEETH_PART = 0.34;
/** Loudness (root mean square, full scale is 1) at which the mouth is wide open. */
const LOUD = 0.16;
const QUIET = 0.008;
/** Part of the last frame's opening that stays, so that the mouth does not flutter. */
const INERTIA = 0.35;

/** How far the mouth is open in each frame, 0 to 1, from mono sound. */
export function openings(sound: Float32Array, frames: number, samplesPerFrame: number): Float32Array {
  const open = new Float32Array(frames);
  let before = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const part = sound.subarray(
      Math.round(frame * samplesPerFrame),
      Math.round((frame + 1) * samplesPerFrame),
    );
    let sum = 0;
    for (const sample of part) sum += sample * sample;
    const loudness = part.length === 0 ? 0 : Math.sqrt(sum / part.length);
    const now = Math.min(1, Math.max(0, (loudness - QUIET) / (LOUD - QUIET)) ** 0.7);
    before = before * INERTIA + now * (1 - INERTIA);
    open[frame] = before;
  }
  return open;
}

/** Draws the mouth into a frame that shows a portrait by this view; `open` is 0 to 1. */
export function drawMouth(frame: I420, view: View, open: number): void {
  const { data, width, height } = frame;
  const scale = 1 / view.part;
  const x = width * ((PLACE.x - view.x) * scale + 0.5);
  const y = height * ((PLACE.y - view.y) * scale + 0.5);
  const wide = width * PLACE.width * scale * (1 - 0.18 * open);
  const tall = height * scale * (PLACE.least + (PLACE.most - PLACE.least) * open);
  const luma = { data, width, height };
  ellipse(luma, { x, y, wide, tall }, SKIN.y);
  const teeth = { x, y: y - tall * (1 - TEETH_PART), wide: wide * 0.72, tall: tall * TEETH_PART };
  if (open > 0.25) ellipse(luma, teeth, TEETH.y);
  const size = width * height;
  const half = { width: width >> 1, height: height >> 1 };
  const small = { x: x / 2, y: y / 2, wide: wide / 2, tall: tall / 2 };
  const smallTeeth = { x: teeth.x / 2, y: teeth.y / 2, wide: teeth.wide / 2, tall: teeth.tall / 2 };
  for (const [index, channel] of (['u', 'v'] as const).entries()) {
    const from = size + index * half.width * half.height;
    const plane = { data: data.subarray(from, from + half.width * half.height), ...half };
    ellipse(plane, small, SKIN[channel]);
    if (open > 0.25) ellipse(plane, smallTeeth, TEETH[channel]);
  }
}

type Ellipse = { x: number; y: number; wide: number; tall: number };

/** Fills an ellipse with a soft edge of about one dot. */
function ellipse(
  { data, width, height }: { data: Uint8Array; width: number; height: number },
  { x, y, wide, tall }: Ellipse,
  value: number,
): void {
  const edge = 1 / Math.max(1, Math.min(wide, tall));
  for (let row = Math.max(0, Math.floor(y - tall - 1)); row <= Math.min(height - 1, y + tall + 1); row += 1) {
    for (
      let column = Math.max(0, Math.floor(x - wide - 1));
      column <= Math.min(width - 1, x + wide + 1);
      column += 1
    ) {
      const away = Math.hypot((column - x) / wide, (row - y) / tall);
      const cover = Math.min(1, Math.max(0, (1 + edge - away) / (2 * edge)));
      if (cover === 0) continue;
      const at = row * width + column;
      data[at] = Math.round((data[at] as number) * (1 - cover) + value * cover);
    }
  }
}
