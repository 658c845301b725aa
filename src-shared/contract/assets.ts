import { oc } from '@orpc/contract';
import * as z from 'zod';
import { stages } from '../domain/job.ts';
import { id } from './shapes.ts';

export const assetsContract = {
  /** Clears away the oldest unstarred takes that are over the limits; with `dryRun` only says which. */
  evict: oc.input(z.strictObject({ dryRun: z.boolean().default(false) })).output(
    z.object({
      evicted: z.array(
        z.object({
          take: id,
          job: id,
          workflow: z.string(),
          stage: z.enum(stages),
          /** When it was made, wall clock, ms. */
          at: z.int(),
          bytes: z.int(),
        }),
      ),
      bytes: z.int(),
      kept: z.object({ takes: z.int(), bytes: z.int() }),
    }),
  ),
};

export const mediaStatus = z.object({
  /** True where sound and video can be decoded and encoded on this machine. */
  codecs: z.boolean(),
  /** Where the media part was found: with the program, in the profile, or nowhere. */
  from: z.enum(['program', 'profile', 'nowhere']),
  /** What the installation would fetch, and its licence. */
  part: z.object({ name: z.string(), version: z.string(), licence: z.string(), megabytes: z.int() }),
});

export const mediaContract = {
  status: oc.output(mediaStatus),
  /** Fetches the media part into the profile. `consent` says that a person has read what it is. */
  install: oc.input(z.strictObject({ consent: z.literal(true) })).output(mediaStatus),
};
