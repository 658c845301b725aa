// What the simulators ask of their render child, and what it answers.

import * as z from 'zod';

const look = z.enum(['preview', 'final']);
const side = z.number().int().min(64).max(4_320);

const speech = z.object({
  kind: z.literal('speech'),
  text: z.string(),
  voice: z.string(),
  /** ISO 639-1, or null: English. */
  language: z.string().nullable(),
  speed: z.number(),
  look,
});
const clip = z.object({
  kind: z.literal('clip'),
  /** Dots of the shorter side. */
  side,
  /** As "9:16"; null: that of the image. */
  ratio: z.string().nullable(),
  fps: z.number().int().min(1).max(120),
  seconds: z.number().positive(),
  look,
  loop: z.boolean(),
  /** Chooses the move and the grain. */
  seed: z.string(),
  /** Words that the sound is made from; null: a silent file. A file sent as `audio` goes before them. */
  sound: z.string().nullable(),
});
const avatar = z.object({
  kind: z.literal('avatar'),
  side,
  look,
  seed: z.string(),
  /** What the model takes: seconds and bytes of the voice, dots of the image's shorter side. */
  limits: z.object({ least: z.number(), most: z.number(), bytes: z.number(), side: z.number() }),
});
const lipsync = z.object({
  kind: z.literal('lipsync'),
  /** The longest voice that is taken, in seconds. */
  most: z.number(),
  ends: z.enum(['with the voice', 'with the shorter']),
});

/** One piece of rendering; the files that it needs go beside it. */
export const planShape = z.discriminatedUnion('kind', [speech, clip, avatar, lipsync]);
export type Plan = z.infer<typeof planShape>;
export type SpeechPlan = z.infer<typeof speech>;
export type ClipPlan = z.infer<typeof clip>;
export type AvatarPlan = z.infer<typeof avatar>;
export type LipsyncPlan = z.infer<typeof lipsync>;

const role = z.enum(['image', 'audio', 'video']);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** A piece of work for the child; it writes the file at `to` and, aside, others that begin with the same name. */
export const orderShape = z.object({
  id: z.number(),
  plan: planShape,
  files: z.object({ image: bytes.optional(), audio: bytes.optional(), video: bytes.optional() }),
  to: z.string(),
});
export type Order = z.infer<typeof orderShape>;
export type Files = Order['files'];

/** What was made; sizes are 0 for sound alone. */
export const madeShape = z.object({
  seconds: z.number(),
  frames: z.number(),
  width: z.number(),
  height: z.number(),
  fps: z.number(),
});
export type Made = z.infer<typeof madeShape>;

/** `refused` is an input that the model would not take, `failed` everything else. */
export const answerShape = z.union([
  z.object({ id: z.number(), made: madeShape }),
  z.object({ id: z.number(), refused: z.object({ role, type: z.string(), message: z.string() }) }),
  z.object({ id: z.number(), failed: z.string() }),
]);
export type Answer = z.infer<typeof answerShape>;
