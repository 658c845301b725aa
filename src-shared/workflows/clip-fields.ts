import * as z from 'zod/mini';
import type { Stage } from '../domain/job.ts';
import type { ClipRequest, SentFile } from '../domain/request.ts';
import { type ClipModel, type ClipModelName, clipModels, type ModelLine } from './models.ts';
import type { Complaint, FieldSpec, Promised } from './workflow.ts';

/** What the workflows that begin with a picture share: fields, and how a wish becomes something that a model offers. */

export const clipRatios = ['9:16', '16:9', '1:1', '4:5', '4:3', '3:4', 'auto'] as const;
const fits = ['crop', 'pad'] as const;
export const maxPrompt = 2_500;
const leastFps = 12;
const mostFps = 60;
const mostSeed = 2_147_483_647;
/** Long enough for every model's largest output, short enough for a quick upload. */
const longestSide = 2_048;

const optionalText = (most: number) => z._default(z.string().check(z.trim(), z.maxLength(most)), '');

/** Made when a workflow's parameters are first read, as they are. */
export const clipParams = () => ({
  image: z.string().check(z.minLength(1)),
  prompt: z.string().check(z.trim(), z.minLength(1), z.maxLength(maxPrompt)),
  negative_prompt: optionalText(maxPrompt),
  duration: z._default(z.int().check(z.gte(1), z.lte(10)), 5),
  aspect_ratio: z._default(z.enum(clipRatios), '9:16'),
  fit: z._default(z.enum(fits), 'crop'),
  fps: z._default(z.nullable(z.int().check(z.gte(leastFps), z.lte(mostFps))), null),
  seed: z._default(z.nullable(z.int().check(z.gte(0), z.lte(mostSeed))), null),
});

export const imageField: FieldSpec = {
  name: 'image',
  label: 'Picture',
  widget: 'image',
  required: true,
  rule: 'a JPEG, PNG, WebP or AVIF of at least 300 pixels a side',
  file: { kind: 'image', leastSide: 300 },
};
const promptField: FieldSpec = {
  name: 'prompt',
  label: 'Prompt',
  widget: 'longtext',
  required: true,
  rule: 'a text of 1 to 2,500 characters',
  max: maxPrompt,
};
export const ratioField: FieldSpec = {
  name: 'aspect_ratio',
  label: 'Aspect ratio',
  widget: 'choice',
  required: false,
  rule: `one of ${clipRatios.join(', ')} (auto: that of the picture)`,
  default: '9:16',
  choices: clipRatios,
};
export const fitField: FieldSpec = {
  name: 'fit',
  label: 'Fit',
  widget: 'choice',
  required: false,
  rule: 'crop (fill the frame) or pad (show the whole picture)',
  default: 'crop',
  choices: fits,
};

export const clipFields: readonly FieldSpec[] = [
  imageField,
  promptField,
  {
    name: 'negative_prompt',
    label: 'Negative prompt',
    widget: 'text',
    required: false,
    rule: 'a text of at most 2,500 characters',
    default: '',
    max: maxPrompt,
  },
  {
    name: 'duration',
    label: 'Duration',
    widget: 'number',
    required: false,
    rule: 'a whole number from 1 to 10',
    default: 5,
    min: 1,
    max: 10,
    step: 1,
    unit: 's',
  },
  ratioField,
  fitField,
  {
    name: 'fps',
    label: 'Frame rate',
    widget: 'number',
    required: false,
    rule: `a whole number from ${leastFps} to ${mostFps}`,
    default: null,
    min: leastFps,
    max: mostFps,
    step: 1,
    unit: 'fps',
  },
  {
    name: 'seed',
    label: 'Seed',
    widget: 'number',
    required: false,
    rule: 'a whole number from 0 to 2,147,483,647',
    default: null,
    min: 0,
    max: mostSeed,
    step: 1,
  },
];

/** The field by which a creator chooses among the model lines of a workflow. */
export const modelField = (lines: Record<string, ModelLine>): FieldSpec => {
  const names = Object.keys(lines);
  return {
    name: 'model',
    label: 'Model',
    widget: 'choice',
    required: false,
    rule: `one of ${names.join(', ')}`,
    default: names[0] ?? null,
    choices: names,
  };
};

/** What a model can do; one that a person put into the settings and that is not known here is taken for the usual one. */
export const clipModel = (name: string | undefined): ClipModel =>
  clipModels[(name ?? '') as ClipModelName] ?? clipModels['kling-v3/standard'];

/** The shortest length that a model offers for a wish of `seconds`; its longest where the wish is longer. */
const offered = (model: ClipModel, seconds: number): number =>
  model.seconds.find((one) => one >= seconds) ?? model.seconds.at(-1) ?? seconds;

/** The picture of a job, brought to a ratio before it is sent. */
export const sentPicture = (ratio: string, fit: 'crop' | 'pad'): SentFile => ({
  from: { input: 'image' },
  make: { do: 'picture', ratio: ratio === 'auto' ? null : ratio, fit, longest: longestSide },
  path: null,
  mime: null,
  url: null,
});

type Clip = {
  prompt: string;
  negative_prompt: string;
  duration: number;
  aspect_ratio: string;
  fit: 'crop' | 'pad';
  fps: number | null;
  seed: number | null;
};

/** A preview is no longer than this (seconds), and never longer than what was asked. */
const previewS = 3;
export const clipSeconds = (stage: Stage, duration: number): number =>
  stage === 'preview' ? Math.min(previewS, duration) : duration;

export type ClipWish = { models: readonly string[]; seconds: number; sound: boolean; loop: boolean };

/** A wish as a request that the first of its models can take. */
export function clipOf(clip: Omit<Clip, 'duration'>, wish: ClipWish): ClipRequest {
  const model = clipModel(wish.models[0]);
  return {
    task: 'clip',
    provider: 'fal',
    models: [...wish.models],
    image: sentPicture(clip.aspect_ratio, clip.fit),
    prompt: clip.prompt,
    negativePrompt: clip.negative_prompt,
    seconds: offered(model, wish.seconds),
    ratio: model.ratios.includes(clip.aspect_ratio) ? clip.aspect_ratio : null,
    fps: clip.fps !== null && model.fps.includes(clip.fps) ? clip.fps : null,
    sound: wish.sound && model.sound,
    seed: model.seed ? clip.seed : null,
    loop: wish.loop,
  };
}

/** What the take of one clip must be. */
export const clipPromise = (stage: Stage, clip: Clip, sound: boolean): Promised => ({
  parts: [{ part: 0, seconds: clipSeconds(stage, clip.duration) }],
  ratio: clip.aspect_ratio === 'auto' ? null : clip.aspect_ratio,
  fit: clip.fit,
  fps: clip.fps,
  sound: sound ? 'clip' : 'none',
  voiceS: null,
});

/** True where a line's models do not offer a length exactly, or a frame rate is asked for: this machine must encode again. */
export const clipNeedsCodecs = (line: ModelLine, clip: Clip): boolean =>
  clip.fps !== null ||
  (['preview', 'final'] as const).some(
    (stage) => !clipModel(line[stage]).seconds.includes(clipSeconds(stage, clip.duration)),
  );

/** A length that the line's final cannot reach; null where it can. */
export function tooLong(line: ModelLine, duration: number): Complaint | null {
  const most = clipModel(line.final).seconds.at(-1) ?? duration;
  if (duration <= most) return null;
  return { field: 'duration', rule: `at most ${most} with the model ${line.title}`, found: String(duration) };
}
