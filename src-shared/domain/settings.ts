import * as z from 'zod/mini';
import { reviews } from './job.ts';

/**
 * What a person may set; in a file without the contract, so that the engine starts without loading it. No value has a default here: a part of
 * it is what a change is read by, and would put every value that it does not name back.
 */
export const settings = z.object({
  /** How many requests run at once, per provider. OpenRouter 4; fal 2, the limit of a new account; Cloudinary 2. */
  concurrency: z.object({
    openrouter: z.int().check(z.gte(1), z.lte(32)),
    fal: z.int().check(z.gte(1), z.lte(40)),
    cloudinary: z.int().check(z.gte(1), z.lte(16)),
    /** Work on pictures, sound and video on this machine. */
    media: z.int().check(z.gte(1), z.lte(8)),
  }),
  /** The history keeps this many takes and bytes; starred ones and those of unfinished jobs are kept besides. */
  keep: z.object({
    takes: z.int().check(z.gte(1), z.lte(10_000_000)),
    bytes: z.int().check(z.gte(1), z.lte(Number.MAX_SAFE_INTEGER)),
  }),
  /** What the queue does when the engine starts with jobs that wait: `ask` keeps it paused until a person says so. */
  onStart: z.enum(['run', 'paused', 'ask']),
  /** Whether a workflow stops for review, where a person wants it other than the workflow has it. */
  review: z.record(z.string(), z.enum(reviews)),
  cloudinary: z.object({
    /** Mirror the takes there, once it has a key. */
    mirror: z.boolean(),
    /** Name of an upload preset of the account. */
    preset: z.nullable(z.string().check(z.minLength(1), z.maxLength(255))),
    /** Remove there what is cleared away here. */
    removeEvicted: z.boolean(),
  }),
  /** Models that a person put in the place of a workflow's own, by `workflow.stage`. */
  models: z.record(
    z.string(),
    z.array(z.string().check(z.minLength(1), z.maxLength(200))).check(z.minLength(1), z.maxLength(5)),
  ),
});

export const credits = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));
const maybeCredits = z.nullable(credits);
export const usd = z.nullable(z.number().check(z.gte(0)));

/** Calendar day and month are of the machine's local time. null: no limit. */
export const budgetLimits = z.object({
  job: maybeCredits,
  day: maybeCredits,
  month: maybeCredits,
  usdJob: usd,
  usdDay: usd,
  usdMonth: usd,
});
export type BudgetLimits = z.infer<typeof budgetLimits>;
