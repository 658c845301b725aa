import * as z from 'zod';
import type { ErrorCode } from '../../../src-shared/contract/errors.ts';
import type { RefusalWait } from '../../../src-shared/domain/attempt.ts';

/** OpenRouter's JSON, parsed leniently, and what its errors mean before an answer began (providers.md A.4 and E). Pure. */

const availability = z.looseObject({
  code: z.string().optional().catch(undefined),
  retryable: z.boolean().optional().catch(undefined),
  retry_after: z.number().nonnegative().optional().catch(undefined),
});

const metadata = z.looseObject({
  error_type: z.string().optional().catch(undefined),
  limit_source: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  reasons: z.array(z.unknown()).optional().catch(undefined),
  flagged_input: z.unknown().optional(),
});

/** The documents show `error_type` and `availability` both beside the message and under `metadata`. */
export const errorAnswer = z.object({
  error: z.looseObject({
    code: z.union([z.number(), z.string()]).optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    error_type: z.string().optional().catch(undefined),
    metadata: metadata.nullish().catch(undefined),
    availability: availability.nullish().catch(undefined),
  }),
});
export type ErrorAnswer = z.infer<typeof errorAnswer>['error'];

const piece = z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() });

/** One chunk of a stream; a whole answer (`message`) reads the same way. */
export const chunk = z.looseObject({
  id: z.string().nullish().catch(undefined),
  model: z.string().nullish().catch(undefined),
  choices: z
    .array(
      z.looseObject({
        delta: piece.nullish(),
        message: piece.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .looseObject({ cost: z.number().nonnegative().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

export const generation = z.object({
  data: z.looseObject({
    id: z.string().optional().catch(undefined),
    total_cost: z.number().nonnegative().nullish().catch(undefined),
  }),
});

export const keyInfo = z.object({
  data: z.looseObject({
    limit: z.number().nullish().catch(undefined),
    limit_remaining: z.number().nullish().catch(undefined),
    usage: z.number().nullish().catch(undefined),
    is_free_tier: z.boolean().nullish().catch(undefined),
  }),
});

const dollars = z.union([z.string(), z.number()]).transform(Number).pipe(z.number().nonnegative());
export const modelList = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      pricing: z
        .looseObject({ prompt: dollars, completion: dollars, request: dollars.optional().catch(undefined) })
        .optional()
        .catch(undefined),
    }),
  ),
});

export type Verdict = { is: 'refused'; code: ErrorCode; wait: RefusalWait } | { is: 'unknown' };
/** `waitMs`: how long the answer asks to wait. */
export type Complaint = { status: number; error: ErrorAnswer; waitMs: number | null };

const typeOf = ({ error }: Complaint): string => error.metadata?.error_type ?? error.error_type ?? '';
const availabilityOf = (error: ErrorAnswer): z.infer<typeof availability> | undefined => {
  const below = availability.safeParse(error.metadata?.availability);
  return error.availability ?? (below.success ? below.data : undefined);
};

const refused = (code: ErrorCode, wait: RefusalWait = null): Verdict => ({ is: 'refused', code, wait });
const oneOf =
  (...statuses: number[]) =>
  (c: Complaint) =>
    statuses.includes(c.status);
const unwanted: ReadonlySet<string> = new Set(['content_policy_violation', 'refusal']);
const goneCodes: ReadonlySet<string> = new Set([
  'model_not_found',
  'model_deprecated',
  'no_endpoints',
  'model_unavailable_upstream',
  'free_variant_ended',
]);

/** Condition -> what it means, first match first. Only the provider's own JSON gets here; all else is unknown. */
export const errorTable: readonly { name: string; when(c: Complaint): boolean; means: Verdict }[] = [
  { name: '401', when: oneOf(401), means: refused('key_refused', 'key') },
  {
    // Too large for the budget as it is: waiting would not help, unless it says so itself.
    name: '402 in flight: it says wait',
    when: (c) =>
      c.status === 402 &&
      c.error.metadata?.limit_source === 'openrouter_in_flight_budget' &&
      (c.error.metadata.reason !== 'weight_exceeds_budget' || c.waitMs !== null),
    means: refused('provider_busy', 'busy'),
  },
  { name: '402 credits, key limit, unknown', when: oneOf(402), means: refused('out_of_funds', 'balance') },
  {
    name: '403 moderation',
    when: (c) =>
      c.status === 403 &&
      (c.error.metadata?.reasons !== undefined ||
        c.error.metadata?.flagged_input !== undefined ||
        unwanted.has(typeOf(c))),
    means: refused('content_refused'),
  },
  { name: '403', when: oneOf(403), means: refused('not_permitted') },
  {
    name: '400, 404 that says retryable',
    when: (c) => (c.status === 404 || c.status === 400) && availabilityOf(c.error)?.retryable === true,
    means: refused('provider_busy', 'busy'),
  },
  { name: '404', when: oneOf(404), means: refused('model_gone') },
  {
    name: '400 with a model that is gone',
    when: (c) => c.status === 400 && goneCodes.has(availabilityOf(c.error)?.code ?? ''),
    means: refused('model_gone'),
  },
  {
    name: '400, 422 content',
    when: (c) => (c.status === 400 || c.status === 422) && unwanted.has(typeOf(c)),
    means: refused('content_refused'),
  },
  { name: '400, 413, 422', when: oneOf(400, 413, 422), means: refused('input_refused') },
  { name: '429', when: oneOf(429), means: refused('provider_busy', 'busy') },
  { name: '503, 529', when: oneOf(503, 529), means: refused('provider_busy', 'busy') },
  { name: '408, 500, 502, 504, 524 and all else', when: () => true, means: { is: 'unknown' } },
];

export function verdictOf(complaint: Complaint): Verdict {
  return errorTable.find((row) => row.when(complaint))?.means ?? { is: 'unknown' };
}

/** How long the document itself asks to wait, in ms. */
export function askedWaitMs(error: ErrorAnswer): number | null {
  const seconds = availabilityOf(error)?.retry_after;
  return seconds === undefined ? null : Math.round(seconds * 1_000);
}

/**
 * How little a model is asked to think: reasoning counts as output, so a small cap could come back empty (providers.md 0.3).
 * Only for families whose words are known; what a model does not take, OpenRouter ignores.
 */
const quiet: readonly { prefix: string; effort: 'none' | 'minimal' }[] = [
  { prefix: 'openai/gpt-6', effort: 'none' },
  { prefix: 'google/gemini-3', effort: 'minimal' },
];

export function effortFor(models: readonly string[]): 'none' | 'minimal' | null {
  return quiet.find(({ prefix }) => models.some((model) => model.startsWith(prefix)))?.effort ?? null;
}
