import * as z from 'zod/mini';
import type { Stage } from '../domain/job.ts';
import type { ProviderRequest, SentFile } from '../domain/request.ts';
import {
  clipModel,
  clipOf,
  clipRatios,
  fitField,
  imageField,
  maxPrompt,
  ratioField,
  sentPicture,
} from './clip-fields.ts';
import { type ModelLine, type TalkModelName, talkModels } from './models.ts';
import { type Piece, previewEnd, split } from './segments.ts';
import { type Ask, type Complaint, defineWorkflow, type Inputs, type Promised } from './workflow.ts';

/** Seconds: a preview at most, a voice at least (what the models take) and at most, with the slack that product.md gives. */
const previewS = 15;
const leastS = 2;
const mostS = 120.2;
const slackS = 0.2;
const blockS = 30;
const creditsPerBlock = 100;
/** No shot of b-roll is shorter (seconds): a shorter one flickers. */
const leastShotS = 2;

const modes = ['talking', 'broll'] as const;

const lines = {
  'kling-avatar-2': {
    preview: 'kling-avatar-2/standard',
    final: 'kling-avatar-2/pro',
    relation: 'new_take',
    title: 'Kling AI Avatar v2',
  },
  'fabric-1.0': {
    preview: 'fabric-1.0/480p',
    final: 'fabric-1.0/720p',
    relation: 'new_take',
    title: 'VEED Fabric',
  },
  'omnihuman-1.5': {
    preview: 'omnihuman-1.5/720p',
    final: 'omnihuman-1.5/1080p',
    relation: 'new_take',
    title: 'OmniHuman 1.5',
  },
  'luma-lipsync': {
    preview: 'luma-ray-2-flash/540p',
    final: 'luma-ray-2/720p',
    relation: 'new_take',
    title: 'Luma Dream Machine (Ray 2) with lip-sync',
  },
  'luma-ray-2': {
    preview: 'luma-ray-2-flash/540p',
    final: 'luma-ray-2/720p',
    relation: 'new_take',
    title: 'Luma Dream Machine (Ray 2)',
  },
} as const satisfies Record<string, ModelLine>;
type Line = keyof typeof lines;
const lineNames = Object.keys(lines) as [Line, ...Line[]];
const linesOf = {
  talking: ['kling-avatar-2', 'fabric-1.0', 'omnihuman-1.5', 'luma-lipsync'],
  broll: ['luma-ray-2'],
} as const satisfies Record<(typeof modes)[number], readonly Line[]>;
const lipsync = 'sync-lipsync-2';

const params = z.lazy(() =>
  z.strictObject({
    image: z.string().check(z.minLength(1)),
    audio: z.string().check(z.minLength(1)),
    prompt: z._default(z.string().check(z.trim(), z.maxLength(maxPrompt)), ''),
    mode: z._default(z.enum(modes), 'talking'),
    aspect_ratio: z._default(z.enum(clipRatios), '9:16'),
    fit: z._default(z.enum(['crop', 'pad']), 'crop'),
    model: z._default(z.nullable(z.enum(lineNames)), null),
  }),
);
type Params = z.infer<typeof params>;

const lineNameOf = (p: Params): Line => p.model ?? linesOf[p.mode][0];
const secondsOf = (inputs: Inputs): number => inputs.audio?.seconds ?? 0;

/** Started blocks of 30 s, with a fifth of a second of grace (product.md). */
const blocksOf = (seconds: number): number => Math.max(1, Math.ceil((seconds - slackS) / blockS));

/** How much of the voice a stage uses, in pieces that its model can take; null where the voice has no pauses to cut it in. */
function piecesOf(stage: Stage, p: Params, inputs: Inputs): Piece[] | null {
  const silences = inputs.audio?.silences ?? [];
  const whole = secondsOf(inputs);
  const seconds = stage === 'preview' ? previewEnd(whole, silences, previewS) : whole;
  if (p.mode === 'broll') {
    const most = clipModel(lines['luma-ray-2'][stage]).seconds.at(-1) ?? previewS;
    return split(seconds, silences, { least: leastShotS, most, anywhere: true });
  }
  const name = lineNameOf(p) === 'luma-lipsync' ? lipsync : lines[lineNameOf(p)][stage];
  const { most } = talkModels[name as TalkModelName];
  return split(seconds, silences, { least: leastS, most, anywhere: false });
}

const voiceOf = ({ startS, endS }: Piece): SentFile => ({
  from: { input: 'audio' },
  make: { do: 'voice', startS, endS },
  path: null,
  mime: null,
  url: null,
});

/** Shots of one scene that look different: the camera moves another way in each. */
const moves = [
  'slow push in',
  'slow drift to the left',
  'slow pull back',
  'slow drift to the right',
  'gentle rise from below',
  'handheld, almost still',
] as const;

const talkingPrompt = 'A person speaks naturally to the camera, friendly and relaxed.';
const brollPrompt = 'The subject of the picture, as a person would film it with a phone.';

function talking(pieces: readonly Piece[], p: Params, models: readonly string[]): ProviderRequest[] {
  return pieces.map((piece) => ({
    task: 'talk',
    provider: 'fal',
    models: [...models],
    image: sentPicture(p.aspect_ratio, p.fit),
    voice: voiceOf(piece),
    prompt: p.prompt || talkingPrompt,
    seconds: piece.endS - piece.startS,
  }));
}

const shotOf = (
  p: Params,
  models: readonly string[],
  shot: { prompt: string; seconds: number; loop: boolean },
) =>
  clipOf(
    { ...p, prompt: shot.prompt, negative_prompt: '', fps: null, seed: null },
    { models, seconds: shot.seconds, sound: false, loop: shot.loop },
  );

/** A loop of the portrait first (part 0), then a piece of the voice on each repetition of it. */
function lipsynced(pieces: readonly Piece[], p: Params, models: readonly string[]): ProviderRequest[] {
  const longest = clipModel(models[0]).seconds.at(-1) ?? previewS;
  const loop = shotOf(p, models, { prompt: p.prompt || talkingPrompt, seconds: longest, loop: true });
  const video: SentFile = { from: { part: 0 }, make: { do: 'as_is' }, path: null, mime: null, url: null };
  return [
    loop,
    ...pieces.map(
      (piece): ProviderRequest => ({
        task: 'lipsync',
        provider: 'fal',
        models: [lipsync],
        video,
        voice: voiceOf(piece),
        seconds: piece.endS - piece.startS,
      }),
    ),
  ];
}

const broll = (pieces: readonly Piece[], p: Params, models: readonly string[]): ProviderRequest[] =>
  pieces.map(({ startS, endS }, i) =>
    shotOf(p, models, {
      prompt: `${p.prompt || brollPrompt} Camera: ${moves[i % moves.length]}.`,
      seconds: endS - startS,
      loop: false,
    }),
  );

function promised(stage: Stage, { params: p, inputs }: Ask<Params>): Promised {
  const pieces = piecesOf(stage, p, inputs) ?? [];
  const first = lineNameOf(p) === 'luma-lipsync' ? 1 : 0;
  return {
    parts: pieces.map(({ startS, endS }, i) => ({ part: first + i, seconds: endS - startS })),
    ratio: p.aspect_ratio === 'auto' ? null : p.aspect_ratio,
    fit: p.fit,
    fps: null,
    sound: 'voice',
    voiceS: pieces.at(-1)?.endS ?? null,
  };
}

function check(p: Params, inputs: Inputs): Complaint | null {
  const allowed: readonly string[] = linesOf[p.mode];
  if (p.model !== null && !allowed.includes(p.model))
    return {
      field: 'model',
      rule: `one of ${allowed.join(', ')} in the mode ${p.mode}`,
      found: `"${p.model}"`,
    };
  if (piecesOf('preview', p, inputs) && piecesOf('final', p, inputs)) return null;
  const rule = 'a voice with a pause at least every 58 seconds, so that it is never cut in a word';
  return { field: 'audio', rule, found: 'one without such pauses' };
}

/** A voice made into a video: a portrait that speaks it, or shots cut to it. */
export const ugcVideo = defineWorkflow({
  id: 'ugc_video',
  title: 'UGC video',
  summary:
    'Make a portrait speak a voice, or cut shots to it: 15 seconds as a preview, up to 120 as the final.',
  provider: 'fal',
  params,
  review: 'hold',
  relation: 'new_take',
  credits: (_p, inputs) => creditsPerBlock * blocksOf(secondsOf(inputs)),
  fields: [
    { ...imageField, label: 'Portrait or product' },
    {
      name: 'audio',
      label: 'Voice',
      widget: 'audio',
      required: true,
      rule: 'an MP3, WAV, M4A or OGG of 2 to 120 seconds that can be heard, or take:ID of a tts take',
      file: { kind: 'audio', least: leastS, most: mostS, fromTakeOf: ['tts'] },
    },
    {
      name: 'prompt',
      label: 'Prompt',
      widget: 'longtext',
      required: false,
      rule: 'a text of at most 2,500 characters',
      default: '',
      max: maxPrompt,
    },
    {
      name: 'mode',
      label: 'Mode',
      widget: 'choice',
      required: false,
      rule: 'talking (the portrait speaks) or broll (shots cut to the voice)',
      default: 'talking',
      choices: modes,
    },
    ratioField,
    fitField,
    {
      name: 'model',
      label: 'Model',
      widget: 'choice',
      required: false,
      rule: `for talking one of ${linesOf.talking.join(', ')}; for broll ${linesOf.broll.join(', ')}`,
      default: null,
      choices: lineNames,
    },
  ],
  stages: {
    preview: {
      models: [lines['kling-avatar-2'].preview],
      limit: 'the first 15 s at most, standard',
      expectedSeconds: 90,
    },
    final: {
      models: [lines['kling-avatar-2'].final],
      limit: 'the whole voice, high quality',
      expectedSeconds: 90,
    },
  },
  line: (p) => lines[lineNameOf(p)],
  check,
  toRequest(stage, { params: p, inputs, models }) {
    const pieces = piecesOf(stage, p, inputs) ?? [];
    if (p.mode === 'broll') return broll(pieces, p, models);
    return lineNameOf(p) === 'luma-lipsync' ? lipsynced(pieces, p, models) : talking(pieces, p, models);
  },
  promise: promised,
  steps: {
    preview: ['fit', 'thumbnail', 'peaks', 'mirror'],
    final: ['fit', 'thumbnail', 'peaks', 'mirror'],
  },
  needsCodecs: () => true,
});
