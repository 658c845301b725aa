import * as z from 'zod';
import { waitReasons } from '../domain/job.ts';
import { providerIds } from '../domain/request.ts';
import { balance, id, job } from './shapes.ts';

/**
 * What a subscriber receives. Every stored event carries `rev`, which grows by one per event of the profile and never
 * goes back; a subscriber that sees a gap fetches a new snapshot. `text` is a live piece of a streamed answer: not
 * stored, so it carries the `rev` it followed.
 */
export const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), rev: z.int(), job }),
  z.object({ type: z.literal('credits'), rev: z.int(), credits: balance }),
  /** The queue was paused or resumed, or what blocks a provider changed: jobs that wait may wait for something else now. */
  z.object({
    type: z.literal('queue'),
    rev: z.int(),
    paused: z.boolean(),
    blocked: z.partialRecord(z.enum(providerIds), z.enum(waitReasons)),
  }),
  z.object({
    type: z.literal('text'),
    rev: z.int(),
    job: id,
    stage: z.enum(['preview', 'final']),
    /** How much of the answer (UTF-16 units) came before this piece. */
    at: z.int(),
    text: z.string(),
  }),
  /** Bytes of a job's files that are at the mirror so far; not stored, as `text`. */
  z.object({ type: z.literal('progress'), rev: z.int(), job: id, sent: z.int(), total: z.int() }),
]);
export type Event = z.infer<typeof event>;
