import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { atLength } from '../test/full.ts';
import { openRenderCache } from './render/cache.ts';
import { readFrameNumber } from './render/frame-number.ts';
import type { Plan } from './render/plan.ts';
import { Refused } from './render/refused.ts';
import { renderInProcess, renderInThread } from './render-program.ts';
import { createRendering } from './rendering.ts';
import { type Client, startClient } from './test-client.ts';
import { hasFfprobe, lumas, MISSING, mediaClient, numbers, picture, probe } from './test-media.ts';

const STANDARD = 'fal-ai/kling-video/v3/standard/image-to-video';
const CLIP: Plan = {
  kind: 'clip',
  side: 240,
  ratio: '1:1',
  fps: 12,
  seconds: 2,
  look: 'final',
  loop: false,
  seed: 'a',
  sound: 'birds',
};
const SPEECH: Plan = {
  kind: 'speech',
  text: 'Twice the same.',
  voice: 'Rachel',
  language: null,
  speed: 1,
  look: 'final',
};

let folder: string;
let image: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rushes-rendering-'));
  image = await picture(400, 400);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

atLength('the same input gives the same bytes wherever it is rendered, and is rendered once', async () => {
  const [here, there] = [
    createRendering({ folder: join(folder, 'here') }),
    createRendering({ folder: join(folder, 'there') }),
  ];
  const files = { [CLIP.kind]: { image }, [SPEECH.kind]: {} };
  for (const plan of [CLIP, SPEECH]) {
    const began = performance.now();
    const [one, same, other] = await Promise.all([
      here.render(plan, files[plan.kind] ?? {}),
      here.render(plan, files[plan.kind] ?? {}),
      there.render(plan, files[plan.kind] ?? {}),
    ]);
    const took = performance.now() - began;
    expect([same.key, other.key]).toEqual([one.key, one.key]);
    expect(here.read(one.key)).toEqual(there.read(other.key));

    const later = createRendering({ folder: join(folder, 'here') });
    const again = performance.now();
    expect(await later.render(plan, files[plan.kind] ?? {})).toEqual(one);
    expect(performance.now() - again).toBeLessThan(took / 4);
    later.close();
  }
  const red = await here.render({ ...CLIP, seed: 'b' }, { image });
  const wide = await here.render(CLIP, { image: await picture(800, 400) });
  expect(new Set([(await here.render(CLIP, { image })).key, red.key, wide.key]).size).toBe(3);
  expect((await readdir(join(folder, 'here'))).filter((name) => name.startsWith('making'))).toEqual([]);
  here.close();
  there.close();
});

atLength(
  'a thread renders what a process renders, refuses what it refuses, and its end is no harm to the simulators',
  async () => {
    const threads = createRendering({ folder: join(folder, 'threads'), startRender: renderInThread });
    const processes = createRendering({ folder: join(folder, 'processes'), startRender: renderInProcess });
    const files = { [CLIP.kind]: { image }, [SPEECH.kind]: {} };
    for (const plan of [CLIP, SPEECH]) {
      const [one, other] = await Promise.all(
        [threads, processes].map((rendering) => rendering.render(plan, files[plan.kind] ?? {})),
      );
      expect(one).toEqual(other);
      expect(threads.read(one!.key)?.equals(processes.read(other!.key)!)).toBe(true);
    }
    const broken = { image: Buffer.from('this is text, and no picture') };
    const [one, other] = await Promise.all(
      [threads, processes].map((rendering) =>
        rendering.render(CLIP, broken).catch((error: unknown) => error),
      ),
    );
    expect(one).toBeInstanceOf(Refused);
    expect(one).toEqual(other);
    threads.close();
    processes.close();
  },
);

atLength(
  'renders any frame rate and ratio, with sound that is exactly as long as the pictures',
  async (ctx) => {
    if (!hasFfprobe()) return ctx.skip(MISSING);
    const rendering = createRendering({ folder: join(folder, 'here') });
    for (const [fps, ratio, width, height] of [
      [25, '16:9', 426, 240],
      [50, '1:1', 240, 240],
      [30, '9:21', 240, 560],
    ] as const) {
      const { key } = await rendering.render({ ...CLIP, fps, ratio }, { image });
      const bytes = rendering.read(key)!;
      const track = { frames: 2 * fps, rate: `${fps}/1`, width, height, seconds: 2 };
      expect(probe(bytes)).toMatchObject({ video: track, audio: { codec: 'aac', seconds: 2 }, seconds: 2 });
      const seen = numbers(lumas(bytes, { width, height }), width, height);
      expect(seen).toEqual(Array.from({ length: 2 * fps }, (_, at) => at));
    }
    rendering.close();
  },
);

atLength(
  'a restart in the middle of a rendering loses nothing, and the result is what it would have been',
  async () => {
    const stateFile = join(folder, 'state.json');
    const options = { stateFile, cacheFolder: join(folder, 'restarted') };
    let client = await startClient(options);
    let fal = mediaClient(client);
    const input = {
      start_image_url: await fal.upload(image, 'image/jpeg'),
      prompt: 'On and on.',
      duration: '3',
      generate_audio: false,
    };
    const submitted = (await (await fal.submit(STANDARD, input)).json()) as { request_id: string };
    await client.simulators.close();

    client = await startClient(options);
    fal = mediaClient(client);
    const base = `${client.simulators.urls.fal}/queue.fal.run/fal-ai/kling-video/requests/${submitted.request_id}`;
    const ended = await fal.follow({ status_url: `${base}/status`, response_url: base });
    const { video } = ended.body as { video: { url: string; file_size: number } };
    const bytes = Buffer.from(await (await fetch(video.url)).arrayBuffer());
    expect(bytes.length).toBe(video.file_size);
    // The same picture sent again: from the cache, and the same.
    const again = await fal.make(STANDARD, {
      ...input,
      start_image_url: await fal.upload(image, 'image/jpeg'),
    });
    expect(again.bytes.equals(bytes)).toBe(true);
    await client.simulators.close();

    // A cache that was emptied meanwhile is filled again by whoever asks.
    await rm(options.cacheFolder, { recursive: true });
    client = await startClient(options);
    const anew = await fetch(video.url.replace(/^http:\/\/[^/]+\/fal/, client.simulators.urls.fal));
    expect(Buffer.from(await anew.arrayBuffer()).equals(bytes)).toBe(true);
    await client.simulators.close();
  },
);

it('the simulator answers at once while it renders, and survives the death of its render process', async (ctx) => {
  const children = `/proc/${process.pid}/task/${process.pid}/children`;
  let before: string;
  try {
    before = readFileSync(children, 'utf8');
  } catch {
    return ctx.skip('/proc/PID/task/PID/children is missing: Linux with CONFIG_PROC_CHILDREN');
  }
  const lines: string[] = [];
  const client: Client = await startClient({
    cacheFolder: join(folder, 'killed'),
    log: (line) => lines.push(line),
  });
  const fal = mediaClient(client);
  const input = { start_image_url: await fal.upload(image, 'image/jpeg'), prompt: 'Long.', duration: '15' };
  const links = (await (await fal.submit(STANDARD, input)).json()) as {
    status_url: string;
    response_url: string;
  };
  const waits: number[] = [];
  while (waits.length < 150) {
    const began = performance.now();
    await client.control('/modes');
    waits.push(performance.now() - began);
  }
  expect(waits.sort((a, b) => a - b)[75]).toBeLessThan(40);

  const born = readFileSync(children, 'utf8')
    .split(' ')
    .filter((pid) => pid && !before.split(' ').includes(pid));
  expect(born).toHaveLength(1);
  process.kill(Number(born[0]), 'SIGKILL');
  const ended = await fal.follow(links);
  expect([ended.status, ended.body]).toEqual([
    500,
    { detail: expect.any(String) as string, error_type: 'runner_server_error' },
  ]);
  expect(lines.filter((line) => line.includes('could not be rendered'))).toHaveLength(1);
  const next = await fal.make(STANDARD, { ...input, duration: '3', generate_audio: false });
  expect(next.bytes.length).toBeGreaterThan(1_000);
  await client.simulators.close();
});

it('the cache forgets what was used longest ago, and nothing that it holds is ever half a file', async () => {
  const at = join(folder, 'bounded');
  const cache = openRenderCache(at, 250);
  const made = { seconds: 1, frames: 0, width: 0, height: 0, fps: 0 };
  for (const [age, key] of [
    [30, 'a.mp4'],
    [20, 'b.mp4'],
    [10, 'c.mp4'],
  ] as const) {
    const file = cache.scratch('.mp4');
    await writeFile(file, Buffer.alloc(100, key));
    const then = Date.now() / 1_000 - age;
    await utimes(file, then, then);
    cache.put(key, file, made);
  }
  const other = openRenderCache(at, 250);
  expect([other.find('a.mp4'), other.read('a.mp4')]).toEqual([null, null]);
  expect([other.find('b.mp4')?.bytes, other.read('c.mp4')?.length]).toEqual([100, 100]);
  await writeFile(join(at, 'b.mp4.json'), '{"seconds":');
  expect(other.find('b.mp4')).toBeNull();
});

it('a picture without the strip has no frame number', () => {
  const [width, height] = [360, 640];
  const plain = new Uint8Array(width * height).fill(120);
  expect(readFrameNumber(plain, { stride: width, width, height })).toBeNull();
  const noise = plain.map((_, at) => (at * 2_654_435_761) & 255);
  expect(readFrameNumber(noise, { stride: width, width, height })).toBeNull();
});
