import * as z from 'zod';
import { assetKinds, relations } from '../domain/asset.ts';
import { attemptStates } from '../domain/attempt.ts';
import { idPattern } from '../domain/ids.ts';
import { jobAbilities, jobStates, priorities, reviews, stages, waitReasons } from '../domain/job.ts';
import { entryKinds } from '../domain/ledger.ts';
import { providerIds } from '../domain/request.ts';
import { type BudgetLimits, budgetLimits, credits, usd } from '../domain/settings.ts';
import { stepNames, stepStates } from '../domain/step.ts';
import { errorCodes } from './errors.ts';

/** The shapes that cross the contract; interface.md gives their JSON. Additions are allowed, changes are not. */

export const id = z.string().regex(idPattern, 'an id of 16 characters');
export { type BudgetLimits, budgetLimits, credits };

const told = z.object({
  code: z.enum(errorCodes),
  field: z.string().nullable(),
  message: z.string(),
  next: z.string(),
  charged: z.boolean().nullable(),
});

export const range = z.tuple([z.number(), z.number()]).nullable();

export const price = z.object({
  total: credits,
  preview: credits,
  final: credits,
  /** Where the dollars come from. */
  source: z.enum(['list', 'learned', 'unknown']),
  /** Estimate of what the provider will bill for both stages; null is not known. */
  usd,
  /** Where the dollars were learned from this machine's history: from and to. */
  usdRange: range,
  /** How many runs of this machine it was learned from; only where they were counted: an estimate that was kept with its job has none. */
  runs: z.optional(z.int()),
});
export type Price = z.infer<typeof price>;

const hold = z.object({
  /** none: free of credits. held: open. captured, released: how the last hold was settled. */
  state: z.enum(['none', 'held', 'captured', 'released']),
  /** Credits held now. */
  held: credits,
  /** Credits charged for this job, all goes together. */
  captured: credits,
  /** Credits given back after a charge. */
  refunded: credits,
  /** Credits given back unused, all goes together. */
  released: credits,
});

export const asset = z.object({
  /** Its number in this profile: a host serves the file by it. */
  id: z.int(),
  kind: z.enum(assetKinds),
  path: z.string(),
  mime: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  durationS: z.number().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  fps: z.number().nullable(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  /** Links of the copy in the second home; null where there is none. */
  mirror: z
    .object({ url: z.string(), deliveryUrl: z.string(), thumbnailUrl: z.string().nullable() })
    .nullable(),
});
export type Asset = z.infer<typeof asset>;

export const take = z.object({
  id,
  stage: z.enum(stages),
  relation: z.enum(relations).nullable(),
  from: id.nullable(),
  starred: z.boolean(),
  /** Arrived after the job had ended: 0 credits. */
  late: z.boolean(),
  /** Wall clock, ms, when its files were cleared away; null while they are there. */
  evictedAt: z.int().nullable(),
  /** Wall clock, ms, when a person removed it; null otherwise. Its files stay for a day, and it can be restored. */
  removedAt: z.int().nullable(),
  createdAt: z.int(),
  assets: z.array(asset),
});
export type Take = z.infer<typeof take>;

const attempt = z.object({
  /** Counts the attempts of the job from 1. */
  n: z.int(),
  go: z.int(),
  stage: z.enum(stages),
  part: z.int(),
  state: z.enum(attemptStates),
  provider: z.enum(providerIds),
  model: z.string().nullable(),
  requestId: z.string().nullable(),
  billedUsd: usd,
  /** Lookups made while unknown. */
  lookups: z.int(),
  /** Path of the text that had come in when a stream broke; null otherwise. */
  draft: z.string().nullable(),
  error: told.nullable(),
});

const input = z.object({
  field: z.string(),
  /** Its name where it came from; the copy that the job reads is at `path`. */
  name: z.string(),
  path: z.string(),
  mime: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  durationS: z.number().nullable(),
});

/** What an input came from: a take, or (`take` and `stage` null) the file that another job was given. */
const origin = z.object({
  field: z.string(),
  job: id,
  take: id.nullable(),
  stage: z.enum(stages).nullable(),
});
export type Origin = z.infer<typeof origin>;

/** A file that is here but belongs to no job yet; a parameter names it as `staged:ID`. Unused ones go after a day. */
export const staged = z.object({
  id,
  name: z.string(),
  mime: z.string(),
  bytes: z.int(),
  kind: z.enum(['image', 'audio']),
  width: z.int().nullable(),
  height: z.int().nullable(),
  durationS: z.number().nullable(),
});
export type Staged = z.infer<typeof staged>;

const step = z.object({
  go: z.int(),
  stage: z.enum(stages),
  name: z.enum(stepNames),
  state: z.enum(stepStates),
  /** What this machine did, in words. */
  did: z.array(z.string()),
  error: told.nullable(),
});

export const job = z.object({
  id,
  workflow: z.string(),
  state: z.enum(jobStates),
  waitingFor: z.enum(waitReasons).nullable(),
  stage: z.enum(stages),
  priority: z.enum(priorities),
  review: z.enum(reviews),
  params: z.record(z.string(), z.unknown()),
  price,
  hold,
  inputs: z.array(input),
  /** Of inputs that came from elsewhere in the studio, texts and files. */
  origins: z.array(origin),
  takes: z.array(take),
  attempts: z.array(attempt),
  steps: z.array(step),
  can: z.array(z.enum(jobAbilities)),
  error: told.nullable(),
  demo: z.boolean(),
  /** Place among the jobs that wait for the same provider, from 1; null when it is not waiting to be sent. */
  position: z.int().nullable(),
  /** What that place is counted by, the smallest first. A job is told anew where its own rank changes, not where another passes it. null where `position` is. */
  rank: z.number().nullable(),
  /** Seconds that the current stage is expected to take; null when ended. */
  etaS: z.number().nullable(),
  /** From and to, where it was learned from this machine's history. */
  etaRangeS: range,
  createdAt: z.int(),
  updatedAt: z.int(),
});
export type Job = z.infer<typeof job>;

/** What there is of an answer that is being written. */
export const liveText = z.object({ job: id, stage: z.enum(stages), text: z.string() });
export type LiveText = z.infer<typeof liveText>;

export const balance = z.object({
  available: credits,
  held: credits,
  spent: credits,
  granted: credits,
  demo: z.boolean(),
});
export type Balance = z.infer<typeof balance>;

export const entry = z.object({
  id: z.int(),
  at: z.int(),
  kind: z.enum(entryKinds),
  job: id.nullable(),
  amount: credits,
  /** Available credits after this entry. */
  available: credits,
  reason: z.string(),
});

export const budgetReport = z.object({
  limits: budgetLimits,
  used: z.object({ day: credits, month: credits, usdDay: z.number(), usdMonth: z.number() }),
});
