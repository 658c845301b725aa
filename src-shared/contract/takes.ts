import { oc } from '@orpc/contract';
import * as z from 'zod';
import { stages } from '../domain/job.ts';
import { id, take } from './shapes.ts';

const one = z.strictObject({ take: id });

export const takesContract = {
  star: oc.input(z.strictObject({ take: id, starred: z.boolean().default(true) })).output(z.object({ take })),
  /** Takes it out of every list; its files stay for a day. Refused while it is starred or its job is unfinished. */
  remove: oc.input(one).output(z.object({ take })),
  /** Puts a removed take back while its files are there. */
  restore: oc.input(one).output(z.object({ take })),
};

/** A take as the library shows it. */
export const libraryItem = z.object({
  take,
  job: id,
  workflow: z.string(),
  /** What was asked for, in the creator's words, at most 300 characters. */
  about: z.string(),
  model: z.string().nullable(),
});
export type LibraryItem = z.infer<typeof libraryItem>;

export const libraryContract = {
  /** Takes whose files are here and that were not removed, newest first; `next` goes into `after` for the following page. */
  page: oc
    .input(
      z.strictObject({
        workflow: z.string().optional(),
        stage: z.enum(stages).optional(),
        starred: z.literal(true).optional(),
        model: z.string().max(200).optional(),
        /** Wall clock, ms: made at or after, made before. */
        since: z.int().optional(),
        until: z.int().optional(),
        /**
         * Words, each a beginning of one in the prompt, the script, the name of a file or the first 100,000 characters that a text take
         * wrote. Blank: everything. Signs alone find nothing: no word is made of them.
         */
        search: z.string().max(200).default(''),
        limit: z.int().min(1).max(200).default(60),
        after: id.nullable().default(null),
      }),
    )
    .output(z.object({ items: z.array(libraryItem), next: id.nullable() })),
  /** How many takes there are, and the models that made them. */
  facts: oc.output(z.object({ takes: z.int(), models: z.array(z.string()) })),
};
