// What is burnt into every rendered picture: the word DEMO and the number of the frame, for people, and the strip of
// `frame-number.ts`, for programs.

import { drawFrameNumber, stripHeight } from './frame-number.ts';

/** Planes Y, U and V of one picture without padding, one after the other; both sides are even. */
export type I420 = { data: Uint8Array; width: number; height: number };

// 5 x 7 dots, one number for a row, the leftmost dot is 16.
const GLYPHS: Record<string, readonly number[]> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
};
const ADVANCE = 6;
const ROWS = 7;
const DOTS_IN_SHORT_SIDE = 120;
const WHITE = 235;
const BLACK = 16;
const GREY = 128;

/** Burns the marks of a frame in. */
export function drawMarks(picture: I420, frame: number): void {
  const { data, width, height } = picture;
  const dot = 2 * Math.max(1, Math.round(Math.min(width, height) / DOTS_IN_SHORT_SIDE / 2));
  const text = `DEMO ${frame}`;
  const margin = 4 * dot;
  const box = {
    x: margin,
    y: margin,
    width: Math.min((text.length * ADVANCE + 3) * dot, width - 2 * margin),
    height: (ROWS + 4) * dot,
  };
  fill(picture, box, BLACK);
  [...text].forEach((letter, index) => {
    const rows = GLYPHS[letter] ?? [];
    rows.forEach((bits, row) => {
      for (let column = 0; column < 5; column += 1) {
        if (((bits >> (4 - column)) & 1) === 0) continue;
        const x = box.x + (2 + index * ADVANCE + column) * dot;
        if (x + dot > width) continue;
        for (let y = box.y + (2 + row) * dot; y < box.y + (3 + row) * dot; y += 1) {
          data.fill(WHITE, y * width + x, y * width + x + dot);
        }
      }
    });
  });
  const strip = stripHeight(width, height);
  fill(picture, { x: 0, y: height - strip, width, height: strip }, BLACK);
  drawFrameNumber(data, { stride: width, width, height }, frame);
}

type Box = { x: number; y: number; width: number; height: number };

/** Fills a box of even numbers with grey of a brightness. */
function fill({ data, width, height }: I420, box: Box, luma: number): void {
  for (let y = box.y; y < box.y + box.height; y += 1)
    data.fill(luma, y * width + box.x, y * width + box.x + box.width);
  const half = width >> 1;
  for (const plane of [width * height, width * height + half * (height >> 1)]) {
    for (let y = box.y >> 1; y < (box.y + box.height) >> 1; y += 1) {
      const at = plane + y * half + (box.x >> 1);
      data.fill(GREY, at, at + (box.width >> 1));
    }
  }
}
