// What a chat request asks for, and the answer that a model would write to it.

import * as z from 'zod';
import { canonicalJson } from './canonical.ts';
import type { Fault } from './faults.ts';
import { type Model, modelNamed } from './openrouter-models.ts';
import { schemaAnswer } from './schema-answer.ts';
import { adScript, cutToTokens, tokensOf } from './script-text.ts';

const part = z.looseObject({ type: z.string(), text: z.string().optional() });
const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part), z.null()]).optional(),
});
const cap = z.number().int().min(1).nullish();

export const chatShape = z.looseObject({
  model: z.string().min(1).optional(),
  models: z.array(z.string().min(1)).max(8).optional(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  max_tokens: cap,
  max_completion_tokens: cap,
  temperature: z.number().min(0).max(2).nullish(),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.unknown() }).optional() })
    .nullish(),
});
export type ChatBody = z.infer<typeof chatShape>;

export type FinishReason = 'stop' | 'length' | 'content_filter';
export type Answer = {
  model: Model;
  /** The text in the pieces it is streamed in; joined they are the text. */
  words: string[];
  finish: FinishReason;
  promptTokens: number;
  completionTokens: number;
};

const IMAGE_TOKENS = 765;
const TOKENS_PER_MESSAGE = 4;

/** Names of the models a body asks for, first choice first. */
export function askedModels(body: ChatBody): string[] {
  return [...new Set([...(body.model ? [body.model] : []), ...(body.models ?? [])])];
}

/** Writes the answer to a chat; the same body gives the same answer. `fault` may spoil it. */
export function answerTo(body: ChatBody, fault: Fault | null): Answer {
  const asked = askedModels(body);
  const model = modelNamed(
    (fault?.mode === 'fallback' ? asked[1] : undefined) ?? asked[0] ?? 'openai/gpt-4o-mini',
  );
  const promptTokens = body.messages.reduce((sum, one) => sum + messageTokens(one), 0);
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? null;
  if (fault?.mode === 'empty' || fault?.mode === 'content-filter') {
    const finish =
      fault.mode === 'content-filter' ? 'content_filter' : fault.variant === 'length' ? 'length' : 'stop';
    // `length` with no text: the model spent the whole cap on reasoning, and that is billed.
    return {
      model,
      words: [],
      finish,
      promptTokens,
      completionTokens: finish === 'length' ? (maxTokens ?? 0) : 0,
    };
  }
  const { words, tokens, cut } = cutToTokens(
    textOf(body, maxTokens, fault),
    maxTokens ?? Number.POSITIVE_INFINITY,
  );
  return { model, words, finish: cut ? 'length' : 'stop', promptTokens, completionTokens: tokens };
}

/** `usage` of an answer, with its cost in dollars. */
export function usageOf(answer: Answer): Record<string, unknown> {
  const { model, promptTokens, completionTokens } = answer;
  const cost = costOf(answer);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    cost,
    is_byok: false,
    prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0, audio_tokens: 0, video_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: answer.finish === 'length' && answer.words.length === 0 ? completionTokens : 0,
    },
    cost_details: {
      upstream_inference_cost: cost,
      upstream_inference_prompt_cost: dollars(promptTokens * model.prompt),
      upstream_inference_completions_cost: dollars(completionTokens * model.completion),
    },
  };
}

/** Dollars for an answer; an answer without any token is free, as OpenRouter insures. */
export function costOf(answer: Answer): number {
  const { model, promptTokens, completionTokens } = answer;
  return completionTokens === 0
    ? 0
    : dollars(promptTokens * model.prompt + completionTokens * model.completion);
}

function textOf(body: ChatBody, maxTokens: number | null, fault: Fault | null): string {
  const users = body.messages.filter((one) => one.role === 'user');
  const prompt = plainText(users.at(-1) ?? { role: 'user' });
  const { stream: _, ...same } = body;
  const seed = canonicalJson(same);
  const format = body.response_format;
  if (fault?.mode === 'not-json')
    return 'Sure! Here is the prompt you asked for, as a nice description instead.';
  if (format?.type === 'json_schema' || format?.type === 'json_object') {
    const everything = body.messages.map(plainText).join('\n');
    return schemaAnswer({ schema: format.json_schema?.schema, prompt, everything, seed, maxTokens });
  }
  const followsUp = body.messages.some((one) => one.role === 'assistant');
  return adScript({ prompt, seed, maxTokens, followsUp });
}

function plainText(one: z.infer<typeof message>): string {
  if (typeof one.content === 'string') return one.content;
  return (one.content ?? [])
    .map((piece) => piece.text ?? '')
    .join('\n')
    .trim();
}

function messageTokens(one: z.infer<typeof message>): number {
  const images = Array.isArray(one.content)
    ? one.content.filter((piece) => piece.type === 'image_url').length
    : 0;
  return TOKENS_PER_MESSAGE + tokensOf(plainText(one)) + images * IMAGE_TOKENS;
}

// Rounded so that sums of small prices do not end in a tail of floating-point digits.
function dollars(amount: number): number {
  return Number(amount.toFixed(10));
}
