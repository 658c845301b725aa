import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { someOf } from '../../../test/full.ts';
import { startProgram } from '../system/program.ts';
import { createMedia } from './media.ts';
import {
  endOf,
  ffmpeg,
  ffmpegMissing,
  flashesOf,
  hasFfmpeg,
  read,
  samplesOf,
  tonesOf,
  writeClip,
  writeTones,
} from './test-files.ts';

/** Exactness of what is made, read by ffprobe and ffmpeg. */
const here = mkdtempSync(join(tmpdir(), 'rushes-media-'));
const at = (name: string): string => join(here, name);
const media = createMedia({ startProgram });
const bare = createMedia({ startProgram, native: 'none' });
const { signal } = new AbortController();
const keep = { seconds: null, frame: null, fps: null, sound: true };
const readable = hasFfmpeg();

/** Sound and pictures may be apart by this much. */
const apartS = 0.04;
/** Tones of the inputs begin at the next block of 1,024 samples. */
const blockS = 1_024 / 48_000;

function expectInSync(tones: readonly number[], flashes: readonly number[]): void {
  expect(tones).toHaveLength(flashes.length);
  for (const [i, tone] of tones.entries()) {
    expect(tone - flashes[i]!).toBeGreaterThan(-apartS);
    expect(tone - flashes[i]!).toBeLessThan(apartS + blockS);
  }
}

beforeAll(() => {
  if (!readable) return;
  writeClip(at('four.mp4'), { seconds: 4, flashes: [1, 3] });
  writeClip(at('mute.mp4'), { seconds: 2, sound: false });
  writeTones(at('voice.mp3'), 6, [1, 4]);
});
beforeEach((ctx) => {
  if (!readable) ctx.skip(ffmpegMissing);
});
afterAll(async () => {
  await Promise.all([media.stop(), bare.stop()]);
  rmSync(here, { recursive: true, force: true });
});

describe('probe', () => {
  test('tells what ffprobe tells', async () => {
    const found = await media.probe(at('four.mp4'), signal);
    expect(found).toEqual({
      kind: 'video',
      mime: 'video/mp4',
      durationS: 4,
      width: 320,
      height: 240,
      fps: 24,
      frames: 96,
      videoCodec: 'avc',
      audioCodec: 'aac',
    });
    expect((await media.probe(at('voice.mp3'), signal)).durationS).toBeCloseTo(6, 1);
  });

  test('shows a turned video as it is shown, and every operation keeps it so', async () => {
    const turned = ['-c', 'copy', '-metadata:s:v', 'rotate=90', at('turned.mp4')];
    ffmpeg('-i', at('mute.mp4'), ...turned);
    const to = at('out.mp4');
    const upright = { width: 240, height: 320 };
    expect(await media.probe(at('turned.mp4'), signal)).toMatchObject(upright);
    const copied = await media.clip({ ...keep, from: at('turned.mp4'), to }, signal);
    expect(copied).toMatchObject({ ...upright, copied: true });
    const encoded = await media.clip({ ...keep, from: at('turned.mp4'), to, fps: 30 }, signal);
    expect(encoded).toMatchObject({ ...upright, copied: false });
    expect((await read(to)).video).toMatchObject(upright);
    const parts = [1, 2].map(() => ({ from: at('turned.mp4'), seconds: 2 }));
    const joined = await media.join({ parts, to, voice: null, frame: null, fps: null }, signal);
    expect(joined).toMatchObject({ ...upright, copied: true });
  });

  test('does not count frames that an edit list hides', async () => {
    writeClip(at('six.mp4'), { seconds: 6, flashes: [3], more: ['-g', '48'] });
    ffmpeg('-ss', '1.6', '-i', at('six.mp4'), '-t', '3', '-c', 'copy', at('hidden.mp4'));
    const shownFrames = (await media.probe(at('hidden.mp4'), signal)).frames!;
    expect(shownFrames).toBeLessThanOrEqual(75);
    const made = await media.clip({ ...keep, from: at('hidden.mp4'), to: at('out.mp4') }, signal);
    expect(made).toMatchObject({ copied: false, frames: shownFrames });
    expect(await flashesOf(at('out.mp4'))).toEqual(await flashesOf(at('hidden.mp4')));
  });
});

describe('sound', () => {
  test('is heard whole: its length, its pauses, its loudest sample', async () => {
    const heard = await media.listen(at('voice.mp3'), signal);
    expect(heard.durationS).toBeCloseTo(6, 2);
    const expected = [
      [0, 1],
      [1.2, 4],
      [4.2, 6],
    ];
    expect(heard.silences).toHaveLength(expected.length);
    for (const [i, [from, to]] of heard.silences.entries()) {
      expect(Math.abs(from - expected[i]![0]!)).toBeLessThan(apartS);
      expect(Math.abs(to - expected[i]![1]!)).toBeLessThan(apartS);
    }
    expect(heard.loudest).toBeCloseTo(0.125, 1);
  });

  test.each(['wav', 'm4a', 'ogg'])('is heard from %s as from MP3', async (ext) => {
    const path = writeTones(at(`other.${ext}`), 3, [1]);
    const { durationS, silences } = await media.listen(path, signal);
    expect(durationS).toBeCloseTo(3, 1);
    expect(Math.abs(silences[0]![1] - 1)).toBeLessThan(apartS);
  });

  test('as peaks: as many as were asked, loud where it is loud', async () => {
    const made = await media.peaks({ from: at('four.mp4'), to: at('peaks.part'), buckets: 40 }, signal);
    expect(made).toMatchObject({ mime: 'application/json', durationS: 4 });
    const file = JSON.parse(readFileSync(at('peaks.part'), 'utf8'));
    expect(file).toMatchObject({ version: 1, durationS: 4 });
    const loud = (file.peaks as number[]).flatMap((peak, i) => (peak > 0.05 ? [i / 10] : []));
    expect(loud.slice(0, 2)).toEqual([1, 1.1]);
    expect(file.peaks).toHaveLength(40);
    expect(loud.every((s) => (s >= 1 && s <= 1.3) || (s >= 3 && s <= 3.3))).toBe(true);
  });

  test('as a piece of a voice in MP3: to the sample, one loudness', async () => {
    const job = { from: at('voice.mp3'), to: at('piece.part'), startS: 0.6, endS: 4.6 };
    const made = await media.voice(job, signal);
    expect(made).toMatchObject({ kind: 'audio', mime: 'audio/mpeg', audioCodec: 'mp3' });
    expect((await read(job.to)).audio).toMatchObject({ codec: 'mp3', channels: 1, rate: 48_000 });
    ffmpeg('-f', 'mp3', '-i', job.to, at('piece.wav'));
    expect((await samplesOf(at('piece.wav'))).length).toBe(4 * 48_000);
    expectInSync(await tonesOf(at('piece.wav')), [0.4, 3.4]);
    expect(await endOf(media.voice({ ...job, startS: 7, endS: 8 }, signal))).toMatch(/^media_refused/);
  });
});

describe('a clip', () => {
  test('that is so already is taken over, with and without its sound', async () => {
    const job = { ...keep, from: at('four.mp4'), to: at('out.mp4') };
    expect(await media.clip(job, signal)).toMatchObject({ copied: true, frames: 96, audioCodec: 'aac' });
    expectInSync(await tonesOf(job.to), [1, 3]);
    const mute = await bare.clip({ ...job, seconds: 4, fps: 24, sound: false }, signal);
    expect(mute).toMatchObject({ copied: true, frames: 96, audioCodec: null });
    expect((await read(job.to)).audio).toBeNull();
  });

  const wanted = [
    [{ seconds: 3 }, { frames: 72, fps: '24/1', width: 320, height: 240, seconds: 3 }],
    [
      { seconds: 3.3, fps: 30 },
      { frames: 99, fps: '30/1', seconds: 3.3 },
    ],
    [{ fps: 29.97 }, { frames: 120, fps: '30000/1001', seconds: 4.004 }],
    [
      { seconds: 5, fps: 25 },
      { frames: 125, fps: '25/1', seconds: 5 },
    ],
    [{ frame: { ratio: '9:16', fit: 'crop' as const } }, { frames: 96, width: 134, height: 240 }],
    [{ frame: { ratio: '1:1', fit: 'pad' as const } }, { frames: 96, width: 276, height: 276 }],
  ] as const;
  test.each(someOf(wanted, 1))('brought to %j has its frames to the frame, in sync', async (asked, is) => {
    const job = { ...keep, ...asked, from: at('four.mp4'), to: at('out.mp4') };
    const made = await media.clip(job, signal);
    const found = await read(job.to);
    expect(found.video).toMatchObject({ codec: 'h264', ...is });
    expect(made).toMatchObject({ copied: false, frames: found.video!.frames, audioCodec: 'aac' });
    expect(Math.abs(found.audio!.seconds - found.video!.seconds)).toBeLessThan(apartS);
    expect(Math.abs(found.seconds - found.video!.seconds)).toBeLessThan(apartS);
    const moments = [1, 3].filter((moment) => moment < found.video!.seconds);
    expectInSync(await tonesOf(job.to), moments);
    if ('frame' in asked) return;
    for (const [i, flash] of (await flashesOf(job.to)).entries()) {
      expect(Math.abs(flash - moments[i]!)).toBeLessThan(apartS);
    }
  });

  test('with frames at uneven times is brought to even ones', async () => {
    const uneven = ['-vf', "select='not(mod(n,3))+gt(n,60)'", '-vsync', 'vfr'];
    writeClip(at('uneven.mp4'), { seconds: 4, flashes: [1, 3], more: uneven });
    await media.clip({ ...keep, from: at('uneven.mp4'), to: at('out.mp4'), seconds: 4, fps: 24 }, signal);
    expect((await read(at('out.mp4'))).video).toMatchObject({ frames: 96, fps: '24/1', seconds: 4 });
    expectInSync(await tonesOf(at('out.mp4')), await flashesOf(at('out.mp4')));
  });
});

describe('a join', () => {
  /** Frames that are decoded in another order than they are shown. */
  const reordered = ['-preset', 'veryfast', '-bf', '2', '-b_strategy', '0'];
  const lengths = [2, 3.37, 1.71, 2.5];
  const flashIn = [0.5, 1, 0.75, 2];
  const total = lengths.reduce((sum, one) => sum + one, 0);
  const moments = flashIn.map((s, i) => s + lengths.slice(0, i).reduce((sum, one) => sum + one, 0));
  let parts: { from: string; seconds: number }[] = [];
  beforeAll(() => {
    if (!readable) return;
    parts = lengths.map((seconds, i) => ({
      from: writeClip(at(`part${i}.mp4`), { seconds, flashes: [flashIn[i]!], more: reordered }),
      seconds,
    }));
    writeTones(at('long.mp3'), total, moments);
    writeTones(at('long.wav'), total, moments);
  });

  const voices = [
    ['long.mp3', null, true],
    ['long.mp3', 30, false],
    ['long.wav', null, true],
  ] as const;
  test.each(someOf(voices, 1))('of four under %s at %s fps drifts nowhere', async (voice, fps, copied) => {
    const job = { parts, to: at('joined.mp4'), voice: at(voice), frame: null, fps };
    const made = await media.join(job, signal);
    const found = await read(job.to);
    expect(made).toMatchObject({ copied, audioCodec: 'aac', frames: found.video!.frames });
    expect(Math.abs(found.video!.seconds - total)).toBeLessThan(1 / 24);
    expect(found.audio!.seconds).toBeCloseTo(total, 2);
    const flashes = await flashesOf(job.to);
    for (const [i, flash] of flashes.entries()) expect(Math.abs(flash - moments[i]!)).toBeLessThan(apartS);
    expectInSync(await tonesOf(job.to), flashes);
  });

  const lengthsWanted = [
    [2.04, true],
    [1.5, false],
    [2.5, false],
    [1.97, true],
    [2.07, false],
  ] as const;
  test.each(someOf(lengthsWanted, 1))(
    'of parts of 2 s that shall be %s s long holds or cuts their ends',
    async (seconds, copied) => {
      writeClip(at('two.mp4'), { seconds: 2, flashes: [1], more: reordered });
      const twice = [1, 2].map(() => ({ from: at('two.mp4'), seconds }));
      const job = { parts: twice, to: at('out.mp4'), voice: at('voice.mp3'), frame: null, fps: null };
      expect(await media.join(job, signal)).toMatchObject({ copied });
      const found = await read(job.to);
      expect(Math.abs(found.video!.seconds - 2 * seconds)).toBeLessThan(0.022);
      expect(found.audio!.seconds).toBeCloseTo(2 * seconds, 2);
      const flashes = await flashesOf(job.to);
      expect(flashes).toHaveLength(2);
      expect(Math.abs(flashes[1]! - seconds - 1)).toBeLessThan(0.022);
    },
  );

  test('of unlike parts has one size and one rate', async () => {
    writeClip(at('tall.mp4'), { seconds: 1, size: '180x320', fps: '30', sound: false });
    const unlike = [
      { from: at('mute.mp4'), seconds: 2 },
      { from: at('tall.mp4'), seconds: 1 },
    ];
    const frame = { ratio: '16:9', fit: 'crop' as const };
    const job = { parts: unlike, to: at('out.mp4'), voice: null, frame, fps: 25 };
    expect(await media.join(job, signal)).toMatchObject({ copied: false, audioCodec: null });
    const { video } = await read(job.to);
    expect(video).toMatchObject({ width: 320, height: 180, fps: '25/1', frames: 75, seconds: 3 });
  });
});

test('a thumbnail is the picture of its moment', async () => {
  const pictures: number[] = [];
  for (const atS of [0.5, 1.1, 99]) {
    const job = { from: at('four.mp4'), to: at('thumb.part'), atS, width: 160 };
    expect(await media.thumbnail(job, signal)).toMatchObject({ mime: 'image/jpeg', width: 160, height: 120 });
    ffmpeg(...['-i', job.to, '-vf', 'scale=1:1:flags=area,format=gray', '-f', 'rawvideo', at('pixel')]);
    pictures.push(readFileSync(at('pixel'))[0]!);
  }
  expect(pictures.map((light) => light > 200)).toEqual([false, true, false]);
});

test('without codecs: probe, pictures and joins of equal parts work, the rest says what is missing', async () => {
  expect(await bare.codecs()).toBe(false);
  expect(await media.codecs()).toBe(true);
  expect(await bare.probe(at('four.mp4'), signal)).toMatchObject({ frames: 96 });
  const parts = [1, 2].map(() => ({ from: at('mute.mp4'), seconds: 2 }));
  const job = { parts, to: at('out.mp4'), voice: null, frame: null, fps: null };
  expect(await bare.join(job, signal)).toMatchObject({ copied: true, durationS: 4, frames: 96 });
  const missing = [
    bare.listen(at('voice.mp3'), signal),
    bare.join({ ...job, fps: 30 }, signal),
    bare.thumbnail({ from: at('mute.mp4'), to: at('out.jpg'), atS: 1, width: 64 }, signal),
  ];
  expect(await Promise.all(missing.map(endOf))).toEqual([
    'media_missing: ',
    'media_missing: ',
    'media_missing: ',
  ]);
});
