// The faults a test can order. Each provider call has a queue of faults; a request that arrives takes the first one
// and uses it up by one.

import * as z from 'zod';

export const PROVIDERS = ['openrouter', 'fal', 'cloudinary'] as const;
export type Provider = (typeof PROVIDERS)[number];

export const CALLS = [
  'submit',
  'status',
  'result',
  'cancel',
  'upload',
  'download',
  'lookup',
  'account',
  'chat',
  'destroy',
] as const;
export type Call = (typeof CALLS)[number];

// What any call can meet before the provider has done anything.
const REFUSALS = [
  'reset',
  'html',
  'slow',
  'never-answer',
  'half-json',
  'error-200',
  '401',
  '429',
  '503-json',
  '503-bare',
  '500',
  '502',
] as const;
const ACCEPTED_THEN_LOST = [
  'accept-then-reset',
  'accept-then-504',
  'no-request-id',
  'foreign-request-id',
] as const;
const CLOUDINARY_ONLY = ['400', '403-locked', '404-gone', '420', '423'] as const;
const NO_MONEY_OPENROUTER = ['402-in-flight', '402-credits', '402-key-limit'] as const;
const BAD_FILE = [
  'reset',
  'html',
  'slow',
  'never-answer',
  'stalled-stream',
  '401',
  '429',
  '503-json',
  '503-bare',
  '500',
  '502',
  'expired',
  'cut-download',
  'drip',
  'wrong-type',
  'wrong-length',
  'empty',
] as const;
const BAD_STREAM = [
  'stalled-stream',
  'stream-cut',
  'end-without-finish',
  'stream-error',
  'empty',
  'content-filter',
  'not-json',
] as const;

/** Which modes each call of each provider knows. */
export const MODES = {
  openrouter: {
    chat: [
      ...REFUSALS,
      ...ACCEPTED_THEN_LOST,
      ...NO_MONEY_OPENROUTER,
      ...BAD_STREAM,
      '403-moderation',
      '404-gone',
      '422',
      'fallback',
    ],
    lookup: [...REFUSALS, '404-gone'],
    account: [...REFUSALS, ...NO_MONEY_OPENROUTER],
  },
  fal: {
    submit: [...REFUSALS, ...ACCEPTED_THEN_LOST, '403-locked', '404-gone', '422', 'failed', 'out-of-order'],
    status: [...REFUSALS, '403-locked', '404-gone', 'failed', 'out-of-order'],
    result: [...REFUSALS, '403-locked', '404-gone', '422', 'failed', 'expired', 'empty'],
    cancel: [...REFUSALS, '404-gone', 'ignored'],
    upload: [...REFUSALS, 'accept-then-reset', 'accept-then-504', '403-locked', '422'],
    download: BAD_FILE,
    lookup: [...REFUSALS, '403-locked', 'empty'],
    account: [...REFUSALS, '403-locked', '404-gone'],
  },
  cloudinary: {
    upload: [...REFUSALS, ...CLOUDINARY_ONLY, 'accept-then-reset', 'accept-then-504'],
    destroy: [...REFUSALS, ...CLOUDINARY_ONLY, 'accept-then-reset', 'accept-then-504'],
    account: [...REFUSALS, ...CLOUDINARY_ONLY],
  },
} as const satisfies Record<Provider, Partial<Record<Call, readonly string[]>>>;

type ModesOf<T> = { [K in keyof T]: T[K] extends readonly (infer M)[] ? M : never }[keyof T];
export type Mode = { [P in Provider]: ModesOf<(typeof MODES)[P]> }[Provider];

// The spec names the modes in words; these are the words that do not turn into the name by themselves.
const OTHER_NAMES: Record<string, Mode> = {
  '402': '402-credits',
  '403': '403-locked',
  '404': '404-gone',
  '503': '503-json',
  '504': 'accept-then-504',
  half: 'half-json',
  'cut-stream': 'stream-cut',
  'no-finish': 'end-without-finish',
  'captive-portal': 'html',
  'html-instead-of-json': 'html',
  'status-out-of-order': 'out-of-order',
  'expired-result': 'expired',
  '422-with-detail': '422',
  '429-with-retry-after': '429',
  '503-without-json': '503-bare',
  'failed-with-error-type': 'failed',
};

const number = z.number().min(0);
const faultShape = z.object({
  provider: z.enum(PROVIDERS),
  call: z.enum(CALLS),
  mode: z.union([z.string(), z.number()]),
  times: z.number().int().min(-1).default(1),
  /** Seconds in the Retry-After header. */
  retryAfter: number.optional(),
  /** Milliseconds that `slow` waits, that a stream runs before it stalls, and between the drops of `drip`; not scaled by the speed. */
  ms: number.optional(),
  error_type: z.string().optional(),
  message: z.string().optional(),
  /** How much of a body is sent by `cut-download` and `wrong-length`; above 1 makes the body too long. */
  fraction: number.optional(),
  status: z.number().int().min(400).max(599).optional(),
  /** `text`, `html` or `disguised` for `wrong-type`; `length` for `empty`. */
  variant: z.string().optional(),
  /** Upload only: wait for this step (fal: `initiate`, `put` or `complete`; Cloudinary: `chunk-2` and so on) instead of taking the first request. */
  step: z.string().optional(),
});

export type Fault = Omit<z.infer<typeof faultShape>, 'mode'> & { mode: Mode };

export type FaultTable = {
  /** Adds a fault; a string is why it was refused, naming what is allowed. */
  add(input: unknown): Fault | string;
  /** The fault that the next request of this call meets, used up by one; null when there is none. */
  take(provider: Provider, call: Call, step?: string): Fault | null;
  clear(): void;
};

/** The modes of a call by name, or null when the provider has no such call. */
function modesOf(provider: Provider, call: string): readonly string[] | null {
  const calls: Partial<Record<string, readonly string[]>> = MODES[provider];
  return Object.hasOwn(calls, call) ? (calls[call] ?? null) : null;
}

/** Makes an empty table of faults. */
export function createFaults(): FaultTable {
  let queue: Fault[] = [];
  return {
    add(input) {
      const parsed = faultShape.safeParse(input);
      if (!parsed.success) {
        const issues = parsed.error.issues.map(
          (issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`,
        );
        return `${issues.join('; ')}. Providers: ${PROVIDERS.join(', ')}. Calls: ${CALLS.join(', ')}.`;
      }
      const { provider, call } = parsed.data;
      const allowed = modesOf(provider, call);
      if (!allowed)
        return `${provider} has no call "${call}". Calls: ${Object.keys(MODES[provider]).join(', ')}.`;
      const mode = modeNamed(String(parsed.data.mode));
      if (!allowed.includes(mode)) {
        return `${provider} ${call} has no mode "${parsed.data.mode}". Modes: ${allowed.join(', ')}.`;
      }
      const fault: Fault = { ...parsed.data, mode: mode as Mode };
      if (fault.times !== 0) queue.push(fault);
      return fault;
    },
    take(provider, call, step) {
      const fault = queue.find(
        (one) => one.provider === provider && one.call === call && (!one.step || one.step === step),
      );
      if (!fault) return null;
      if (fault.times > 0) fault.times -= 1;
      if (fault.times === 0) queue = queue.filter((one) => one !== fault);
      return fault;
    },
    clear() {
      queue = [];
    },
  };
}

function modeNamed(name: string): string {
  const kebab = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_+]+/g, '-');
  return Object.hasOwn(OTHER_NAMES, kebab) ? (OTHER_NAMES[kebab] ?? kebab) : kebab;
}
