// The strip along the bottom edge of every rendered video: the number of the frame in black and white squares, so that
// a program can tell which frame it looks at.

const BITS = 16;
/** A white square before the bits and a black one after them say how bright white and black came out. */
const CELLS = BITS + 2;
const SHORT_SIDE_PER_HEIGHT = 40;
const LEAST_HEIGHT = 8;
const WHITE = 235;
const BLACK = 16;
/** White and black must be so far apart, of 255, for a strip to be there. */
const LEAST_CONTRAST = 100;

/** A plane of luma: `stride` bytes from one row to the next. */
export type LumaSize = { stride: number; width: number; height: number };

/** Rows that the strip takes at the bottom of a picture; an even number. */
export function stripHeight(width: number, height: number): number {
  return 2 * Math.round(Math.max(LEAST_HEIGHT, Math.min(width, height) / SHORT_SIDE_PER_HEIGHT) / 2);
}

/** Draws the number (0 to 65,535) along the bottom edge of a plane of luma. */
export function drawFrameNumber(luma: Uint8Array, size: LumaSize, frame: number): void {
  const { stride, width, height } = size;
  for (let y = height - stripHeight(width, height); y < height; y += 1) {
    for (let cell = 0; cell < CELLS; cell += 1) {
      const white = cell === 0 || (cell <= BITS && ((frame >> (BITS - cell)) & 1) === 1);
      const from = Math.round((cell * width) / CELLS);
      const to = Math.round(((cell + 1) * width) / CELLS);
      luma.fill(white ? WHITE : BLACK, y * stride + from, y * stride + to);
    }
  }
}

/**
 * Reads the number of a decoded frame from its plane of luma. Answers null when there is no strip along the bottom
 * edge. Of a picture that was padded, pass the part that was not.
 */
export function readFrameNumber(luma: Uint8Array, size: LumaSize): number | null {
  const cells = Array.from({ length: CELLS }, (_, cell) => brightness(luma, size, cell));
  const white = cells[0] ?? 0;
  const black = cells[CELLS - 1] ?? 0;
  if (white - black < LEAST_CONTRAST) return null;
  let frame = 0;
  for (const cell of cells.slice(1, -1)) {
    const part = (cell - black) / (white - black);
    if (part > 0.3 && part < 0.7) return null;
    frame = frame * 2 + (part > 0.5 ? 1 : 0);
  }
  return frame;
}

/** Mean of the middle of a cell, away from what compression smears over its edges. */
function brightness(luma: Uint8Array, { stride, width, height }: LumaSize, cell: number): number {
  const rows = stripHeight(width, height);
  const wide = width / CELLS;
  let sum = 0;
  let count = 0;
  for (let y = height - Math.ceil(rows * 0.75); y < height - Math.floor(rows * 0.25); y += 1) {
    const to = Math.floor((cell + 0.7) * wide);
    for (let x = Math.ceil((cell + 0.3) * wide); x < to; x += 1) {
      sum += luma[y * stride + x] ?? 0;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
