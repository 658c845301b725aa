// Models that make a portrait speak, and one that moves the mouth of a video (providers.md C.4).

import { address, type Check, checkAll, type Input, oneOf, required } from './checks.ts';
import type { Plan } from './render/plan.ts';
import type { Renderer, SourceLink } from './renderers.ts';

type Limits = { least: number; most: number; bytes: number; side: number };

type Model = {
  picture: 'image_url' | 'video_url';
  /** Named sizes, or the shorter side that the endpoint always makes; `usual` null: it must be said. */
  size: { values: readonly string[]; usual: string | null } | number;
  /** By the shorter side of what is made. */
  limits(side: number): Limits;
  tellsDuration: boolean;
  dollarsPerSecond: number;
};

const MEGABYTE = 1024 * 1024;
const EXPECTED_MS = 90_000;
const PREVIEW_SIDE = 540;
/** Larger ones are not told; this is what a transfer takes. */
const LARGEST_VOICE = 50 * MEGABYTE;
const SMALLEST_PICTURE = 64;

const kling = {
  picture: 'image_url',
  limits: () => ({ least: 2, most: 60, bytes: 5 * MEGABYTE, side: 300 }),
  tellsDuration: true,
} as const;

const MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['fal-ai/kling-video/ai-avatar/v2/standard', { ...kling, size: 480, dollarsPerSecond: 0.0562 }],
  ['fal-ai/kling-video/ai-avatar/v2/pro', { ...kling, size: 720, dollarsPerSecond: 0.115 }],
  [
    'veed/fabric-1.0',
    {
      picture: 'image_url',
      size: { values: ['480p', '720p'], usual: null },
      limits: () => ({ least: 0, most: 300, bytes: LARGEST_VOICE, side: SMALLEST_PICTURE }),
      tellsDuration: false,
      dollarsPerSecond: 0.08,
    },
  ],
  [
    'fal-ai/bytedance/omnihuman/v1.5',
    {
      picture: 'image_url',
      size: { values: ['720p', '1080p'], usual: '1080p' },
      limits: (side) => ({
        least: 0,
        most: side > 720 ? 30 : 60,
        bytes: LARGEST_VOICE,
        side: SMALLEST_PICTURE,
      }),
      tellsDuration: true,
      dollarsPerSecond: 0.16,
    },
  ],
  [
    'fal-ai/sync-lipsync/v2',
    {
      picture: 'video_url',
      // The size of the video that is sent.
      size: 0,
      limits: () => ({ least: 0, most: 300, bytes: LARGEST_VOICE, side: SMALLEST_PICTURE }),
      tellsDuration: false,
      dollarsPerSecond: 0.05,
    },
  ],
]);

export const avatars: Renderer = {
  has: (endpoint) => MODELS.has(endpoint),
  file: { name: 'output.mp4', contentType: 'video/mp4' },
  expectedMs: () => EXPECTED_MS,
  price: (endpoint) => ({ unitPrice: modelOf(endpoint).dollarsPerSecond, unit: 'seconds' }),
  check: (endpoint, input) => checkAll(input, checksOf(modelOf(endpoint))),
  sources(endpoint, input) {
    const field = modelOf(endpoint).picture;
    const shown: SourceLink = {
      role: field === 'video_url' ? 'video' : 'image',
      field,
      url: String(input[field]),
    };
    return [shown, { role: 'audio', field: 'audio_url', url: String(input.audio_url) }];
  },
  plan: (endpoint, input) => planOf(modelOf(endpoint), input),
  billableUnits: (_endpoint, _input, made) => made.seconds,
  output: (endpoint, _input, file) => ({
    video: { url: file.url, content_type: 'video/mp4', file_name: 'output.mp4', file_size: file.bytes },
    ...(modelOf(endpoint).tellsDuration ? { duration: file.seconds } : {}),
  }),
};

function modelOf(endpoint: string): Model {
  const model = MODELS.get(endpoint);
  if (!model) throw new Error(`no model of the simulator: ${endpoint}`);
  return model;
}

function checksOf({ picture, size }: Model): Check[] {
  const sized = typeof size === 'number' ? [] : [oneOf('resolution', size.values)];
  return [
    required(picture),
    address(picture),
    required('audio_url'),
    address('audio_url'),
    ...(typeof size !== 'number' && size.usual === null ? [required('resolution')] : []),
    ...sized,
    oneOf('sync_mode', ['cut_off', 'loop', 'bounce', 'silence', 'remap']),
  ];
}

function planOf(model: Model, input: Input): Plan {
  if (model.picture === 'video_url') {
    // What is neither cut nor repeated at a real model is repeated here.
    const cut = (input.sync_mode ?? 'cut_off') === 'cut_off';
    return { kind: 'lipsync', most: model.limits(0).most, ends: cut ? 'with the shorter' : 'with the voice' };
  }
  const said = typeof input.resolution === 'string' ? input.resolution : null;
  const side =
    typeof model.size === 'number' ? model.size : Number.parseInt(said ?? model.size.usual ?? '720', 10);
  return {
    kind: 'avatar',
    side,
    look: side <= PREVIEW_SIDE ? 'preview' : 'final',
    seed: typeof input.prompt === 'string' ? input.prompt : '',
    limits: model.limits(side),
  };
}
