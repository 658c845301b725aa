// How a picture moves and what tells a final from a preview.

import { type Chooser, chooser } from '../seeded.ts';
import type { I420 } from './marks.ts';
import { ROOM, type View } from './picture.ts';

type Move = { from: View; to: View };

// The smallest part of a still that a view takes: there it is seen dot by dot.
const NEAR = 1 / ROOM;
const FAR = 0.985;
const PART_OF_LOOP = 2 * Math.PI;

/** The move of a video, chosen by its seed: where the view is after this part (0 to 1) of it. */
export function chooseMove(seed: string, loop: boolean): (progress: number) => View {
  const choose = chooser(seed);
  const { from, to } = moveOf(choose);
  return (progress) => {
    // A loop comes back to where it began; any other move starts and ends gently.
    const turn = loop ? (1 - Math.cos(PART_OF_LOOP * progress)) / 2 : smooth(progress);
    return {
      x: from.x + (to.x - from.x) * turn,
      y: from.y + (to.y - from.y) * turn,
      part: from.part + (to.part - from.part) * turn,
    };
  };
}

function moveOf(choose: Chooser): Move {
  const kind = choose(['in', 'out', 'across', 'up'] as const);
  const side = choose([-1, 1] as const);
  const lean = choose([0.2, 0.5, 0.8, 1] as const);
  const room = (part: number): number => (1 - part) / 2;
  const far: View = { x: 0.5, y: 0.5, part: FAR };
  const near: View = { x: 0.5 + side * lean * room(NEAR), y: 0.5 - lean * room(NEAR), part: NEAR };
  switch (kind) {
    case 'in':
      return { from: far, to: near };
    case 'out':
      return { from: near, to: far };
    case 'across':
      return {
        from: { x: 0.5 - side * room(NEAR), y: 0.5, part: NEAR },
        to: { x: 0.5 + side * room(NEAR), y: 0.5 - side * lean * room(NEAR), part: NEAR },
      };
    case 'up':
      return {
        from: { x: 0.5, y: 0.5 + side * room(NEAR), part: NEAR },
        to: { x: 0.5 + side * lean * room(NEAR), y: 0.5 - side * room(NEAR), part: NEAR },
      };
  }
}

function smooth(progress: number): number {
  return progress * (0.6 + progress * (1.2 - 0.8 * progress));
}

const SWEEP_WIDTH = 0.35;
const SWEEP_LIGHT = 22;
const SWEEP_SLANT = 0.35;

/** A final's light: a soft bright band that wanders once across the picture. */
export function sweepLight({ data, width, height }: I420, progress: number): void {
  const reach = Math.round(width * SWEEP_WIDTH);
  const run = width + Math.round(height * SWEEP_SLANT);
  const middle = -reach + progress * (run + 2 * reach);
  const light = Uint8Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.round((SWEEP_LIGHT * (1 + Math.cos((Math.PI * (at - reach)) / reach))) / 2),
  );
  for (let y = 0; y < height; y += 1) {
    const centre = Math.round(middle - y * SWEEP_SLANT);
    const to = Math.min(width, centre + reach);
    for (let x = Math.max(0, centre - reach); x < to; x += 1) {
      const at = y * width + x;
      const value = (data[at] as number) + (light[x - centre + reach] as number);
      data[at] = value > 235 ? 235 : value;
    }
  }
}

const GRAIN_SIDE = 128;
const GRAIN = 3;
const GRAIN_DOT = 3;

/** A preview's grain: coarse and different in every frame, the same for the same seed. */
export function makeGrain(seed: string): (picture: I420, frame: number) => void {
  const choose = chooser(`${seed} grain`);
  const levels = [-GRAIN, -1, 0, 0, 1, GRAIN] as const;
  const side = Math.ceil(GRAIN_SIDE / GRAIN_DOT);
  const dots = Int8Array.from({ length: side * side }, () => choose(levels));
  const tile = Int8Array.from(
    { length: GRAIN_SIDE * GRAIN_SIDE },
    (_, at) =>
      dots[
        Math.floor(Math.floor(at / GRAIN_SIDE) / GRAIN_DOT) * side + Math.floor((at % GRAIN_SIDE) / GRAIN_DOT)
      ] as number,
  );
  return ({ data, width, height }, frame) => {
    const right = (frame * 53) % GRAIN_SIDE;
    const down = (frame * 31) % GRAIN_SIDE;
    for (let y = 0; y < height; y += 1) {
      const row = ((y + down) % GRAIN_SIDE) * GRAIN_SIDE;
      for (let x = 0; x < width; x += 1) {
        const at = y * width + x;
        const value = (data[at] as number) + (tile[row + ((x + right) & (GRAIN_SIDE - 1))] as number);
        data[at] = value < 16 ? 16 : value;
      }
    }
  };
}
