import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProgram } from '../system/program.ts';
import { mutated, pngOf, randomOf, wavOf, withBoxes } from './hostile-files.ts';
import { hostileWork, type Operation } from './hostile-work.ts';
import { createMedia } from './media.ts';
import { endOf, ffmpeg, ffmpegMissing, hasFfmpeg, writeClip, writeTones } from './test-files.ts';

/** Files that are made to do harm: each is refused in words or worked on, soon, in little memory. */
const here = mkdtempSync(join(tmpdir(), 'rushes-media-hostile-'));
const at = (name: string): string => join(here, name);
const longestMs = 5_000;
const media = createMedia({ startProgram, maxMemoryMb: 500 });
const { signal } = new AbortController();
const readable = hasFfmpeg();

const { operations, all, peakMb } = hostileWork(media, here, longestMs);
const rssAtStart = process.memoryUsage().rss;

let clip = Buffer.alloc(0);
const sources = ['clip.mp4', 'a.mp3', 'a.ogg', 'a.wav', 'a.m4a', 'a.jpeg', 'a.png', 'a.webp'];

beforeAll(async () => {
  if (!readable) return;
  // The start of its process is no part of what a file takes.
  await media.codecs();
  clip = readFileSync(writeClip(at('clip.mp4'), { seconds: 1, flashes: [0.3] }));
  for (const name of sources.slice(1, 5)) writeTones(at(name), 1, [0.2]);
  const drawn = sharp({ create: { width: 200, height: 120, channels: 3, background: '#c84' } });
  for (const format of ['jpeg', 'png', 'webp'] as const)
    await drawn.toFormat(format).toFile(at(`a.${format}`));
});
beforeEach((ctx) => {
  if (!readable) ctx.skip(ffmpegMissing);
});
afterAll(async () => {
  await media.stop();
  rmSync(here, { recursive: true, force: true });
});

const refused = {
  'nothing at all': () => Buffer.alloc(0),
  'a page': () => Buffer.from('<!doctype html><script>alert(1)</script>'),
  'a GIF': () => Buffer.from('47494638396101000100', 'hex'),
  'a picture of 2.5 gigapixels': () => pngOf(50_000, 50_000),
  'a picture 20,000 pixels wide': () => pngOf(20_000, 10),
  'a picture that ends in its head': () => readFileSync(at('a.jpeg')).subarray(0, 300),
  'a video that was cut off before its tables': () => clip.subarray(0, clip.length * 0.7),
  'a thousand streams': () => withBoxes(clip, 'moov/trak', (box) => Array.from({ length: 500 }, () => box)),
  'sound of 60,000 channels': () => wavOf({ channels: 60_000 }),
  'sound of one sample a second': () => wavOf({ rate: 1 }),
  'an MP4 of nothing but a playlist': () =>
    Buffer.concat([
      Buffer.from('00000018667479706d703432', 'hex'),
      Buffer.from('#EXTM3U\nfile:///etc/passwd'),
    ]),
};

test.each(Object.entries(refused))('%s is refused by every operation', async (_name, bytes) => {
  writeFileSync(at('hostile'), bytes());
  const ends = Object.entries(await all(at('hostile')));
  expect(ends.filter(([, end]) => !/^media_refused: \S/.test(end))).toEqual([]);
});

test('a video that says it lasts for years is refused where its length matters', async () => {
  const years = withBoxes(clip, 'moov/trak/mdia/minf/stbl/stts', ({ type, data }) => {
    const longer = Buffer.from(data);
    longer.writeUInt32BE(0x7fff_ffff, 12);
    return [{ type, data: longer }];
  });
  writeFileSync(at('hostile'), years);
  const tooLong = 'media_refused: it is longer than 1200 seconds';
  expect(await all(at('hostile'))).toMatchObject({
    probe: tooLong,
    copy: tooLong,
    clip: tooLong,
    join: tooLong,
  });
});

test('a file that is no plain file is not waited for', async () => {
  for (const path of ['/dev/zero', here, at('nothing')]) {
    expect(await endOf(media.probe(path, signal))).toMatch(/^media_refused: it is not/);
  }
});

test('a video whose data were cut off behind its tables is not taken for a whole one', async () => {
  ffmpeg('-i', at('clip.mp4'), '-c', 'copy', '-movflags', '+faststart', at('front.mp4'));
  const front = readFileSync(at('front.mp4'));
  writeFileSync(at('hostile'), front.subarray(0, front.length * 0.7));
  const ends = await all(at('hostile'));
  expect(ends).toMatchObject({
    probe: 'media_refused: its end is missing',
    copy: 'media_refused: its end is missing',
    clip: 'media_refused: its end is missing',
    join: 'media_refused: its end is missing',
  });
});

test.each([0xffff_ffff, 0x7fff_ffff, 32_000])(
  'a WAV that says it has %d bytes is as long as it is',
  async (bytes) => {
    writeFileSync(at('hostile'), wavOf({ bytes }));
    expect((await media.listen(at('hostile'), signal)).durationS).toBe(1);
    expect((await media.probe(at('hostile'), signal)).durationS).toBe(1);
  },
);

/** Which of them mean something for a type; the others are refused at the first bytes. */
const meant = (name: string): Operation[] => {
  if (/jpeg|png|webp/.test(name)) return ['probe', 'picture'];
  if (name === 'clip.mp4') return ['probe', 'listen', 'thumbnail', 'copy', 'clip', 'join'];
  return ['probe', 'listen', 'voice'];
};

test.each(sources)(
  'damaged at random, %s is refused or worked on, and the next file is read',
  async (name) => {
    const whole = readFileSync(at(name));
    const random = randomOf(20_261_126);
    const ends: string[] = [];
    for (let round = 0; round < 12; round++) {
      writeFileSync(at('mutant'), mutated(whole, random));
      for (const operation of meant(name)) {
        const since = performance.now();
        ends.push(await endOf(operations(at('mutant'))[operation]()));
        expect(performance.now() - since).toBeLessThan(longestMs);
      }
    }
    expect(ends.filter((end) => !/^(none|media_refused: |media_failed: )/.test(end))).toEqual([]);
    expect(ends.filter((end) => end.includes('memory'))).toEqual([]);
    expect(ends).toContainEqual(expect.stringMatching(/^media_refused/));
    expect(await endOf(media.probe(at(name), signal))).toBe('none');
  },
);

test('after all of them this process has grown by less than 200 MB, and what the other one needed is told', (ctx) => {
  const grownMb = (process.memoryUsage().rss - rssAtStart) / 2 ** 20;
  expect(grownMb).toBeLessThan(200);
  if (process.platform !== 'linux') return ctx.skip('the memory of another process is read from /proc');
  expect(peakMb()).toBeGreaterThan(20);
  expect(peakMb()).toBeLessThan(500);
  console.log(
    `hostile media: this process ${Math.round(grownMb)} MB more, the media process at most ${peakMb()} MB`,
  );
});
