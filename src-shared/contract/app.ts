import { eventIterator, oc } from '@orpc/contract';
import * as z from 'zod';
import { waitReasons } from '../domain/job.ts';
import { providerIds } from '../domain/request.ts';
import { event } from './events.ts';
import { balance, job, liveText } from './shapes.ts';

export const check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string() });

export const appContract = {
  info: oc.output(
    z.object({
      version: z.string(),
      home: z.string(),
      demo: z.boolean(),
      pid: z.int(),
      working: z.boolean(),
      schema: z.int(),
    }),
  ),
  /** All that a mirror starts from; events with a higher `rev` follow. */
  snapshot: oc.output(
    z.object({
      rev: z.int(),
      /** Every job that has not ended, and the newest that have; newest first. */
      jobs: z.array(job),
      credits: balance,
      paused: z.boolean(),
      blocked: z.partialRecord(z.enum(providerIds), z.enum(waitReasons)),
      /** Answers that are being written, so far; pieces of them that were told already come again, with the same `at`. */
      texts: z.array(liveText),
    }),
  ),
  events: oc.output(eventIterator(event)),
  doctor: oc.output(z.object({ ok: z.boolean(), checks: z.array(check) })),
  backup: oc.output(z.object({ path: z.string(), bytes: z.int() })),
  /** Writes a redacted report: versions, schema, counts, checks, the last log lines; no prompt, no key. */
  bundle: oc
    .input(z.strictObject({ file: z.string().min(1) }))
    .output(z.object({ path: z.string(), bytes: z.int() })),
};
