import { oc } from '@orpc/contract';
import * as z from 'zod';
import { partial } from 'zod/mini';
import { entryKinds } from '../domain/ledger.ts';
import { balance, budgetLimits, budgetReport, credits, entry, id } from './shapes.ts';

export const creditsContract = {
  balance: oc.output(balance),
  grant: oc
    .input(
      z.strictObject({
        amount: credits.check(z.gte(1)),
        note: z.string().max(500).default(''),
        key: z.string().min(8).max(64).optional(),
      }),
    )
    .output(balance),
  /** Newest first; `next` goes into `before` for the following page. */
  ledger: oc
    .input(
      z.strictObject({
        limit: z.int().min(1).max(500).default(100),
        before: z.int().nullable().default(null),
        kind: z.enum(entryKinds).optional(),
        job: id.optional(),
        /** Wall clock, ms: moved at or after, moved before. */
        since: z.int().optional(),
        until: z.int().optional(),
      }),
    )
    .output(z.object({ entries: z.array(entry), next: z.int().nullable() })),
};

export const budgetContract = {
  get: oc.output(budgetReport),
  set: oc.input(partial(budgetLimits)).output(budgetReport),
};
