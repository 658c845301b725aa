import * as z from 'zod/mini';

/**
 * What a workflow asks of a provider for one part of a stage, in the field's own words: no endpoint, no vendor's field name.
 * The adapter turns it into its vendor's wire form. It is stored with the attempt, so it must stay readable for old rows.
 */
export const providerIds = ['openrouter', 'fal', 'cloudinary'] as const;
export type ProviderId = (typeof providerIds)[number];

// Made once each and shared: this file is loaded at every start.
const text = z.string();
const number = z.number();
const provider = z.enum(providerIds);
/** In order of preference; the later ones stand in when an earlier one is gone. */
const models = z.array(text).check(z.minLength(1));

export const fits = ['crop', 'pad'] as const;
export type Fit = (typeof fits)[number];

/**
 * Schemas are made when the first request of their task is read: this file is loaded at every start, and each schema costs
 * it a tenth of a millisecond.
 */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** What is done to a file on this machine before it is sent. Ratios as `9:16`; seconds of the source. */
const recipe = once(() =>
  z.discriminatedUnion('do', [
    z.object({ do: z.literal('as_is') }),
    /** A JPEG: turned by EXIF, flattened on white, brought to the ratio (null: its own), `longest` pixels at most a side. */
    z.object({
      do: z.literal('picture'),
      ratio: z.nullable(text),
      fit: z.enum(fits),
      longest: number,
    }),
    /** An MP3 of a piece of a voice. */
    z.object({ do: z.literal('voice'), startS: number, endS: number }),
  ]),
);

/**
 * A file that goes along with a request. `from` and `make` say what it is; `path` (in the asset tree), `mime` and `url`
 * are filled in when it was made and uploaded, before the intent to submit is written.
 */
const sentFile = once(() =>
  z.object({
    from: z.union([z.object({ input: text }), z.object({ part: number })]),
    make: recipe(),
    path: z.nullable(text),
    mime: z.nullable(text),
    url: z.nullable(text),
  }),
);
export type SentFile = z.infer<ReturnType<typeof sentFile>>;

export const chatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  text,
});

/** Names of the JSON documents that a text model may be asked for; their schemas stand in `answers.ts`. */
export const answerNames = ['image_prompt'] as const;

const tasks = {
  text: once(() =>
    z.object({
      task: z.literal('text'),
      provider,
      models,
      messages: z.array(chatMessage).check(z.minLength(1)),
      /** Most visible tokens of the answer. */
      maxTokens: z.int().check(z.positive()),
      temperature: number,
      /** A picture that belongs to the last message. */
      image: z.optional(z.nullable(z.lazy(sentFile))),
      /** Asked for as JSON of this schema; left out: plain text. */
      answer: z.optional(z.nullable(z.enum(answerNames))),
    }),
  ),
  speech: once(() =>
    z.object({
      task: z.literal('speech'),
      provider,
      models,
      text,
      voice: text,
      stability: number,
      similarity: number,
      style: number,
      speed: number,
      /** ISO 639-1, or null to let the model tell by the text. */
      language: z.nullable(text),
    }),
  ),
  /** A clip that begins with a picture. */
  clip: once(() =>
    z.object({
      task: z.literal('clip'),
      provider,
      models,
      image: sentFile(),
      prompt: text,
      negativePrompt: text,
      /** A length that the model offers, in seconds. */
      seconds: number,
      /** Sent only where the model takes one; the picture has it anyway. */
      ratio: z.nullable(text),
      fps: z.nullable(number),
      /** Whether the model is to make sound. */
      sound: z.boolean(),
      seed: z.nullable(number),
      /** Ends as it begins, so that it can be repeated. */
      loop: z.boolean(),
    }),
  ),
  /** A portrait that speaks a voice. */
  talk: once(() =>
    z.object({
      task: z.literal('talk'),
      provider,
      models,
      image: sentFile(),
      voice: sentFile(),
      prompt: text,
      /** Length of the voice that is sent. */
      seconds: number,
    }),
  ),
  /** A clip whose mouth is moved to a voice; the clip is repeated until the voice ends. */
  lipsync: once(() =>
    z.object({
      task: z.literal('lipsync'),
      provider,
      models,
      video: sentFile(),
      voice: sentFile(),
      seconds: number,
    }),
  ),
} as const;
type Task = keyof typeof tasks;
export type ProviderRequest = z.infer<ReturnType<(typeof tasks)[Task]>>;

export const providerRequest = z.pipe(
  z.unknown(),
  z.transform((value, context): ProviderRequest => {
    const task = (value as { task?: unknown } | null)?.task;
    const schema = typeof task === 'string' && Object.hasOwn(tasks, task) ? tasks[task as Task]() : null;
    const parsed = schema?.safeParse(value);
    if (parsed?.success) return parsed.data;
    const issues = parsed?.error.issues ?? [
      { code: 'custom' as const, message: 'a task that is known', path: ['task'] },
    ];
    for (const issue of issues)
      context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
    return z.NEVER;
  }),
);

export type TextRequest = Extract<ProviderRequest, { task: 'text' }>;
export type SpeechRequest = Extract<ProviderRequest, { task: 'speech' }>;
export type ClipRequest = Extract<ProviderRequest, { task: 'clip' }>;
export type TalkRequest = Extract<ProviderRequest, { task: 'talk' }>;
export type LipsyncRequest = Extract<ProviderRequest, { task: 'lipsync' }>;

const fileFields = ['image', 'voice', 'video'] as const;

/** The files of a request by field, in the order in which they are sent. */
export function filesOf(request: ProviderRequest): [field: (typeof fileFields)[number], file: SentFile][] {
  const fields = request as Partial<Record<(typeof fileFields)[number], SentFile | string | null>>;
  return fileFields.flatMap((field) => {
    const file = fields[field];
    return typeof file === 'object' && file !== null ? [[field, file]] : [];
  });
}

/** The same request with other files in the place of its own. */
export const withFiles = (
  request: ProviderRequest,
  files: Partial<Record<string, SentFile>>,
): ProviderRequest => ({ ...request, ...files }) as ProviderRequest;
