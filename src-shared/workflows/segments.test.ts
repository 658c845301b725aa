import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Piece, previewEnd, split } from './segments.ts';

/** A voice of sentences with a pause after each. */
const voice = fc
  .array(
    fc.record({
      said: fc.double({ min: 1, max: 9, noNaN: true }),
      pause: fc.double({ min: 0.3, max: 1.5, noNaN: true }),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((sentences) => {
    const silences: [number, number][] = [];
    let at = 0;
    for (const { said, pause } of sentences) {
      at += said;
      silences.push([at, at + pause]);
      at += pause;
    }
    return { seconds: at, silences };
  });

const seconds = ({ startS, endS }: Piece): number => endS - startS;

describe('split', () => {
  test('cuts in pauses only, leaves no gap, and keeps every piece within its bounds', () => {
    fc.assert(
      fc.property(voice, ({ seconds: whole, silences }) => {
        const pieces = split(whole, silences, { least: 2, most: 58, anywhere: false });
        if (!pieces) throw new Error('no way was found through pauses every 10.5 s');
        expect(pieces[0]?.startS).toBe(0);
        expect(pieces.at(-1)?.endS).toBe(whole);
        for (const [i, piece] of pieces.entries()) {
          expect(seconds(piece)).toBeLessThanOrEqual(58);
          if (i === 0) continue;
          expect(piece.startS).toBe(pieces[i - 1]?.endS);
          expect(silences.some(([from, to]) => piece.startS > from && piece.startS < to)).toBe(true);
          expect(seconds(piece)).toBeGreaterThanOrEqual(2);
        }
        // As few as fit: pauses at least every 10.5 s can waste no more than that of each piece.
        expect(pieces.length).toBeLessThanOrEqual(Math.ceil(whole / (58 - 10.5)));
      }),
    );
  });

  test('makes pieces of equal length rather than one long and one short', () => {
    const silences = [10, 20, 30, 40, 50, 60].map((at): [number, number] => [at - 0.2, at + 0.2]);
    expect(split(65, silences, { least: 2, most: 58, anywhere: false })).toEqual([
      { startS: 0, endS: 30 },
      { startS: 30, endS: 65 },
    ]);
  });

  test('finds no way where a voice has no pause for too long', () => {
    expect(split(65, [], { least: 2, most: 58, anywhere: false })).toBeNull();
    expect(split(120, [[100, 101]], { least: 2, most: 58, anywhere: false })).toBeNull();
  });

  test('cuts anywhere where only the picture changes', () => {
    const pieces = split(65, [], { least: 2, most: 9, anywhere: true });
    expect(pieces).toHaveLength(8);
    for (const piece of pieces ?? []) expect(seconds(piece)).toBeGreaterThanOrEqual(8);
  });
});

test('a preview ends in its last pause, and at the limit where there is none in its second half', () => {
  expect(previewEnd(12, [], 15)).toBe(12);
  expect(
    previewEnd(
      65,
      [
        [12, 13],
        [14.8, 16],
      ],
      15,
    ),
  ).toBe(12.5);
  expect(previewEnd(65, [[3, 4]], 15)).toBe(15);
});
