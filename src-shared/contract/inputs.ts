import { oc } from '@orpc/contract';
import * as z from 'zod';
import { id, staged } from './shapes.ts';

/** Names of the pictures and voices that come with Rushes. */
export const sampleNames = [
  'portrait.jpg',
  'product.jpg',
  'room.jpg',
  'voice-12s.mp3',
  'voice-65s.mp3',
] as const;

export const inputsContract = {
  /** Stages one of the files that come with Rushes. A file of the creator's own comes in over the host: `PUT /inputs`. */
  sample: oc.input(z.strictObject({ name: z.enum(sampleNames) })).output(staged),
  /** A staged file; NOT_FOUND once it is gone. */
  get: oc.input(z.strictObject({ staged: id })).output(staged),
};
