import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startProgram } from '../system/program.ts';
import { wavOf, withBoxes } from './hostile-files.ts';
import { hostileWork } from './hostile-work.ts';
import { createMedia } from './media.ts';
import { ffmpeg, ffmpegMissing, framesOf, hasFfmpeg, soundOf, writeClip } from './test-files.ts';

/** Files that name others, and files that are two things at once: nothing of a stranger is in what is made of them. */
const here = mkdtempSync(join(tmpdir(), 'rushes-media-strangers-'));
const at = (name: string): string => join(here, name);
const media = createMedia({ startProgram, maxMemoryMb: 500 });
const { all } = hostileWork(media, here);
const readable = hasFfmpeg();
/** What would be known again: a red picture and a tone of 3,000 Hz. */
const toneHz = 3_000;
let secret = Buffer.alloc(0);
let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  response.end('never');
});
let url = '';

beforeAll(async () => {
  if (!readable) return;
  ffmpeg(
    ...[
      '-f',
      'lavfi',
      '-i',
      'color=red:s=320x240:r=24:d=1',
      '-f',
      'lavfi',
      '-i',
      `sine=f=${toneHz}:r=48000:d=1`,
    ],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', at('secret.mp4')],
  );
  secret = readFileSync(at('secret.mp4'));
  ffmpeg('-i', at('secret.mp4'), '-vn', at('secret.mp3'));
  writeClip(at('own.mp4'), { seconds: 1, flashes: [0.3] });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach((ctx) => {
  if (!readable) ctx.skip(ffmpegMissing);
});
afterAll(async () => {
  await media.stop();
  rmSync(here, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

/** How strong one tone is in a sound, from 0 to 1 (Goertzel). */
function strengthOf(hz: number, sound: Float32Array): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / 48_000);
  let [last, before] = [0, 0];
  for (const sample of sound) [last, before] = [sample + turn * last - before, last];
  return (
    (2 * Math.sqrt(Math.max(0, last ** 2 + before ** 2 - turn * last * before))) / Math.max(1, sound.length)
  );
}

/** Does all to a file and answers in which of the files that were made the stranger is seen or heard. */
async function shownBy(
  file: string,
): Promise<{ ends: Record<string, string>; made: string[]; shows: string[] }> {
  const folder = mkdtempSync(at('out-'));
  const ends = await all(file, folder);
  const made = readdirSync(folder).sort();
  const shows: string[] = [];
  for (const name of made) {
    const path = join(folder, name);
    const frames = await framesOf(path);
    const red = frames.some(([r = 0, g = 0, b = 0]) => r > 150 && g < 90 && b < 90);
    // The peaks are numbers: of a file without data of its own, any loudness is another's.
    const loud = name === 'peaks.out' && Math.max(...JSON.parse(readFileSync(path, 'utf8')).peaks) > 0.01;
    const heard = name !== 'peaks.out' && strengthOf(toneHz, await soundOf(path)) > 0.01;
    if (red || loud || heard) shows.push(name);
  }
  return { ends, made, shows };
}

test('what is looked for would be found: it is in everything that is made of the file itself', async () => {
  const { shows } = await shownBy(at('secret.mp4'));
  expect(shows).toEqual(['clip.out', 'copy.out', 'join.out', 'peaks.out', 'thumbnail.out', 'voice.out']);
});

describe('a file that names others', () => {
  test('as a playlist, opens none of them and makes nothing', async () => {
    const entries = [
      `${url}/x.ts`,
      `file://${at('secret.mp3')}`,
      at('secret.mp3'),
      'secret.mp3',
      at('secret.mp4'),
    ];
    const lists = [
      ...entries.map((entry) => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${entry}\n#EXT-X-ENDLIST\n`),
      ...entries.map((entry) => `ffconcat version 1.0\nfile '${entry}'\n`),
    ];
    for (const list of lists) {
      writeFileSync(at('list.mp4'), list);
      const { ends, made } = await shownBy(at('list.mp4'));
      expect(Object.values(ends).filter((end) => !end.startsWith('media_refused'))).toEqual([]);
      expect(made).toEqual([]);
    }
    expect(requests).toBe(0);
  });

  test('as the place of its data, shows nothing of them', async () => {
    for (const target of [`${url}/x.mp4`, `file://${at('secret.mp4')}`, at('secret.mp4'), 'secret.mp4']) {
      // Its tables are those of the other file, which would be played whole by a reader that follows the name.
      const elsewhere = withBoxes(
        withBoxes(secret, 'moov/trak/mdia/minf/dinf/dref', ({ type, data }) => {
          const name = Buffer.from(`${target}\0`);
          const size = Buffer.alloc(4);
          size.writeUInt32BE(12 + name.length);
          return [
            {
              type,
              data: Buffer.concat([data.subarray(0, 8), size, Buffer.from('url '), Buffer.alloc(4), name]),
            },
          ];
        }),
        'mdat',
        ({ type, data }) => [{ type, data: Buffer.alloc(data.length) }],
      );
      writeFileSync(at('elsewhere.mp4'), elsewhere);
      expect((await shownBy(at('elsewhere.mp4'))).shows, target).toEqual([]);
    }
    expect(requests).toBe(0);
  });
});

describe('a file that is two things', () => {
  const page = '<!doctype html><script>fetch("http://127.0.0.1:1/")</script>';
  const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');

  test('a picture with a page and an archive in and behind it is a picture, and what is made of it is nothing else', async () => {
    const jpeg = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#27c' } })
      .jpeg()
      .toBuffer();
    const comment = Buffer.concat([
      Buffer.from('fffe', 'hex'),
      Buffer.from([0, page.length + 2]),
      Buffer.from(page),
    ]);
    const both = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), Buffer.from(page), zip]);
    writeFileSync(at('both.jpg'), both);
    const { ends, made } = await shownBy(at('both.jpg'));
    expect(made).toEqual(['picture.out']);
    expect(ends).toMatchObject({
      probe: 'none',
      picture: 'none',
      clip: expect.stringMatching(/^media_refused/),
    });
    const { signal } = new AbortController();
    expect(await media.probe(at('both.jpg'), signal)).toMatchObject({ mime: 'image/jpeg', width: 400 });
    const folder = mkdtempSync(at('picture-'));
    await media.picture({ from: at('both.jpg'), to: join(folder, 'x'), frame: null, longest: 2_048 }, signal);
    const sent = readFileSync(join(folder, 'x'));
    expect([sent.includes('<script'), sent.includes('<!doctype'), sent.includes(zip)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('a page with a picture behind it is no picture', async () => {
    const jpeg = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#27c' } })
      .jpeg()
      .toBuffer();
    writeFileSync(at('page.jpg'), Buffer.concat([Buffer.from(page), jpeg]));
    const { ends, made } = await shownBy(at('page.jpg'));
    expect(Object.values(ends).filter((end) => !end.startsWith('media_refused'))).toEqual([]);
    expect(made).toEqual([]);
  });

  test('a sound with a video behind it is the sound, and nothing of the video', async () => {
    writeFileSync(at('both.wav'), Buffer.concat([wavOf({}), secret]));
    const { ends, made, shows } = await shownBy(at('both.wav'));
    expect(made.filter((name) => name !== 'peaks.out')).toEqual(['voice.out']);
    expect(shows.filter((name) => name !== 'peaks.out')).toEqual([]);
    expect(ends).toMatchObject({ probe: 'none', listen: 'none', voice: 'none' });
    const { signal } = new AbortController();
    expect(await media.listen(at('both.wav'), signal)).toMatchObject({ durationS: 1 });
    expect(await media.probe(at('both.wav'), signal)).toMatchObject({ kind: 'audio', mime: 'audio/wav' });
  });
});
