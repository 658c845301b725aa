import * as z from 'zod';

/**
 * What a workflow asks of a provider for one part of a stage, in the field's own words: no endpoint, no vendor's field name.
 * The adapter turns it into its vendor's wire form. It is stored with the attempt, so it must stay readable for old rows.
 */
export const providerIds = ['openrouter', 'fal', 'cloudinary'] as const;
export type ProviderId = (typeof providerIds)[number];

export const chatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  text: z.string(),
});

export const textRequest = z.object({
  task: z.literal('text'),
  provider: z.enum(providerIds),
  /** Models in order of preference; the later ones stand in when an earlier one is gone. */
  models: z.array(z.string()).min(1),
  messages: z.array(chatMessage).min(1),
  /** Most visible tokens of the answer. */
  maxTokens: z.int().positive(),
  temperature: z.number(),
});

export const speechRequest = z.object({
  task: z.literal('speech'),
  provider: z.enum(providerIds),
  models: z.array(z.string()).min(1),
  text: z.string(),
  voice: z.string(),
  stability: z.number(),
  similarity: z.number(),
  style: z.number(),
  speed: z.number(),
  /** ISO 639-1, or null to let the model tell by the text. */
  language: z.string().nullable(),
});

export const providerRequest = z.discriminatedUnion('task', [textRequest, speechRequest]);
export type ProviderRequest = z.infer<typeof providerRequest>;
export type TextRequest = z.infer<typeof textRequest>;
export type SpeechRequest = z.infer<typeof speechRequest>;
