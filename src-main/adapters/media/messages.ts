import * as z from 'zod/mini';
import type { Heard, Made, Probe } from '../../ports/media.ts';

/** What goes between this process and the media process. Both ends read it through these schemas. */

const file = z.string().check(z.minLength(1));
const seconds = z.number().check(z.nonnegative());
const count = z.number().check(z.int(), z.positive());
const frame = z.nullable(
  z.object({
    ratio: z.string().check(z.regex(/^[1-9]\d{0,2}:[1-9]\d{0,2}$/)),
    fit: z.enum(['crop', 'pad']),
  }),
);
const fps = z.nullable(z.number().check(z.positive()));
const fromTo = { from: file, to: file };

export const request = z.discriminatedUnion('operation', [
  z.object({ operation: z.literal('codecs') }),
  z.object({ operation: z.literal('probe'), job: z.object({ from: file }) }),
  z.object({ operation: z.literal('listen'), job: z.object({ from: file }) }),
  z.object({ operation: z.literal('picture'), job: z.object({ ...fromTo, frame, longest: count }) }),
  z.object({ operation: z.literal('thumbnail'), job: z.object({ ...fromTo, atS: seconds, width: count }) }),
  z.object({ operation: z.literal('peaks'), job: z.object({ ...fromTo, buckets: count }) }),
  z.object({ operation: z.literal('voice'), job: z.object({ ...fromTo, startS: seconds, endS: seconds }) }),
  z.object({
    operation: z.literal('clip'),
    job: z.object({ ...fromTo, seconds: z.nullable(seconds), frame, fps, sound: z.boolean() }),
  }),
  z.object({
    operation: z.literal('join'),
    job: z.object({
      parts: z.array(z.object({ from: file, seconds })).check(z.minLength(1)),
      to: file,
      voice: z.nullable(file),
      frame,
      fps,
    }),
  }),
]);
export type Request = z.infer<typeof request>;
export type Operation = Request['operation'];

const number = z.nullable(z.number());
const text = z.nullable(z.string());
const probe = z.object({
  kind: z.enum(['image', 'audio', 'video']),
  mime: z.string(),
  durationS: number,
  width: number,
  height: number,
  fps: number,
  frames: number,
  videoCodec: text,
  audioCodec: text,
}) satisfies z.ZodMiniType<Probe>;
const heard = z.object({
  durationS: z.number(),
  silences: z.array(z.tuple([z.number(), z.number()])),
  loudest: z.number(),
}) satisfies z.ZodMiniType<Heard>;
const made = z.extend(probe, { copied: z.boolean() }) satisfies z.ZodMiniType<Made>;

export const results = {
  codecs: z.boolean(),
  probe,
  listen: heard,
  picture: made,
  thumbnail: made,
  peaks: made,
  voice: made,
  clip: made,
  join: made,
} satisfies Record<Operation, z.ZodMiniType>;
export type Result<O extends Operation> = z.infer<(typeof results)[O]>;

/** `length`: so many seconds of media are worked on, so the time limit is set by it. */
export const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('length'), seconds }),
  z.object({ kind: z.literal('done'), result: z.unknown() }),
  z.object({
    kind: z.literal('failed'),
    code: z.enum(['media_refused', 'media_missing', 'media_failed', 'disk_full']),
    facts: z.object({
      rule: z.optional(z.string()),
      found: z.optional(z.string()),
      subject: z.optional(z.string()),
      detail: z.optional(z.string()),
    }),
  }),
]);
export type Reply = z.infer<typeof reply>;
