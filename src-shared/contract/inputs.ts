import { oc } from '@orpc/contract';
import * as z from 'zod';
import { sampleNames } from '../domain/samples.ts';
import { id, staged } from './shapes.ts';

export const inputsContract = {
  /** Stages one of the files that come with Rushes. A file of the creator's own comes in over the host: `PUT /inputs`. */
  sample: oc.input(z.strictObject({ name: z.enum(sampleNames) })).output(staged),
  /** A staged file; NOT_FOUND once it is gone. */
  get: oc.input(z.strictObject({ staged: id })).output(staged),
};
