import * as z from 'zod/mini';
import { defineWorkflow } from './workflow.ts';

const maxText = 5_000;
const previewText = 200;

/** The named set of ElevenLabs voices that fal takes by name (providers.md C.1). */
export const voices = [
  'Rachel',
  'Aria',
  'Roger',
  'Sarah',
  'Laura',
  'Charlie',
  'George',
  'Callum',
  'River',
  'Liam',
  'Charlotte',
  'Alice',
  'Matilda',
  'Will',
  'Jessica',
  'Eric',
  'Chris',
  'Brian',
  'Daniel',
  'Lily',
  'Bill',
] as const;

const params = z.strictObject({
  text: z.string().check(z.trim(), z.minLength(1), z.maxLength(maxText)),
  voice: z._default(z.enum(voices), 'Rachel'),
  stability: z._default(z.number().check(z.gte(0), z.lte(1)), 0.5),
  similarity: z._default(z.number().check(z.gte(0), z.lte(1)), 0.75),
  style: z._default(z.number().check(z.gte(0), z.lte(1)), 0),
  speed: z._default(z.number().check(z.gte(0.7), z.lte(1.2)), 1),
  language: z._default(z.nullable(z.string().check(z.regex(/^[a-z]{2}$/))), null),
});

/**
 * What a preview speaks: the text up to the first sentence end before 200 characters; without one, up to the last
 * whole word before them.
 */
export function previewOf(text: string): string {
  const whole = text.trim();
  // Never half of a character that takes two units.
  const head = whole.slice(0, previewText).replace(/[\ud800-\udbff]$/u, '');
  const sentence = /^[\s\S]*?[.!?…。！？]+["'”’)]*(?=\s|$|[^\x20-\x7e])/u.exec(head)?.[0];
  if (sentence) return sentence;
  if (whole.length <= previewText) return whole;
  const space = head.search(/\s\S*$/u);
  return (space > 0 ? head.slice(0, space) : head).trimEnd();
}

/** Text to speech: the first sentence with a fast model, then the whole text with the best one. */
export const tts = defineWorkflow({
  id: 'tts',
  title: 'Text to speech',
  summary: 'Speak a script: the first sentence as a preview, the whole text as the final.',
  provider: 'fal',
  params,
  review: 'hold',
  relation: 'new_take',
  credits: () => 100,
  fields: [
    {
      name: 'text',
      label: 'Script',
      widget: 'longtext',
      required: true,
      rule: 'a text of 1 to 5,000 characters',
      max: maxText,
    },
    {
      name: 'voice',
      label: 'Voice',
      widget: 'choice',
      required: false,
      rule: `one of ${voices.join(', ')}`,
      default: 'Rachel',
      choices: voices,
    },
    {
      name: 'stability',
      label: 'Stability',
      widget: 'number',
      required: false,
      rule: 'a number from 0 to 1',
      default: 0.5,
      min: 0,
      max: 1,
      step: 0.05,
    },
    {
      name: 'similarity',
      label: 'Similarity',
      widget: 'number',
      required: false,
      rule: 'a number from 0 to 1',
      default: 0.75,
      min: 0,
      max: 1,
      step: 0.05,
    },
    {
      name: 'style',
      label: 'Style',
      widget: 'number',
      required: false,
      rule: 'a number from 0 to 1',
      default: 0,
      min: 0,
      max: 1,
      step: 0.05,
    },
    {
      name: 'speed',
      label: 'Speed',
      widget: 'number',
      required: false,
      rule: 'a number from 0.7 to 1.2',
      default: 1,
      min: 0.7,
      max: 1.2,
      step: 0.05,
    },
    {
      name: 'language',
      label: 'Language',
      widget: 'text',
      required: false,
      rule: 'a language code of two small letters, such as en or de',
      default: null,
    },
  ],
  stages: {
    preview: {
      models: ['elevenlabs/turbo-v2.5'],
      limit: 'the first sentence, 200 characters at most',
      expectedSeconds: 10,
    },
    final: { models: ['elevenlabs/multilingual-v2'], limit: 'the whole text', expectedSeconds: 10 },
  },
  toRequest: (stage, { params: p, models: chosen }) => [
    {
      task: 'speech',
      provider: 'fal',
      models: [...chosen],
      text: stage === 'preview' ? previewOf(p.text) : p.text,
      voice: p.voice,
      stability: p.stability,
      similarity: p.similarity,
      style: p.style,
      speed: p.speed,
      language: p.language ?? (stage === 'preview' ? 'en' : null),
    },
  ],
  steps: { preview: ['peaks', 'mirror'], final: ['peaks', 'mirror'] },
});
