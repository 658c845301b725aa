import { afterAll, beforeAll, expect, it } from 'vitest';
import { rendererOf } from './renderers.ts';
import { type Client, startClient } from './test-client.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.simulators.close());

const image = { image_url: 'https://example.com/a.jpg', prompt: 'Slowly.' };
const spoken = { image_url: image.image_url, audio_url: 'https://example.com/a.mp3' };
const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
const start = { start_image_url: image.image_url, prompt: 'Slowly.' };

it.each([
  [KLING, { prompt: 'Slowly.' }, 'start_image_url missing'],
  [KLING, { ...start, prompt: undefined }, 'prompt missing'],
  [KLING, { ...start, multi_prompt: [] }, 'prompt one_of'],
  [KLING, { ...start, duration: '2' }, 'duration literal_error'],
  [KLING, { ...start, duration: 5 }, 'duration literal_error'],
  [KLING, { ...start, generate_audio: 'yes' }, 'generate_audio bool_type'],
  [KLING, { ...start, start_image_url: 'a.jpg' }, 'start_image_url url_parsing'],
  [KLING, { ...start, cfg_scale: 2 }, 'cfg_scale less_than_equal'],
  ['fal-ai/bytedance/seedance/v1/pro/fast/image-to-video', { ...image, seed: 1.5 }, 'seed int_type'],
  [
    'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
    { ...image, duration: '3' },
    'duration literal_error',
  ],
  ['fal-ai/ltx-2.3/image-to-video', { ...image, fps: 30 }, 'fps literal_error'],
  ['fal-ai/ltx-2.3/image-to-video', { ...image, duration: '6' }, 'duration literal_error'],
  ['fal-ai/ltx-2.3/image-to-video', { ...image, aspect_ratio: '1:1' }, 'aspect_ratio literal_error'],
  ['fal-ai/luma-dream-machine/ray-2/image-to-video', { ...image, duration: '10s' }, 'duration literal_error'],
  ['fal-ai/wan/v2.7/image-to-video', { ...image, resolution: '480p' }, 'resolution literal_error'],
  ['fal-ai/vidu/q3/image-to-video/turbo', { ...image, duration: 17 }, 'duration literal_error'],
  ['fal-ai/pixverse/v6/image-to-video', { image_url: image.image_url }, 'prompt missing'],
  ['fal-ai/kling-video/ai-avatar/v2/pro', { image_url: image.image_url }, 'audio_url missing'],
  ['veed/fabric-1.0', spoken, 'resolution missing'],
  ['fal-ai/bytedance/omnihuman/v1.5', { ...spoken, resolution: '480p' }, 'resolution literal_error'],
  ['fal-ai/sync-lipsync/v2', { ...spoken }, 'video_url missing'],
])('%s refuses a bad input and names the field: %#', async (endpoint, input, told) => {
  const [field, type] = told.split(' ');
  const answer = await client.fal(`queue.fal.run/${endpoint}`, {
    method: 'POST',
    body: JSON.stringify(input),
  });
  expect([answer.status, await answer.json()]).toMatchObject([
    422,
    { detail: [{ loc: ['body', field], type }] },
  ]);
  expect(await client.accepted()).toBe(0);
});

it('takes what the models take for granted', () => {
  const plan = (endpoint: string, input: Record<string, unknown>) =>
    rendererOf(endpoint)?.plan(endpoint, input);
  expect(plan(KLING, start)).toMatchObject({
    seconds: 5,
    fps: 24,
    side: 720,
    look: 'final',
    sound: 'Slowly.',
  });
  expect(plan(KLING, { ...start, generate_audio: false })).toMatchObject({ sound: null });
  expect(plan('fal-ai/luma-dream-machine/ray-2/image-to-video', image)).toMatchObject({
    ...{ seconds: 5, ratio: '16:9', side: 540, sound: null, loop: false },
  });
  expect(plan('fal-ai/ltx-2.3/image-to-video', image)).toMatchObject({
    seconds: 6,
    fps: 25,
    side: 1_080,
    ratio: null,
  });
  expect(plan('fal-ai/ltx-2.3/image-to-video/fast', { ...image, fps: 48, duration: 20 })).toMatchObject({
    ...{ seconds: 20, fps: 48, look: 'preview' },
  });
  expect(plan('fal-ai/bytedance/omnihuman/v1.5', spoken)).toMatchObject({
    side: 1_080,
    limits: { most: 30 },
  });
  expect(plan('veed/fabric-1.0', { ...spoken, resolution: '480p' })).toMatchObject({
    side: 480,
    look: 'preview',
  });
});

it('every endpoint has its price, by the second', async () => {
  const ids = [KLING, 'fal-ai/kling-video/ai-avatar/v2/standard', 'fal-ai/wan/v2.7/image-to-video'];
  const answer = await client.fal(`api.fal.ai/v1/models/pricing?endpoint_id=${ids.join()}`);
  const { prices } = (await answer.json()) as { prices: { unit: string; unit_price: number }[] };
  expect(prices.map(({ unit, unit_price }) => [unit, unit_price])).toEqual([
    ['seconds', 0.112],
    ['seconds', 0.0562],
    ['seconds', 0.1],
  ]);
});
