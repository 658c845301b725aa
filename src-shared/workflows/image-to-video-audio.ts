import * as z from 'zod/mini';
import {
  clipFields,
  clipNeedsCodecs,
  clipOf,
  clipParams,
  clipPromise,
  clipSeconds,
  modelField,
  tooLong,
} from './clip-fields.ts';
import type { ModelLine } from './models.ts';
import { defineWorkflow } from './workflow.ts';

const maxSound = 500;

const lines = {
  'kling-v3': {
    preview: 'kling-v3/standard',
    final: 'kling-v3/pro',
    relation: 'new_take',
    title: 'Kling v3',
  },
  'vidu-q3': { preview: 'vidu-q3/turbo', final: 'vidu-q3', relation: 'new_take', title: 'Vidu Q3' },
  'pixverse-v6': {
    preview: 'pixverse-v6/360p',
    final: 'pixverse-v6/1080p',
    relation: 'same_seed',
    title: 'Pixverse v6',
  },
  'seedance-1.5-pro': {
    preview: 'seedance-1.5-pro/480p',
    final: 'seedance-1.5-pro/1080p',
    relation: 'same_seed',
    title: 'Seedance 1.5 pro',
  },
} as const satisfies Record<string, ModelLine>;
type Line = keyof typeof lines;

const soundText = () => z._default(z.string().check(z.trim(), z.maxLength(maxSound)), '');
const params = z.lazy(() =>
  z.strictObject({
    ...clipParams(),
    audio_prompt: soundText(),
    ambient: soundText(),
    model: z._default(z.enum(Object.keys(lines) as [Line, ...Line[]]), 'kling-v3'),
  }),
);

const sentence = (name: string, text: string): string =>
  text === '' ? '' : ` ${name}: ${text.replace(/[.\s]+$/, '')}.`;

/** A picture set in motion with sound. No model has a field for sound alone, so it is told in the prompt (providers.md C.3). */
export const imageToVideoAudio = defineWorkflow({
  id: 'image_to_video_audio',
  title: 'Image to video with sound',
  summary: 'Set a picture in motion: a silent preview of 3 seconds, then up to 10 with sound.',
  provider: 'fal',
  params,
  review: 'hold',
  relation: 'new_take',
  credits: () => 200,
  fields: [
    ...clipFields,
    {
      name: 'audio_prompt',
      label: 'Sound',
      widget: 'text',
      required: false,
      rule: 'a text of at most 500 characters',
      default: '',
      max: maxSound,
    },
    {
      name: 'ambient',
      label: 'Ambient sounds',
      widget: 'text',
      required: false,
      rule: 'a text of at most 500 characters',
      default: '',
      max: maxSound,
    },
    modelField(lines),
  ],
  stages: {
    preview: {
      models: [lines['kling-v3'].preview],
      limit: '3 s at most, standard, silent',
      expectedSeconds: 60,
    },
    final: { models: [lines['kling-v3'].final], limit: '10 s at most, pro, with sound', expectedSeconds: 60 },
  },
  line: (p) => lines[p.model],
  check: (p) => tooLong(lines[p.model], p.duration),
  toRequest: (stage, { params: p, models }) => {
    const sound = stage === 'final';
    const heard = sound ? sentence('Audio', p.audio_prompt) + sentence('Ambient', p.ambient) : '';
    const wish = { models, seconds: clipSeconds(stage, p.duration), sound, loop: false };
    return [clipOf({ ...p, prompt: p.prompt + heard }, wish)];
  },
  promise: (stage, { params: p }) => clipPromise(stage, p, stage === 'final'),
  steps: {
    preview: ['fit', 'thumbnail', 'mirror'],
    final: ['fit', 'thumbnail', 'peaks', 'mirror'],
  },
  needsCodecs: (p) => clipNeedsCodecs(lines[p.model], p),
});
