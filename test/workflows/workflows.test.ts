import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { full } from '../full.ts';
import { hasReader, loudness, readerMissing, samples } from './reader.ts';
import { openStudio, type Studio } from './studio.ts';
import { frameNumbers, kindsOf, mainOf, readTake } from './takes.ts';

/** Each workflow from its inputs to its final, with what a person gets measured to the frame. */
const sample = (name: string): string => join(import.meta.dirname, '../../resources/samples', name);
let studio: Studio;

/** All jobs are made at once, as a creator fills a queue; each test waits for its own. */
type Wish = { workflow: string; params: Record<string, unknown> };
const picture = { image: sample('product.jpg'), prompt: 'slow push in' };
type Clip = { params: Record<string, unknown>; preview: number; final: number; ratio: number; fps: number };
/** Long finals, and the lines whose files are like those of others, are left to `npm run test:full`. */
const longS = full ? 10 : 5;
const clips: Clip[] = [
  {
    params: { duration: longS, fps: 24, aspect_ratio: '9:16' },
    preview: 3,
    final: longS,
    ratio: 9 / 16,
    fps: 24,
  },
  {
    params: { duration: 4, fps: 30, aspect_ratio: '16:9', fit: 'pad' },
    preview: 3,
    final: 4,
    ratio: 16 / 9,
    fps: 30,
  },
  ...(full
    ? [
        { params: { duration: 2, fps: 15, aspect_ratio: '1:1' }, preview: 2, final: 2, ratio: 1, fps: 15 },
        {
          params: { duration: 7, aspect_ratio: '4:5', model: 'luma-ray-2' },
          preview: 3,
          final: 7,
          ratio: 4 / 5,
          fps: 24,
        },
        {
          params: { duration: 4, fps: 25, model: 'ltx-2.3' },
          preview: 3,
          final: 4,
          ratio: 9 / 16,
          fps: 25,
        },
      ]
    : []),
];
const sounding: Clip[] = [
  {
    params: { duration: longS, fps: 24, aspect_ratio: '9:16' },
    preview: 3,
    final: longS,
    ratio: 9 / 16,
    fps: 24,
  },
  ...(full
    ? [
        {
          params: { duration: 3, aspect_ratio: '1:1', model: 'seedance-1.5-pro' },
          preview: 3,
          final: 3,
          ratio: 1,
          fps: 24,
        },
      ]
    : []),
];
const withSound = { audio_prompt: 'tap water', ambient: 'birds' };
const wishes: Record<string, Wish> = {
  'prompt without a picture': {
    workflow: 'image_prompt',
    params: { prompt: 'a toothbrush', style: 'studio' },
  },
  'prompt with a picture': {
    workflow: 'image_prompt',
    params: { prompt: 'a toothbrush', style: 'studio', image: sample('product.jpg') },
  },
  speech: {
    workflow: 'tts',
    params: {
      text: 'This is the first sentence. And this is the second one, which only the final speaks.',
      voice: 'Sarah',
    },
  },
  'a clip as it came': { workflow: 'image_to_video', params: { ...picture, duration: 5 } },
  ...Object.fromEntries(
    clips.map(({ params }, i) => [
      `image_to_video ${i}`,
      { workflow: 'image_to_video', params: { ...picture, ...params } },
    ]),
  ),
  ...Object.fromEntries(
    sounding.map(({ params }, i) => [
      `image_to_video_audio ${i}`,
      { workflow: 'image_to_video_audio', params: { ...picture, ...withSound, ...params } },
    ]),
  ),
};
const begun = new Map<string, Promise<Job>>();

beforeAll(async () => {
  studio = await openStudio();
  const { engine } = studio;
  const concurrency = { openrouter: 4, fal: 20, cloudinary: 2, media: 1 };
  engine().write(() => engine().settings.set({ concurrency }));
  for (const [name, wish] of Object.entries(wishes)) {
    const made = await studio.make({ ...wish, review: 'auto' });
    begun.set(name, studio.until(made.id));
  }
});
afterAll(() => studio.close());

const whole = (job: Job): Job => {
  expect(job.error).toBeNull();
  expect(job.state).toBe('completed');
  return job;
};
const finished = async (name: string): Promise<Job> => whole((await begun.get(name)) as Job);

test('image_prompt answers a document of five fields, with and without a picture', async () => {
  for (const name of ['prompt without a picture', 'prompt with a picture']) {
    const job = await finished(name);
    const [preview, final] = job.takes.map(
      (take) => JSON.parse(readFileSync(take.assets[0]?.path ?? '', 'utf8')) as Record<string, string>,
    );
    expect(Object.keys(final ?? {}).sort()).toEqual([
      'aspect_ratio',
      'negative_prompt',
      'prompt',
      'style',
      'title',
    ]);
    expect(final?.style).toBe('studio');
    expect((final?.prompt ?? '').length).toBeGreaterThan((preview?.prompt ?? '').length);
    expect(job.hold.captured).toBe(50);
  }
});

test('tts: speech with its length and its waveform', { timeout: 60_000 }, async (ctx) => {
  if (!hasReader()) ctx.skip(readerMissing);
  const job = await finished('speech');
  const preview = await readTake(job, 'preview');
  const final = await readTake(job, 'final');
  expect(final.seconds).toBeGreaterThan(preview.seconds * 1.5);
  expect(mainOf(job, 'final').durationS).toBeCloseTo(final.audio?.seconds ?? 0, 1);
  expect(kindsOf(job, 'final')).toEqual(['audio', 'peaks']);
  const peaks = job.takes.flatMap((take) => take.assets).find((asset) => asset.kind === 'peaks');
  const wave = JSON.parse(readFileSync(peaks?.path ?? '', 'utf8')) as { peaks: number[] };
  expect(wave.peaks).toHaveLength(1_000);
  expect(Math.max(...wave.peaks)).toBeGreaterThan(0.1);
});

describe.each([
  ['image_to_video', clips],
  ['image_to_video_audio', sounding],
] as const)('%s', (workflow, wanted) => {
  test.each(wanted.map((one, i) => [i, one] as const))(
    '%i: $params',
    { timeout: 180_000 },
    async (i, clip) => {
      if (!hasReader()) return console.log(`skipped: ${workflow}: ${readerMissing}`);
      const { params, preview, final, ratio, fps } = clip;
      const job = await finished(`${workflow} ${i}`);
      for (const [stage, seconds] of [
        ['preview', preview],
        ['final', final],
      ] as const) {
        const take = await readTake(job, stage);
        expect(take.video, stage).toMatchObject({ codec: 'h264', fps, frames: Math.round(seconds * fps) });
        expect(Math.abs(take.seconds - seconds)).toBeLessThanOrEqual(1 / fps);
        expect((take.video?.width ?? 0) / (take.video?.height ?? 1)).toBeCloseTo(ratio, 1);
        const heard = workflow === 'image_to_video_audio' && stage === 'final';
        expect(take.audio?.codec ?? null).toBe(heard ? 'aac' : null);
        if (heard)
          expect(Math.max(...loudness(await samples(mainOf(job, stage).path)))).toBeGreaterThan(0.01);
        const told = mainOf(job, stage);
        expect([told.width, told.height, told.videoCodec]).toEqual([
          take.video?.width,
          take.video?.height,
          'avc',
        ]);
        expect(kindsOf(job, stage)).toContain('thumbnail');
      }
      if (params.model !== 'ltx-2.3') {
        const area = (stage: 'preview' | 'final') =>
          (mainOf(job, stage).width ?? 0) * (mainOf(job, stage).height ?? 0);
        expect(area('final')).toBeGreaterThan(area('preview'));
      }
      // Nothing of what was delivered is left beside the takes.
      const folder = join(mainOf(job, 'final').path, '..');
      expect(readdirSync(folder).filter((name) => name.includes('source') || name.endsWith('.part'))).toEqual(
        [],
      );
    },
  );
});

test('the burnt-in numbers of a clip that was not re-timed are in order, from 0, without a gap', {
  timeout: 60_000,
}, async (ctx) => {
  if (!hasReader()) ctx.skip(readerMissing);
  const job = await finished('a clip as it came');
  for (const [stage, frames] of [
    ['preview', 72],
    ['final', 120],
  ] as const) {
    expect(await frameNumbers(mainOf(job, stage).path)).toEqual(Array.from({ length: frames }, (_, i) => i));
  }
});

test.each(
  clips.flatMap(({ params, fps }, i) => (params.fps && fps !== 24 ? [[i, params, fps] as const] : [])),
)(
  'the burnt-in numbers of a re-timed clip, %i: %j, are in order and in time',
  {
    timeout: 60_000,
  },
  async (i, params, fps) => {
    if (!hasReader()) return console.log(`skipped: re-timed: ${readerMissing}`);
    const job = await finished(`image_to_video ${i}`);
    // This model makes the rate that was asked for by itself.
    const made = params.model === 'ltx-2.3' ? fps : 24;
    for (const stage of ['preview', 'final'] as const) {
      const numbers = (await frameNumbers(mainOf(job, stage).path)).map((one) => one ?? Number.NaN);
      for (const [n, number] of numbers.entries()) {
        // What is shown at a moment was made for it, to a frame: nothing goes back, nothing is left out or held too long.
        expect(Math.abs(number - (n * made) / fps), `frame ${n}`).toBeLessThanOrEqual(1);
        if (n > 0) expect(number, `frame ${n}`).toBeGreaterThanOrEqual(numbers[n - 1] ?? 0);
      }
    }
  },
);

test('after all of it the ledger adds up and every paid request went out once', async () => {
  expect(auditLedger(studio.engine().db)).toEqual([]);
  const requests = await studio.requests();
  const accepted = requests.filter((one) => one.accepted).map((one) => one.requestId);
  expect(new Set(accepted).size).toBe(accepted.length);
});
