import * as z from 'zod/mini';
import { chatMessage } from '../domain/request.ts';
import { defineWorkflow } from './workflow.ts';

const tokens = { preview: 150, final: 1_000 } as const;
const maxPrompt = 100_000;

const params = z.strictObject({
  prompt: z.string().check(z.trim(), z.minLength(1), z.maxLength(maxPrompt)),
  system: z._default(z.nullable(z.string().check(z.maxLength(maxPrompt))), null),
  history: z._default(z.array(chatMessage).check(z.maxLength(200)), []),
  temperature: z._default(z.number().check(z.gte(0), z.lte(2)), 0.7),
});

const manner = {
  preview: 'Answer concisely, in one short paragraph. This is a preview.',
  final: 'Answer in full detail.',
} as const;

const models = ['openai/gpt-4o-mini', 'openai/gpt-6-luna'] as const;

/** Chat with a model; streamed. Free in credits, so it goes on to its final by itself. */
export const chat = defineWorkflow({
  id: 'chat',
  title: 'Chat',
  summary: 'Ask for hooks, scripts and ideas; the answer streams in.',
  provider: 'openrouter',
  params,
  review: 'auto',
  relation: 'new_take',
  credits: () => 0,
  fields: [
    {
      name: 'prompt',
      label: 'Prompt',
      widget: 'longtext',
      required: true,
      rule: 'a text of 1 to 100,000 characters',
      max: maxPrompt,
    },
    {
      name: 'system',
      label: 'System prompt',
      widget: 'longtext',
      required: false,
      rule: 'a text of at most 100,000 characters',
      default: null,
      max: maxPrompt,
    },
    {
      name: 'history',
      label: 'Conversation so far',
      widget: 'history',
      required: false,
      rule: 'a JSON list of at most 200 {"role": "user" | "assistant" | "system", "text": "..."}',
    },
    {
      name: 'temperature',
      label: 'Temperature',
      widget: 'number',
      required: false,
      rule: 'a number from 0 to 2',
      default: 0.7,
      min: 0,
      max: 2,
      step: 0.1,
    },
  ],
  stages: {
    preview: { models, limit: 'concise, 150 tokens at most', expectedSeconds: 5 },
    final: { models, limit: 'detailed, 1,000 tokens at most', expectedSeconds: 5 },
  },
  toRequest: (stage, { params: p, models: chosen }) => [
    {
      task: 'text',
      provider: 'openrouter',
      models: [...chosen],
      messages: [
        { role: 'system', text: p.system ? `${p.system}\n\n${manner[stage]}` : manner[stage] },
        ...p.history,
        { role: 'user', text: p.prompt },
      ],
      maxTokens: tokens[stage],
      temperature: p.temperature,
    },
  ],
  steps: { preview: ['mirror'], final: ['mirror'] },
});
