// Answers for `response_format: json_schema`: the fields the schema names, filled with something that fits.

import { subjectOf } from './script-text.ts';
import { type Chooser, chooser } from './seeded.ts';

type Schema = Readonly<Record<string, unknown>>;
type Facts = {
  prompt: string;
  everything: string;
  subject: string;
  long: boolean;
  choose: Chooser;
  depth: number;
};

// Above this cap the caller wants the professional version.
const PROFESSIONAL_FROM_TOKENS = 400;
const DEEPEST = 8;
const STYLES = ['ugc', 'product', 'lifestyle', 'cinematic', 'studio'] as const;
const RATIO = /\b(\d{1,2}:\d{1,2})\b/g;

const DEFAULT_SCHEMA: Schema = {
  type: 'object',
  properties: Object.fromEntries(
    ['prompt', 'negative_prompt', 'style', 'aspect_ratio', 'title'].map((name) => [name, { type: 'string' }]),
  ),
};

/**
 * JSON text that follows a schema (objects, arrays, strings, enums, numbers, booleans; eight levels deep). Without a
 * schema it is an image prompt. The same seed gives the same text.
 */
export function schemaAnswer(ask: {
  schema: unknown;
  prompt: string;
  /** All text of the conversation: where a style or an aspect ratio may be named. */
  everything: string;
  seed: string;
  maxTokens: number | null;
}): string {
  const facts: Facts = {
    prompt: ask.prompt,
    everything: ask.everything,
    subject: subjectOf(ask.prompt),
    long: (ask.maxTokens ?? PROFESSIONAL_FROM_TOKENS) >= PROFESSIONAL_FROM_TOKENS,
    choose: chooser(ask.seed),
    depth: 0,
  };
  return JSON.stringify(fill(isSchema(ask.schema) ? ask.schema : DEFAULT_SCHEMA, '', facts));
}

function fill(schema: Schema, name: string, from: Facts): unknown {
  if (from.depth > DEEPEST) return null;
  const facts = { ...from, depth: from.depth + 1 };
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return fromList(schema.enum, name, facts);
  const union = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(union) && isSchema(union[0])) return fill(union[0], name, facts);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object' || isSchema(schema.properties)) {
    const properties = isSchema(schema.properties) ? schema.properties : {};
    return Object.fromEntries(
      Object.entries(properties).map(([key, one]) => [key, fill(isSchema(one) ? one : {}, key, facts)]),
    );
  }
  if (type === 'array') return [fill(isSchema(schema.items) ? schema.items : {}, name, facts)];
  if (type === 'integer' || type === 'number') return typeof schema.minimum === 'number' ? schema.minimum : 1;
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  const text = textFor(name, facts);
  return typeof schema.maxLength === 'number' ? text.slice(0, schema.maxLength) : text;
}

function fromList(list: readonly unknown[], name: string, facts: Facts): unknown {
  const named = textFor(name, facts).toLowerCase();
  const said = list.find((one) => typeof one === 'string' && one.toLowerCase() === named);
  return said ?? list.find((one) => typeof one === 'string' && mentions(facts.everything, one)) ?? list[0];
}

function textFor(name: string, facts: Facts): string {
  switch (name) {
    case 'negative_prompt':
      return facts.long
        ? 'blurry, extra fingers, warped hands, plastic skin, heavy retouching, watermark, logo, text overlay, ' +
            'oversaturated colours, fisheye distortion, duplicate objects'
        : 'blurry, extra fingers, watermark, text overlay, oversaturated colours';
    case 'style':
      return STYLES.find((style) => mentions(facts.everything, style)) ?? 'ugc';
    case 'aspect_ratio':
      return [...facts.everything.matchAll(RATIO)].at(-1)?.[1] ?? '9:16';
    case 'title':
      return titleOf(facts.subject);
    case 'prompt':
      return imagePrompt(facts);
    default:
      return facts.subject;
  }
}

function imagePrompt(facts: Facts): string {
  const { choose, subject } = facts;
  const light = choose([
    'soft window light',
    'late afternoon sun through blinds',
    'a single softbox from the left',
  ]);
  const place = choose(['a lived-in kitchen', 'a bright bathroom shelf', 'a small balcony with plants']);
  const basic = `${subject}, shot on a phone in ${place}, ${light}, natural skin texture, candid framing`;
  if (!facts.long) return `${basic}, shallow depth of field.`;
  return (
    `${basic}. Foreground: hands of a real person, slightly out of centre, mid-gesture. Background: a few everyday ` +
    'objects, softly out of focus, nothing branded. 35 mm look, f/2.0, eye-level camera, true-to-life colours with a ' +
    `gentle warm grade, fine grain, ${choose(['a hint of motion blur', 'crisp focus on the label', 'tiny dust motes'])}, ` +
    "honest and unposed, the feeling of a frame from a friend's video."
  );
}

function titleOf(subject: string): string {
  const words = subject.split(' ').slice(0, 6).join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function mentions(text: string, word: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}:_]+/u)
    .includes(word.toLowerCase());
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
