import { describe, expect, test } from 'vitest';
import { rendererOf } from '../../../simulators/renderers.ts';
import type {
  ClipRequest,
  LipsyncRequest,
  SentFile,
  TalkRequest,
} from '../../../src-shared/domain/request.ts';
import {
  type ClipModel,
  type ClipModelName,
  clipModels,
  type TalkModelName,
  talkModels,
} from '../../../src-shared/workflows/models.ts';
import { endpointOf, fieldOf, missingFile, targetOf } from './models.ts';

const sent = (url: string | null, ratio: string | null = '9:16'): SentFile => ({
  from: { input: 'image' },
  make: { do: 'picture', ratio, fit: 'crop', longest: 2_048 },
  path: 'input/image.jpg',
  mime: 'image/jpeg',
  url,
});
const image = 'https://v3.fal.media/files/in/image.jpg';
const voice = 'https://v3.fal.media/files/in/voice.mp3';

const clip: ClipRequest = {
  task: 'clip',
  provider: 'fal',
  models: [],
  image: sent(image),
  prompt: 'She pours the coffee.',
  negativePrompt: 'blur',
  seconds: 5,
  ratio: '9:16',
  fps: 24,
  sound: true,
  seed: 7,
  loop: true,
};
const talk: TalkRequest = {
  task: 'talk',
  provider: 'fal',
  models: [],
  image: sent(image),
  voice: { ...sent(voice), mime: 'audio/mpeg' },
  prompt: 'She speaks to a friend.',
  seconds: 14,
};
const lipsync: LipsyncRequest = {
  task: 'lipsync',
  provider: 'fal',
  models: ['sync-lipsync-2'],
  video: { ...sent('https://v3.fal.media/files/in/clip.mp4'), from: { part: 0 }, make: { do: 'as_is' } },
  voice: talk.voice,
  seconds: 14,
};

const { prompt } = clip;
const picture = { image_url: image, prompt };
const kling3 = {
  start_image_url: image,
  prompt,
  negative_prompt: 'blur',
  generate_audio: true,
  duration: '5',
};
const kling25 = { ...picture, negative_prompt: 'blur', duration: '5' };
const seedance1 = { ...picture, duration: '5', aspect_ratio: '9:16', seed: 7 };
const ltx = {
  ...picture,
  duration: 5,
  fps: 24,
  resolution: '1080p',
  aspect_ratio: '9:16',
  generate_audio: true,
};
const wan = { ...picture, negative_prompt: 'blur', duration: 5, seed: 7 };
const ray2 = { ...picture, duration: '5s', aspect_ratio: '9:16', loop: true };
const vidu = { ...picture, duration: 5, audio: true, seed: 7 };
const pixverse = { ...picture, negative_prompt: 'blur', duration: 5, generate_audio_switch: true, seed: 7 };
const clips: Record<ClipModelName, [endpoint: string, input: object]> = {
  'kling-v3/standard': ['fal-ai/kling-video/v3/standard/image-to-video', kling3],
  'kling-v3/pro': ['fal-ai/kling-video/v3/pro/image-to-video', kling3],
  'seedance-1-pro-fast/480p': [
    'fal-ai/bytedance/seedance/v1/pro/fast/image-to-video',
    { ...seedance1, resolution: '480p' },
  ],
  'seedance-1-pro-fast/1080p': [
    'fal-ai/bytedance/seedance/v1/pro/fast/image-to-video',
    { ...seedance1, resolution: '1080p' },
  ],
  'ltx-2.3/fast': ['fal-ai/ltx-2.3/image-to-video/fast', ltx],
  'ltx-2.3': ['fal-ai/ltx-2.3/image-to-video', ltx],
  'wan-2.7/720p': ['fal-ai/wan/v2.7/image-to-video', { ...wan, resolution: '720p' }],
  'wan-2.7/1080p': ['fal-ai/wan/v2.7/image-to-video', { ...wan, resolution: '1080p' }],
  'kling-2.5-turbo/standard': ['fal-ai/kling-video/v2.5-turbo/standard/image-to-video', kling25],
  'kling-2.5-turbo/pro': ['fal-ai/kling-video/v2.5-turbo/pro/image-to-video', kling25],
  'luma-ray-2-flash/540p': [
    'fal-ai/luma-dream-machine/ray-2-flash/image-to-video',
    { ...ray2, resolution: '540p' },
  ],
  'luma-ray-2/720p': ['fal-ai/luma-dream-machine/ray-2/image-to-video', { ...ray2, resolution: '720p' }],
  'vidu-q3/turbo': ['fal-ai/vidu/q3/image-to-video/turbo', { ...vidu, resolution: '540p' }],
  'vidu-q3': ['fal-ai/vidu/q3/image-to-video', { ...vidu, resolution: '720p' }],
  'pixverse-v6/360p': ['fal-ai/pixverse/v6/image-to-video', { ...pixverse, resolution: '360p' }],
  'pixverse-v6/1080p': ['fal-ai/pixverse/v6/image-to-video', { ...pixverse, resolution: '1080p' }],
  'seedance-1.5-pro/480p': [
    'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
    { ...seedance1, resolution: '480p', generate_audio: true },
  ],
  'seedance-1.5-pro/1080p': [
    'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
    { ...seedance1, resolution: '1080p', generate_audio: true },
  ],
};

const portrait = { image_url: image, audio_url: voice };
const spoken = { ...portrait, prompt: talk.prompt };
const talks: Record<Exclude<TalkModelName, 'sync-lipsync-2'>, [endpoint: string, input: object]> = {
  'kling-avatar-2/standard': ['fal-ai/kling-video/ai-avatar/v2/standard', spoken],
  'kling-avatar-2/pro': ['fal-ai/kling-video/ai-avatar/v2/pro', spoken],
  'fabric-1.0/480p': ['veed/fabric-1.0', { ...portrait, resolution: '480p' }],
  'fabric-1.0/720p': ['veed/fabric-1.0', { ...portrait, resolution: '720p' }],
  'omnihuman-1.5/720p': ['fal-ai/bytedance/omnihuman/v1.5', { ...spoken, resolution: '720p' }],
  'omnihuman-1.5/1080p': ['fal-ai/bytedance/omnihuman/v1.5', { ...spoken, resolution: '1080p' }],
};

describe('what goes to each model, exactly', () => {
  test.each(Object.entries(clips))('%s', (model, [endpoint, input]) => {
    expect(targetOf({ ...clip, models: ['nobody', model] })).toEqual({
      model,
      endpoint,
      input,
      makes: 'video',
    });
    expect(endpointOf([model])).toBe(endpoint);
  });

  test.each(Object.entries(talks))('%s', (model, [endpoint, input]) => {
    expect(targetOf({ ...talk, models: [model] })).toEqual({ model, endpoint, input, makes: 'video' });
  });

  test('sync-lipsync-2', () => {
    expect(targetOf(lipsync)).toEqual({
      model: 'sync-lipsync-2',
      endpoint: 'fal-ai/sync-lipsync/v2',
      input: { video_url: lipsync.video.url, audio_url: voice, sync_mode: 'loop' },
      makes: 'video',
    });
  });

  test('every name is here, and each only for its own task', () => {
    expect(Object.keys(clips).sort()).toEqual(Object.keys(clipModels).sort());
    expect([...Object.keys(talks), 'sync-lipsync-2'].sort()).toEqual(Object.keys(talkModels).sort());
    expect(targetOf({ ...talk, models: Object.keys(clipModels) })).toBeNull();
    expect(
      targetOf({ ...clip, models: [...Object.keys(talkModels), 'toString', 'elevenlabs/eleven-v3'] }),
    ).toBeNull();
    expect(targetOf({ ...lipsync, models: ['kling-avatar-2/pro'] })).toBeNull();
  });
});

const inputOf = (model: string, more: Partial<ClipRequest>) =>
  targetOf({ ...clip, ...more, models: [model] })?.input ?? {};

describe('what a model would do by itself is said', () => {
  test('no sound unless it is asked for', () => {
    const silent = (model: string) => inputOf(model, { sound: false });
    expect(silent('kling-v3/pro')).toMatchObject({ generate_audio: false });
    expect(silent('seedance-1.5-pro/480p')).toMatchObject({ generate_audio: false });
    expect(silent('ltx-2.3')).toMatchObject({ generate_audio: false });
    expect(silent('vidu-q3')).toMatchObject({ audio: false });
    expect(silent('pixverse-v6/360p')).toMatchObject({ generate_audio_switch: false });
  });

  test('a ratio that the model does not have is left to the picture, or comes as near as it can', () => {
    const ratio = (model: string, more: Partial<ClipRequest>) => inputOf(model, more).aspect_ratio;
    for (const model of ['seedance-1-pro-fast/480p', 'seedance-1.5-pro/480p', 'ltx-2.3/fast'])
      expect(ratio(model, { ratio: null })).toBe('auto');
    expect(ratio('ltx-2.3', { ratio: '1:1' })).toBe('auto');
    const ray = (of: string | null) => ratio('luma-ray-2/720p', { ratio: null, image: sent(image, of) });
    expect(['4:5', '5:4', '16:9', '5:2', '1:3'].map(ray)).toEqual(['3:4', '4:3', '16:9', '21:9', '9:21']);
    expect(ray(null)).toBeUndefined();
  });

  test('an empty prompt is never sent, an empty list of faults is left out', () => {
    for (const model of Object.keys(clipModels)) {
      const input = inputOf(model, { prompt: ' ', negativePrompt: '' });
      expect(input.prompt, model).toMatch(/\w/);
      expect(input).not.toHaveProperty('negative_prompt');
    }
    const avatar = targetOf({ ...talk, prompt: '', models: ['kling-avatar-2/pro'] });
    expect(avatar?.input).toMatchObject({ prompt: '.' });
    expect(targetOf({ ...talk, prompt: '', models: ['omnihuman-1.5/720p'] })?.input).not.toHaveProperty(
      'prompt',
    );
  });
});

describe('the simulator takes it', () => {
  const taken = (model: string, target: ReturnType<typeof targetOf>) => {
    if (!target) throw new Error(`${model} has no endpoint`);
    const renderer = rendererOf(target.endpoint);
    expect(renderer, `${target.endpoint} is not played`).not.toBeNull();
    expect(
      renderer?.check(target.endpoint, target.input),
      `${model} ${JSON.stringify(target.input)}`,
    ).toEqual([]);
  };

  test.each(Object.entries<ClipModel>(clipModels))('%s, whatever it offers', (model, offers) => {
    const wishes: Partial<ClipRequest>[] = [
      ...offers.seconds.map((seconds) => ({ seconds })),
      ...[null, '5:4', ...offers.ratios].map((ratio) => ({ ratio })),
      ...[null, ...offers.fps].map((fps) => ({ fps })),
      ...[null, 0, 2_147_483_647].map((seed) => ({ seed })),
      ...[true, false].flatMap((flag) => [{ sound: flag }, { loop: flag }]),
      { prompt: '', negativePrompt: '' },
    ];
    const usual = { seconds: offers.seconds[0] ?? 5, fps: null };
    for (const wish of wishes) taken(model, targetOf({ ...clip, ...usual, ...wish, models: [model] }));
  });

  test.each(Object.keys(talks))('%s, with a prompt and without', (model) => {
    for (const words of ['', talk.prompt])
      taken(model, targetOf({ ...talk, prompt: words, models: [model] }));
  });

  test('sync-lipsync-2', () => taken('sync-lipsync-2', targetOf(lipsync)));
});

test('a file without an address is told by its field', () => {
  expect([missingFile(clip), missingFile(talk), missingFile(lipsync)]).toEqual([null, null, null]);
  expect(missingFile({ ...clip, image: sent(null) })).toBe('image');
  expect(missingFile({ ...talk, voice: sent(null) })).toBe('voice');
});

test('fields are named as the creator knows them, and ours not at all', () => {
  const names = (...fields: string[]) => fields.map((field) => fieldOf(['body', field]));
  expect(names('start_image_url', 'image_url', 'video_url', 'audio_url')).toEqual([
    'image',
    'image',
    'image',
    'audio',
  ]);
  expect(names('duration', 'aspect_ratio', 'negative_prompt', 'seed', 'fps', 'prompt')).toEqual([
    'duration',
    'aspect_ratio',
    'negative_prompt',
    'seed',
    'fps',
    'prompt',
  ]);
  expect(names('resolution', 'generate_audio', 'audio', 'sync_mode')).toEqual(Array(4).fill(undefined));
  expect(names('similarity_boost', 'language_code')).toEqual(['similarity', 'language']);
  expect([fieldOf(['body', 'text', 0]), fieldOf(['body'])]).toEqual(['text', undefined]);
});
