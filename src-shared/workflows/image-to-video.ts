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

const lines = {
  'kling-v3': {
    preview: 'kling-v3/standard',
    final: 'kling-v3/pro',
    relation: 'new_take',
    title: 'Kling v3',
  },
  'seedance-1-pro-fast': {
    preview: 'seedance-1-pro-fast/480p',
    final: 'seedance-1-pro-fast/1080p',
    relation: 'same_seed',
    title: 'Seedance 1 pro fast',
  },
  'ltx-2.3': { preview: 'ltx-2.3/fast', final: 'ltx-2.3', relation: 'new_take', title: 'LTX 2.3' },
  'wan-2.7': { preview: 'wan-2.7/720p', final: 'wan-2.7/1080p', relation: 'same_seed', title: 'Wan 2.7' },
  'kling-2.5-turbo': {
    preview: 'kling-2.5-turbo/standard',
    final: 'kling-2.5-turbo/pro',
    relation: 'new_take',
    title: 'Kling 2.5 turbo',
  },
  'luma-ray-2': {
    preview: 'luma-ray-2-flash/540p',
    final: 'luma-ray-2/720p',
    relation: 'new_take',
    title: 'Luma Ray 2',
  },
} as const satisfies Record<string, ModelLine>;
type Line = keyof typeof lines;

const params = z.lazy(() =>
  z.strictObject({
    ...clipParams(),
    model: z._default(z.enum(Object.keys(lines) as [Line, ...Line[]]), 'kling-v3'),
  }),
);

/** A picture set in motion, silent: three seconds first, then the whole in better quality. */
export const imageToVideo = defineWorkflow({
  id: 'image_to_video',
  title: 'Image to video',
  summary: 'Set a picture in motion, without sound: 3 seconds as a preview, up to 10 as the final.',
  provider: 'fal',
  params,
  review: 'hold',
  relation: 'new_take',
  credits: () => 150,
  fields: [...clipFields, modelField(lines)],
  stages: {
    preview: {
      models: [lines['kling-v3'].preview],
      limit: '3 s at most, standard, silent',
      expectedSeconds: 45,
    },
    final: { models: [lines['kling-v3'].final], limit: '10 s at most, pro, silent', expectedSeconds: 45 },
  },
  line: (p) => lines[p.model],
  check: (p) => tooLong(lines[p.model], p.duration),
  toRequest: (stage, { params: p, models }) => [
    clipOf(p, { models, seconds: clipSeconds(stage, p.duration), sound: false, loop: false }),
  ],
  promise: (stage, { params: p }) => clipPromise(stage, p, false),
  steps: { preview: ['fit', 'thumbnail', 'mirror'], final: ['fit', 'thumbnail', 'mirror'] },
  needsCodecs: (p) => clipNeedsCodecs(lines[p.model], p),
});
