import { oc } from '@orpc/contract';
import * as z from 'zod';
import { jobStates, priorities, reviews, stages } from '../domain/job.ts';
import { providerIds } from '../domain/request.ts';
import { id, job, price, range } from './shapes.ts';

export const createInput = z.strictObject({
  workflow: z.string(),
  params: z.record(z.string(), z.unknown()),
  priority: z.enum(priorities).default('normal'),
  review: z.enum(reviews).optional(),
  /** How many equal jobs; all of them or none. */
  count: z.int().min(1).max(100).default(1),
  /** The takes that texts were made from, by field. Only told: what a file came from is known by its reference. */
  origins: z
    .array(z.strictObject({ field: z.string().max(40), take: id }))
    .max(20)
    .default([]),
  /** Makes the call safe to send again: the same key with the same input answers the jobs that were made. */
  key: z.string().min(8).max(64).optional(),
});
export type CreateInput = z.input<typeof createInput>;

const one = z.strictObject({ job: id });
const page = { limit: z.int().min(1).max(200).default(50), after: z.string().nullable().default(null) };

export const jobsContract = {
  create: oc.input(createInput).output(z.object({ jobs: z.array(job) })),
  /** Checks the parameters and tells the price; writes nothing. */
  estimate: oc.input(createInput).output(
    z.object({
      workflow: z.string(),
      params: z.record(z.string(), z.unknown()),
      price,
      count: z.int(),
      expectedS: z.number(),
      /** Per stage: seconds expected, and from and to where this machine has learned them. */
      times: z.record(z.enum(stages), z.object({ expectedS: z.number(), rangeS: range })),
      /** A job that asked for the same and has its takes here: looking at it costs nothing. */
      same: id.nullable(),
      /** What was found in the files. */
      inputs: z.array(
        z.object({
          field: z.string(),
          kind: z.enum(['image', 'audio']),
          width: z.int().nullable(),
          height: z.int().nullable(),
          seconds: z.number().nullable(),
        }),
      ),
    }),
  ),
  get: oc.input(one).output(z.object({ job })),
  /** Newest first; `next` goes into `after` for the following page. */
  list: oc
    .input(z.strictObject({ state: z.enum(jobStates).optional(), ...page }))
    .output(z.object({ jobs: z.array(job), next: z.string().nullable() })),
  approve: oc
    .input(z.strictObject({ jobs: z.array(id).min(1).max(100) }))
    .output(z.object({ jobs: z.array(job) })),
  reject: oc.input(one).output(z.object({ job })),
  cancel: oc.input(one).output(z.object({ job })),
  retry: oc.input(one).output(z.object({ job })),
  next: oc.input(one).output(z.object({ job })),
  move: oc.input(z.strictObject({ job: id, before: id })).output(z.object({ job })),
  resolve: oc
    .input(
      z.strictObject({
        job: id,
        /** Which attempt (`attempts[].n`) is meant: refused where another one is open. Without it, the open one. */
        attempt: z.int().min(1).optional(),
        decision: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('found'), requestId: z.string().min(1).max(200) }),
          z.strictObject({ kind: z.literal('not_run') }),
          z.strictObject({ kind: z.literal('pay_again') }),
        ]),
      }),
    )
    .output(z.object({ job })),
  refund: oc
    .input(z.strictObject({ job: id, note: z.string().trim().min(1).max(500) }))
    .output(z.object({ job })),
  stats: oc.output(
    z.object({
      waiting: z.int(),
      running: z.int(),
      /** Milliseconds that the oldest waiting job has waited; null when none waits. */
      oldestMs: z.int().nullable(),
      byState: z.record(z.enum(jobStates), z.int()),
      providers: z.array(
        z.object({
          provider: z.enum(providerIds),
          attempts: z.int(),
          failed: z.int(),
          /** Failed or refused attempts of the last 24 hours as a part of all that ended; null when none ended. */
          failureRate: z.number().nullable(),
          unknown: z.int(),
        }),
      ),
    }),
  ),
};

export const queueContract = {
  pause: oc.output(z.object({ paused: z.boolean() })),
  /** Also tells the engine that a person mended what a provider was paused for. */
  resume: oc.output(z.object({ paused: z.boolean() })),
  status: oc.output(
    z.object({
      paused: z.boolean(),
      /** Jobs that could be sent or are at a provider now; checking and waiting for a person do not count. */
      busy: z.int(),
    }),
  ),
};
