import * as z from 'zod';

/** What a person may set; in a file without the contract, so that the engine starts without loading it. */
export const settings = z.object({
  /** How many requests run at once, per provider. OpenRouter 4; fal 2, the limit of a new account; Cloudinary 2. */
  concurrency: z.object({
    openrouter: z.int().min(1).max(32),
    fal: z.int().min(1).max(40),
    cloudinary: z.int().min(1).max(16),
  }),
  /** Models that a person put in the place of a workflow's own, by `workflow.stage`. */
  models: z.record(z.string(), z.array(z.string().min(1).max(200)).min(1).max(5)),
});

export const credits = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const usd = z.number().min(0).nullable();

/** Calendar day and month are of the machine's local time. null: no limit. */
export const budgetLimits = z.object({
  job: credits.nullable(),
  day: credits.nullable(),
  month: credits.nullable(),
  usdJob: usd,
  usdDay: usd,
  usdMonth: usd,
});
export type BudgetLimits = z.infer<typeof budgetLimits>;
