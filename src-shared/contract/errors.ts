/**
 * The one error class and its closed list of codes.
 * UPPER_CASE codes refuse a call: nothing was changed. lower_case codes say how a go of a job ended; they are stored with it.
 * The sentences for people stand in `texts/errors.ts`.
 */

export const refusalCodes = [
  'BAD_INPUT',
  'UNKNOWN_WORKFLOW',
  'NOT_FOUND',
  'NOT_ALLOWED',
  'NOT_ENOUGH_CREDITS',
  'OVER_BUDGET',
  'KEY_MISSING',
  'KEY_REFUSED',
  'KEYS_DIFFER',
  'KEYCHAIN_LOCKED',
  'KEYCHAIN_ABSENT',
  'PROVIDER_UNREACHABLE',
  'PROFILE_IN_USE',
  'PROFILE_UNUSABLE',
  'ENGINE_GONE',
  'DATABASE_NEWER',
  'DATABASE_DAMAGED',
  'DATABASE_UNSAFE',
  'DISK_FULL',
  'DISK_FAILED',
  'MEDIA_MISSING',
  'CONFLICT',
  'INTERNAL',
] as const;

export const outcomeCodes = [
  'not_sent',
  'provider_busy',
  'key_refused',
  'out_of_funds',
  'not_permitted',
  'input_refused',
  'content_refused',
  'model_gone',
  'provider_failed',
  'answer_unusable',
  'stream_broken',
  'being_checked',
  'outcome_unknown',
  'not_run',
  'timed_out',
  'lost_at_provider',
  'result_expired',
  'download_broken',
  'result_refused',
  'input_missing',
  'media_refused',
  'media_missing',
  'media_failed',
  'disk_full',
  'cancelled_at_provider',
  'cancelled_by_you',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];
export type OutcomeCode = (typeof outcomeCodes)[number];
export type ErrorCode = RefusalCode | OutcomeCode;
export const errorCodes = [...refusalCodes, ...outcomeCodes] as const;

/** Facts that the sentence of a code needs. No secret and no stack ever goes in here. */
export type ErrorFacts = {
  /** The parameter or flag at fault. */
  field?: string | undefined;
  /** The rule that was broken, in words. */
  rule?: string | undefined;
  /** What was found instead, short. */
  found?: string | undefined;
  /** Provider, job, path or code that the sentence names. */
  subject?: string | undefined;
  /** The provider's own words, shortened. */
  detail?: string | undefined;
  /** True: charged; false: not charged; null: the provider may have charged. */
  charged?: boolean | null | undefined;
};

/** The one error of Rushes. `message` is for logs; what people read is `describe(error)` of `texts/errors.ts`. */
export class RushesError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  constructor(code: ErrorCode, facts: ErrorFacts = {}, options?: { cause?: unknown }) {
    super(`${code}${facts.field ? ` ${facts.field}` : ''}${facts.rule ? `: ${facts.rule}` : ''}`, options);
    this.name = 'RushesError';
    this.code = code;
    this.facts = facts;
  }
}

/** What is stored with a job or an attempt and what a screen or `--json` shows. */
export type StoredError = { code: ErrorCode } & ErrorFacts;
export const stored = (error: RushesError): StoredError => ({ code: error.code, ...error.facts });
