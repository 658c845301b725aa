// Models that make a clip of a picture (providers.md C.2, C.3): what each takes and what it makes of it.

import {
  address,
  type Check,
  checkAll,
  flag,
  type Input,
  number,
  oneOf,
  required,
  text,
  whole,
} from './checks.ts';
import type { ClipPlan } from './render/plan.ts';
import type { Renderer, SourceLink } from './renderers.ts';

type Value = string | number;

/** `usual` is what an input gets that says nothing. */
type Model = {
  image: 'image_url' | 'start_image_url';
  seconds: { values: readonly Value[]; usual: Value };
  /** Ratios that it takes; none: it follows the picture. `auto` follows it too. */
  ratios: { values: readonly string[]; usual: string } | null;
  /** Named sizes, or the shorter side that the endpoint always makes. */
  size: { values: readonly string[]; usual: string } | number;
  fps: { values: readonly number[]; usual: number } | null;
  sound: { field: string; usual: boolean } | null;
  prompt: 'required' | 'optional' | 'or multi_prompt';
  /** A fast endpoint: its takes look like previews whatever their size. */
  quick: boolean;
  tells: 'file' | 'file and seed' | 'video file' | 'video file and seed';
  dollarsPerSecond: number;
};

const LONGEST_PROMPT = 2_500;
const USUAL_FPS = 24;
/** Takes whose shorter side has so many dots or fewer look like previews. */
const PREVIEW_SIDE = 540;
const SILENT_MS = 45_000;
const WITH_SOUND_MS = 60_000;

const upTo = (least: number, most: number): number[] =>
  Array.from({ length: most - least + 1 }, (_, index) => least + index);
const words = (values: readonly number[], ending = ''): string[] => values.map((one) => `${one}${ending}`);

const PLAIN = {
  image: 'image_url',
  ratios: null,
  fps: null,
  sound: null,
  prompt: 'required',
  quick: false,
  tells: 'file',
} as const;
const kling3 = {
  ...PLAIN,
  image: 'start_image_url',
  seconds: { values: words(upTo(3, 15)), usual: '5' },
  sound: { field: 'generate_audio', usual: true },
  prompt: 'or multi_prompt',
} as const;
const kling25 = { ...PLAIN, seconds: { values: ['5', '10'], usual: '5' } } as const;
const SEEDANCE_RATIOS = {
  values: ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16', 'auto'],
  usual: 'auto',
} as const;
const ltx = {
  ...PLAIN,
  ratios: { values: ['auto', '16:9', '9:16'], usual: 'auto' },
  size: { values: ['1080p', '1440p', '2160p'], usual: '1080p' },
  fps: { values: [24, 25, 48, 50], usual: 25 },
  sound: { field: 'generate_audio', usual: true },
  tells: 'video file',
} as const;
const ray2 = {
  ...PLAIN,
  seconds: { values: ['5s', '9s'], usual: '5s' },
  ratios: { values: ['16:9', '9:16', '4:3', '3:4', '21:9', '9:21'], usual: '16:9' },
  size: { values: ['540p', '720p', '1080p'], usual: '540p' },
} as const;
const vidu = {
  ...PLAIN,
  seconds: { values: upTo(1, 16), usual: 5 },
  size: { values: ['360p', '540p', '720p', '1080p'], usual: '720p' },
  sound: { field: 'audio', usual: true },
  prompt: 'optional',
} as const;

const MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['fal-ai/kling-video/v3/standard/image-to-video', { ...kling3, size: 480, dollarsPerSecond: 0.084 }],
  ['fal-ai/kling-video/v3/pro/image-to-video', { ...kling3, size: 720, dollarsPerSecond: 0.112 }],
  [
    'fal-ai/kling-video/v2.5-turbo/standard/image-to-video',
    { ...kling25, size: 480, dollarsPerSecond: 0.042 },
  ],
  ['fal-ai/kling-video/v2.5-turbo/pro/image-to-video', { ...kling25, size: 720, dollarsPerSecond: 0.07 }],
  [
    'fal-ai/bytedance/seedance/v1/pro/fast/image-to-video',
    {
      ...PLAIN,
      seconds: { values: words(upTo(2, 12)), usual: '5' },
      ratios: SEEDANCE_RATIOS,
      size: { values: ['480p', '720p', '1080p'], usual: '1080p' },
      tells: 'file and seed',
      dollarsPerSecond: 0.049,
    },
  ],
  [
    'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
    {
      ...PLAIN,
      seconds: { values: words(upTo(4, 12)), usual: '5' },
      ratios: SEEDANCE_RATIOS,
      size: { values: ['480p', '720p', '1080p'], usual: '720p' },
      sound: { field: 'generate_audio', usual: true },
      tells: 'file and seed',
      dollarsPerSecond: 0.052,
    },
  ],
  [
    'fal-ai/ltx-2.3/image-to-video',
    { ...ltx, seconds: { values: [6, 8, 10], usual: 6 }, dollarsPerSecond: 0.06 },
  ],
  [
    'fal-ai/ltx-2.3/image-to-video/fast',
    {
      ...ltx,
      seconds: { values: [6, 8, 10, 12, 14, 16, 18, 20], usual: 6 },
      quick: true,
      dollarsPerSecond: 0.04,
    },
  ],
  [
    'fal-ai/wan/v2.7/image-to-video',
    {
      ...PLAIN,
      seconds: { values: upTo(2, 15), usual: 5 },
      size: { values: ['720p', '1080p'], usual: '1080p' },
      prompt: 'optional',
      tells: 'video file and seed',
      dollarsPerSecond: 0.1,
    },
  ],
  ['fal-ai/luma-dream-machine/ray-2/image-to-video', { ...ray2, dollarsPerSecond: 0.1 }],
  ['fal-ai/luma-dream-machine/ray-2-flash/image-to-video', { ...ray2, quick: true, dollarsPerSecond: 0.04 }],
  ['fal-ai/vidu/q3/image-to-video', { ...vidu, dollarsPerSecond: 0.07 }],
  ['fal-ai/vidu/q3/image-to-video/turbo', { ...vidu, quick: true, dollarsPerSecond: 0.035 }],
  [
    'fal-ai/pixverse/v6/image-to-video',
    {
      ...PLAIN,
      seconds: { values: upTo(1, 15), usual: 5 },
      size: { values: ['360p', '540p', '720p', '1080p'], usual: '720p' },
      sound: { field: 'generate_audio_switch', usual: false },
      dollarsPerSecond: 0.06,
    },
  ],
]);

export const clips: Renderer = {
  has: (endpoint) => MODELS.has(endpoint),
  file: { name: 'output.mp4', contentType: 'video/mp4' },
  expectedMs: (endpoint, input) => (hasSound(modelOf(endpoint), input) ? WITH_SOUND_MS : SILENT_MS),
  price: (endpoint) => ({ unitPrice: modelOf(endpoint).dollarsPerSecond, unit: 'seconds' }),
  check: (endpoint, input) => checkAll(input, checksOf(modelOf(endpoint))),
  sources(endpoint, input) {
    const image: SourceLink = { role: 'image', field: modelOf(endpoint).image, url: '' };
    const audio: SourceLink = { role: 'audio', field: 'audio_url', url: '' };
    return (takesVoice(endpoint) ? [image, audio] : [image]).flatMap((one) => {
      const url = input[one.field];
      return typeof url === 'string' ? [{ ...one, url }] : [];
    });
  },
  plan: (endpoint, input) => planOf(modelOf(endpoint), input),
  billableUnits: (_endpoint, _input, made) => made.seconds,
  output(endpoint, input, file) {
    const plain = {
      url: file.url,
      content_type: 'video/mp4',
      file_name: 'output.mp4',
      file_size: file.bytes,
    };
    const { seconds, fps, width, height, frames } = file;
    const known = { ...plain, duration: seconds, fps, width, height, num_frames: frames };
    const { tells } = modelOf(endpoint);
    return {
      video: tells.startsWith('video file') ? known : plain,
      ...(tells.endsWith('seed') ? { seed: seedOf(input) } : {}),
    };
  },
};

/** Wan takes a voice to go with the picture. */
function takesVoice(endpoint: string): boolean {
  return endpoint.startsWith('fal-ai/wan/');
}

function modelOf(endpoint: string): Model {
  const model = MODELS.get(endpoint);
  if (!model) throw new Error(`no model of the simulator: ${endpoint}`);
  return model;
}

function checksOf(model: Model): Check[] {
  return [
    required(model.image),
    ...['image_url', 'start_image_url', 'end_image_url', 'tail_image_url', 'audio_url'].map(address),
    ...(model.prompt === 'required' ? [required('prompt')] : []),
    ...(model.prompt === 'or multi_prompt' ? [onePrompt] : []),
    text('prompt', LONGEST_PROMPT),
    oneOf('duration', model.seconds.values),
    ...(model.ratios ? [oneOf('aspect_ratio', model.ratios.values)] : []),
    ...(typeof model.size === 'number' ? [] : [oneOf('resolution', model.size.values)]),
    ...(model.fps ? [oneOf('fps', model.fps.values)] : []),
    ...(model.sound ? [flag(model.sound.field)] : []),
    flag('loop'),
    whole('seed'),
    number('cfg_scale', [0, 1]),
  ];
}

const onePrompt: Check = (input) => {
  const count = [input.prompt, input.multi_prompt].filter((one) => one !== undefined && one !== null).length;
  if (count === 1) return [];
  const msg = 'Exactly one of prompt and multi_prompt must be given';
  return [{ loc: ['body', 'prompt'], msg, type: count === 0 ? 'missing' : 'one_of', input }];
};

function planOf(model: Model, input: Input): ClipPlan {
  const said = (field: string): Value | undefined => {
    const value = input[field];
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  };
  const size =
    typeof model.size === 'number'
      ? model.size
      : Number.parseInt(String(said('resolution') ?? model.size.usual), 10);
  const ratio = model.ratios ? String(said('aspect_ratio') ?? model.ratios.usual) : 'auto';
  return {
    kind: 'clip',
    side: size,
    ratio: ratio === 'auto' ? null : ratio,
    fps: model.fps ? Number(said('fps') ?? model.fps.usual) : USUAL_FPS,
    seconds: Number.parseInt(String(said('duration') ?? model.seconds.usual), 10),
    look: model.quick || size <= PREVIEW_SIDE ? 'preview' : 'final',
    loop: input.loop === true,
    seed: `${promptOf(input)} ${seedOf(input)}`,
    sound: hasSound(model, input) ? promptOf(input) : null,
  };
}

function hasSound({ sound }: Model, input: Input): boolean {
  return sound !== null && (input[sound.field] ?? sound.usual) === true;
}

function promptOf(input: Input): string {
  if (typeof input.prompt === 'string') return input.prompt;
  return input.multi_prompt === undefined ? '' : JSON.stringify(input.multi_prompt);
}

function seedOf(input: Input): number {
  return typeof input.seed === 'number' ? input.seed : 0;
}
