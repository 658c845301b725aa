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

export const chatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  text,
});

export const textRequest = z.object({
  task: z.literal('text'),
  provider,
  models,
  messages: z.array(chatMessage).check(z.minLength(1)),
  /** Most visible tokens of the answer. */
  maxTokens: z.int().check(z.positive()),
  temperature: number,
});

export const speechRequest = z.object({
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
});

export const providerRequest = z.discriminatedUnion('task', [textRequest, speechRequest]);
export type ProviderRequest = z.infer<typeof providerRequest>;
export type TextRequest = z.infer<typeof textRequest>;
export type SpeechRequest = z.infer<typeof speechRequest>;
