import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { startProgram } from '../system/program.ts';
import { createMedia } from './media.ts';
import { endOf } from './test-files.ts';

/** Pictures for an upload, read again by the library that made them and by their pixels. */
const here = mkdtempSync(join(tmpdir(), 'rushes-media-picture-'));
const at = (name: string): string => join(here, name);
const media = createMedia({ startProgram, native: 'none' });
const { signal } = new AbortController();
afterAll(async () => {
  await media.stop();
  rmSync(here, { recursive: true, force: true });
});

/** Left half red, right half blue. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: '#0000ff' } },
      left: width / 2,
      top: 0,
    },
  ]);

async function colourAt(path: string, x: number, y: number): Promise<string> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  const from =
    (Math.min(info.height - 1, Math.floor(y * info.height)) * info.width +
      Math.min(info.width - 1, Math.floor(x * info.width))) *
    info.channels;
  const [r = 0, g = 0, b = 0] = data.subarray(from, from + 3);
  if (Math.min(r, g, b) > 240) return 'white';
  return r > 200 && b < 60 ? 'red' : b > 200 && r < 60 ? 'blue' : `${r} ${g} ${b}`;
}

const shapes = [
  [
    { longest: 4_096, frame: null },
    { width: 800, height: 400 },
  ],
  [
    { longest: 300, frame: null },
    { width: 300, height: 150 },
  ],
  [
    { longest: 4_096, frame: { ratio: '9:16', fit: 'crop' } },
    { width: 224, height: 400 },
  ],
  [
    { longest: 4_096, frame: { ratio: '16:9', fit: 'crop' } },
    { width: 710, height: 400 },
  ],
  [
    { longest: 4_096, frame: { ratio: '1:1', fit: 'pad' } },
    { width: 800, height: 800 },
  ],
  [
    { longest: 480, frame: { ratio: '9:16', fit: 'pad' } },
    { width: 270, height: 480 },
  ],
] as const;

describe('a picture', () => {
  test.each(shapes)('for %j has even sides, its middle in the middle', async (asked, is) => {
    await halves(800, 400).png().toFile(at('wide.png'));
    const job = { from: at('wide.png'), to: at('made.part'), ...asked };
    const made = await media.picture(job, signal);
    expect(made).toMatchObject({ kind: 'image', mime: 'image/jpeg', ...is });
    expect(await sharp(job.to).metadata()).toMatchObject({ format: 'jpeg', ...is });
    expect([await colourAt(job.to, 0.25, 0.5), await colourAt(job.to, 0.75, 0.5)]).toEqual(['red', 'blue']);
  });

  test('that is padded has a soft copy of itself behind it, no bars', async () => {
    await halves(800, 400).png().toFile(at('wide.png'));
    const frame = { ratio: '1:1', fit: 'pad' } as const;
    await media.picture({ from: at('wide.png'), to: at('made.part'), longest: 400, frame }, signal);
    const [left, right] = [
      await colourAt(at('made.part'), 0.1, 0.05),
      await colourAt(at('made.part'), 0.9, 0.05),
    ];
    expect([left, right]).toEqual([
      expect.stringMatching(/^(red|2\d\d \d+ \d+)$/),
      expect.stringMatching(/^(blue|\d+ \d+ 2\d\d)$/),
    ]);
  });

  test('is turned as its EXIF says, which is left behind', async () => {
    await halves(80, 40).jpeg().withMetadata({ orientation: 6 }).toFile(at('turned.jpg'));
    expect(await media.probe(at('turned.jpg'), signal)).toMatchObject({ width: 40, height: 80 });
    await media.picture({ from: at('turned.jpg'), to: at('made.part'), frame: null, longest: 100 }, signal);
    const { width, height, exif } = await sharp(at('made.part')).metadata();
    expect({ width, height, exif }).toEqual({ width: 40, height: 80, exif: undefined });
    expect([await colourAt(at('made.part'), 0.5, 0.1), await colourAt(at('made.part'), 0.5, 0.9)]).toEqual([
      'red',
      'blue',
    ]);
  });

  test('that one can see through stands on white', async () => {
    await sharp({ create: { width: 40, height: 40, channels: 4, background: '#00000000' } })
      .webp()
      .toFile(at('clear.webp'));
    await media.picture({ from: at('clear.webp'), to: at('made.part'), frame: null, longest: 100 }, signal);
    expect(await colourAt(at('made.part'), 0.5, 0.5)).toBe('white');
  });

  test.each(['avif', 'webp', 'png', 'jpeg'] as const)('is read from %s', async (format) => {
    await halves(80, 40)
      .toFormat(format)
      .toFile(at(`one.${format}`));
    const found = await media.probe(at(`one.${format}`), signal);
    expect(found).toMatchObject({ kind: 'image', mime: `image/${format}`, width: 80, height: 40 });
  });

  test('in HEIC is refused in words', async () => {
    writeFileSync(at('phone.heic'), Buffer.from('000000186674797068656963000000006d69663168656963', 'hex'));
    expect(await endOf(media.probe(at('phone.heic'), signal))).toBe(
      'media_refused: HEIC is not read here: save it as JPEG',
    );
  });

  test('with a page behind it is made anew, without the page', async () => {
    const page = '<script>alert(1)</script>';
    const jpeg = await halves(80, 40)
      .jpeg()
      .withExif({ IFD0: { ImageDescription: page } })
      .toBuffer();
    writeFileSync(at('both.jpg'), Buffer.concat([jpeg, Buffer.from(page)]));
    await media.picture({ from: at('both.jpg'), to: at('made.part'), frame: null, longest: 100 }, signal);
    expect(readFileSync(at('both.jpg'), 'latin1')).toContain('<script>');
    expect(readFileSync(at('made.part'), 'latin1')).not.toContain('<script>');
  });
});
