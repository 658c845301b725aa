import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atLength } from '../test/full.ts';
import { type Client, startClient } from './test-client.ts';
import {
  hasFfprobe,
  loudness,
  lumas,
  MISSING,
  mediaClient,
  numbers,
  picture,
  probe,
  sharpness,
  sound,
  voice,
} from './test-media.ts';

const STANDARD = 'fal-ai/kling-video/v3/standard/image-to-video';
const PRO = 'fal-ai/kling-video/v3/pro/image-to-video';
const AVATAR = 'fal-ai/kling-video/ai-avatar/v2/standard';
const PROMPT = 'She turns on the tap water, birds sing.';

const folder = mkdtempSync(join(tmpdir(), 'rushes-simulators-'));
const readable = hasFfprobe();
let client: Client;
let fal: ReturnType<typeof mediaClient>;
let portrait: string;
beforeAll(async () => {
  client = await startClient({ cacheFolder: join(folder, 'cache'), hums: false });
  fal = mediaClient(client);
  portrait = await fal.upload(await picture(1_080, 1_920), 'image/jpeg');
});
afterAll(async () => {
  await client.simulators.close();
  rmSync(folder, { recursive: true, force: true });
});

const inOrder = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('clips', () => {
  atLength(
    'a standard preview and a pro final: exact frames in order, and the final is the better one',
    {
      timeout: 120_000,
    },
    async (ctx) => {
      if (!readable) return ctx.skip(MISSING);
      const input = { start_image_url: portrait, prompt: PROMPT };
      const preview = await fal.make(STANDARD, { ...input, duration: '3', generate_audio: false });
      expect(preview.document).toEqual({
        video: {
          url: expect.stringMatching(/\/v3\.fal\.media\/files\/out\/.*\.mp4$/) as string,
          content_type: 'video/mp4',
          file_name: 'output.mp4',
          file_size: preview.bytes.length,
        },
      });
      expect([preview.units, probe(preview.bytes)]).toEqual([
        '3',
        {
          video: { codec: 'h264', width: 480, height: 854, rate: '24/1', frames: 72, seconds: 3 },
          seconds: 3,
        },
      ]);
      const first = lumas(preview.bytes, { width: 480, height: 854 });
      expect(numbers(first, 480, 854)).toEqual(inOrder(72));

      const final = await fal.make(PRO, { ...input, duration: '4' });
      expect(probe(final.bytes)).toEqual({
        video: { codec: 'h264', width: 720, height: 1_280, rate: '24/1', frames: 96, seconds: 4 },
        audio: { codec: 'aac', rate: '48000', frames: expect.any(Number) as number, seconds: 4 },
        seconds: 4,
      });
      const second = lumas(final.bytes, { width: 720, height: 1_280 });
      expect(numbers(second, 720, 1_280)).toEqual(inOrder(96));
      expect(loudness(sound(final.bytes))).toBeGreaterThan(0.02);
      const better = (await sharpness(second[1]!, 720, 1_280)) / (await sharpness(first[1]!, 480, 854));
      expect(better).toBeGreaterThan(1.5);
    },
  );

  atLength('the picture moves all the time, and never jumps', async (ctx) => {
    if (!readable) return ctx.skip(MISSING);
    const made = await fal.make(STANDARD, {
      start_image_url: portrait,
      prompt: 'Slowly.',
      duration: '3',
      generate_audio: false,
    });
    const frames = lumas(made.bytes, { width: 480, height: 854 });
    const steps = frames.slice(1).map((luma, at) => {
      let sum = 0;
      for (let i = 100 * 480; i < 800 * 480; i += 1) sum += Math.abs(luma[i]! - frames[at]![i]!);
      return sum / (700 * 480);
    });
    const mean = steps.reduce((a, b) => a + b) / steps.length;
    expect(Math.min(...steps)).toBeGreaterThan(mean / 8);
    expect(Math.max(...steps)).toBeLessThan(mean * 4);
  });

  it.for([
    {
      endpoint: 'fal-ai/luma-dream-machine/ray-2/image-to-video',
      more: { duration: '5s', resolution: '540p', loop: true, aspect_ratio: '9:16' },
      video: { width: 540, height: 960, rate: '24/1', frames: 120 },
      told: 'video',
    },
    {
      endpoint: 'fal-ai/bytedance/seedance/v1/pro/fast/image-to-video',
      more: { duration: '2', resolution: '480p', aspect_ratio: '16:9', seed: 7 },
      video: { width: 854, height: 480, rate: '24/1', frames: 48 },
      told: 'video,seed',
    },
    {
      endpoint: 'fal-ai/pixverse/v6/image-to-video',
      more: { duration: 1, resolution: '360p' },
      video: { width: 360, height: 640, rate: '24/1', frames: 24 },
      told: 'video',
    },
  ])('$endpoint: the length and size that are asked for, and its document', async (one, ctx) => {
    if (!readable) return ctx.skip(MISSING);
    const made = await fal.make(one.endpoint, { image_url: portrait, prompt: 'Calm.', ...one.more });
    const { video, audio } = probe(made.bytes);
    expect(video).toMatchObject(one.video);
    expect(audio).toBeUndefined();
    expect(Object.keys(made.document).join()).toBe(one.told);
    expect(made.units).toBe(String(one.video.frames / Number.parseInt(one.video.rate, 10)));
  });
});

/** How the loudness of a sound goes up and down, a number for each frame at 24 a second. */
const envelope = (samples: Float32Array): number[] =>
  Array.from({ length: Math.floor(samples.length / 2_000) }, (_, at) =>
    loudness(samples.subarray(at * 2_000, (at + 1) * 2_000)),
  );
/** Correlation of two rows of numbers, -1 to 1. */
const correlation = (a: readonly number[], b: readonly number[]): number => {
  const mean = (row: readonly number[]): number => row.reduce((sum, one) => sum + one, 0) / row.length;
  const count = Math.min(a.length, b.length);
  const [x, y] = [a.slice(0, count), b.slice(0, count)];
  const [mx, my] = [mean(x), mean(y)];
  const dot = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, one, at) => sum + one * q[at]!, 0);
  const [dx, dy] = [x.map((one) => one - mx), y.map((one) => one - my)];
  return dot(dx, dy) / Math.sqrt(dot(dx, dx) * dot(dy, dy));
};

describe('avatars', () => {
  it('the portrait speaks: as long as the voice in whole frames, in time with it, and its mouth moves', async (ctx) => {
    if (!readable) return ctx.skip(MISSING);
    const audio_url = await fal.upload(voice(3.1), 'audio/wav');
    const made = await fal.make(AVATAR, { image_url: portrait, audio_url, prompt: '.' });
    expect(probe(made.bytes)).toMatchObject({
      video: { codec: 'h264', width: 480, height: 854, rate: '24/1', frames: 75, seconds: 3.125 },
      audio: { codec: 'aac', seconds: 3.125 },
      seconds: 3.125,
    });
    expect(made.document).toMatchObject({ duration: 3.125 });
    expect(made.units).toBe('3.125');
    const frames = lumas(made.bytes, { width: 480, height: 854 });
    expect(numbers(frames, 480, 854)).toEqual(inOrder(75));
    const heard = sound(made.bytes);
    expect(correlation(envelope(heard), envelope(sound(voice(3.1))))).toBeGreaterThan(0.98);
    const mouth = frames.map((luma) => {
      let dark = 0;
      for (let y = 380; y < 440; y += 1)
        for (let x = 200; x < 280; x += 1) dark += luma[y * 480 + x]! < 110 ? 1 : 0;
      return dark;
    });
    expect(correlation(mouth, envelope(heard))).toBeGreaterThan(0.6);
  });

  atLength('a clip is repeated for a voice that lasts longer, or cut', async (ctx) => {
    if (!readable) return ctx.skip(MISSING);
    const clip = await fal.make('fal-ai/pixverse/v6/image-to-video', {
      ...{ image_url: portrait, prompt: 'Calm.', duration: 1, resolution: '360p' },
    });
    const audio_url = await fal.upload(voice(2.2), 'audio/wav');
    const input = { video_url: clip.told.url, audio_url };
    const looped = await fal.make('fal-ai/sync-lipsync/v2', { ...input, sync_mode: 'loop' });
    expect(probe(looped.bytes)).toMatchObject({
      video: { width: 360, height: 640, frames: 53 },
      audio: { codec: 'aac' },
    });
    expect(numbers(lumas(looped.bytes, { width: 360, height: 640 }), 360, 640)).toEqual(inOrder(53));
    const cut = await fal.make('fal-ai/sync-lipsync/v2', input);
    expect(probe(cut.bytes).video).toMatchObject({ frames: 24, seconds: 1 });
  });

  it('what a model would not take is told by field and type, once it has looked at it', async () => {
    const image_url = portrait;
    const audio_url = await fal.upload(voice(3), 'audio/wav');
    const short = await fal.upload(voice(1), 'audio/wav');
    const long = await fal.upload(voice(61), 'audio/wav');
    const large = await fal.upload(Buffer.alloc(6 * 1024 * 1024, 'x'), 'audio/mpeg');
    const small = await fal.upload(await picture(200, 400), 'image/jpeg');
    const noise = await fal.upload(Buffer.from('this is text, and no picture at all'), 'image/png');
    for (const [input, field, type] of [
      [{ image_url, audio_url: short }, 'audio_url', 'audio_duration_too_short'],
      [{ image_url, audio_url: long }, 'audio_url', 'audio_duration_too_long'],
      [{ image_url, audio_url: large }, 'audio_url', 'file_too_large'],
      [{ image_url, audio_url: noise }, 'audio_url', 'unsupported_audio_format'],
      [{ image_url: small, audio_url }, 'image_url', 'image_too_small'],
      [{ image_url: noise, audio_url }, 'image_url', 'image_load_error'],
      [{ image_url: 'https://example.com/a.jpg', audio_url }, 'image_url', 'file_download_error'],
      [{ image_url: audio_url.replace(/in\/[\w-]+/, 'in/x'), audio_url }, 'image_url', 'file_download_error'],
    ] as const) {
      const ended = await fal.run(AVATAR, input);
      expect([ended.status, ended.body], type).toMatchObject([
        422,
        { detail: [{ loc: ['body', field], type }] },
      ]);
    }
  });
});

/** Median pitch of the voiced parts of a sound at 48 kHz, in hertz, by autocorrelation. */
function pitchOf(heard: Float32Array): number {
  // Every fourth sample is enough for a pitch.
  const [rate, window] = [12_000, 480];
  const samples = heard.filter((_, at) => at % 4 === 0);
  const found: number[] = [];
  for (let at = 0; at + 2 * window < samples.length; at += window) {
    const part = samples.subarray(at, at + window);
    if (loudness(part) < 0.02) continue;
    let [best, lag] = [0, 0];
    for (let shift = rate / 400; shift <= rate / 70; shift += 1) {
      const later = samples.subarray(at + shift, at + shift + window);
      let dot = 0;
      for (let i = 0; i < window; i += 1) dot += part[i]! * later[i]!;
      const alike = dot / window / (loudness(part) * Math.max(1e-6, loudness(later)));
      if (alike > best * 1.05) [best, lag] = [alike, shift];
    }
    if (best > 0.6) found.push(rate / lag);
  }
  return found.sort((a, b) => a - b)[found.length >> 1] ?? 0;
}

describe('speech', () => {
  atLength('is spoken: as long as its text, loud enough, other voices sound otherwise', async (ctx) => {
    if (!readable) return ctx.skip(MISSING);
    const text = 'My desk got up before I did. It was out of the door by nine, and I was still in bed.';
    const say = (model: string, more = {}) => fal.make(`fal-ai/elevenlabs/tts/${model}`, { text, ...more });
    const final = await say('multilingual-v2');
    expect(final.document).toMatchObject({ timestamps: null, audio: { content_type: 'audio/mpeg' } });
    const { audio, seconds } = probe(final.bytes);
    expect(audio).toMatchObject({ codec: 'mp3', rate: '44100' });
    expect(Math.abs(seconds - text.length / 15)).toBeLessThan(0.4);
    expect(loudness(sound(final.bytes))).toBeGreaterThan(0.05);
    const preview = await say('turbo-v2.5');
    expect(probe(preview.bytes).audio).toMatchObject({ codec: 'mp3', rate: '24000' });
    expect(preview.bytes.length * 3).toBeLessThan(final.bytes.length);
    const fast = await say('turbo-v2.5', { speed: 1.2 });
    expect(Math.abs(probe(fast.bytes).seconds - text.length / 15 / 1.2)).toBeLessThan(0.4);
    // A woman and a man: a voice has a pitch, noise has none.
    const pitches = [pitchOf(sound(preview.bytes))];
    pitches.push(pitchOf(sound((await say('turbo-v2.5', { voice: 'George' })).bytes)));
    expect(pitches[0]).toBeGreaterThan(180);
    expect(pitches[1]).toBeLessThan(140);
    expect(pitches[1]).toBeGreaterThan(70);
    expect((await say('turbo-v2.5')).bytes.equals(preview.bytes)).toBe(true);
  });
});
