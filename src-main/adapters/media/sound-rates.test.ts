import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { someOf } from '../../../test/full.ts';
import { startProgram } from '../system/program.ts';
import { createMedia } from './media.ts';
import { ffmpeg, ffmpegMissing, hasFfmpeg, read, tonesOf, writeClip, writeTones } from './test-files.ts';

/** Sound of every rate that a recorder writes, also of those that no encoder here takes: as long, and at the same moments. */
const here = mkdtempSync(join(tmpdir(), 'rushes-media-rates-'));
const at = (name: string): string => join(here, name);
const media = createMedia({ startProgram });
const { signal } = new AbortController();
const readable = hasFfmpeg();

beforeAll(() => {
  if (!readable) return;
  writeTones(at('tones.wav'), 6, [1, 4]);
  writeClip(at('clip.mp4'), { seconds: 3, sound: false });
});
afterAll(async () => {
  await media.stop();
  rmSync(here, { recursive: true, force: true });
});

test.each(someOf([11_025, 192_000, 8_000, 44_100, 88_200], 2))(
  '%i samples a second: a piece of it, and under a joined video',
  async (rate) => {
    if (!readable) return console.log(`skipped: sound of ${rate}: ${ffmpegMissing}`);
    const from = at(`voice-${rate}.wav`);
    ffmpeg('-i', at('tones.wav'), '-ar', String(rate), from);
    expect((await media.listen(from, signal)).durationS).toBeCloseTo(6, 2);

    await media.voice({ from, to: at('piece.mp3'), startS: 0.6, endS: 4.6 }, signal);
    const tones = await tonesOf(at('piece.mp3'));
    expect(tones).toHaveLength(2);
    for (const [i, moment] of [0.4, 3.4].entries()) expect(tones[i]).toBeCloseTo(moment, 1);

    const parts = [at('clip.mp4'), at('clip.mp4')].map((path) => ({ from: path, seconds: 3 }));
    await media.join({ parts, to: at('joined.mp4'), voice: from, frame: null, fps: null }, signal);
    expect((await read(at('joined.mp4'))).audio?.seconds).toBeCloseTo(6, 1);
    const laid = await tonesOf(at('joined.mp4'));
    expect(laid).toHaveLength(2);
    for (const [i, moment] of [1, 4].entries()) expect(laid[i]).toBeCloseTo(moment, 1);
  },
);
