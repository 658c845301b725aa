// Which fal endpoints the simulator can run, by prefix. A video endpoint is one more entry here.

import type { Detail } from './fal-errors.ts';
import { renderSpeech } from './speech.ts';

export type Input = Readonly<Record<string, unknown>>;

export type RenderedFile = { name: string; contentType: string; bytes: Buffer };

export type Renderer = {
  readonly prefix: string;
  /** Expected time of the real provider in ms; the simulator takes a tenth, times its speed. */
  readonly expectedMs: number;
  /** Dollars per unit, as the pricing call answers. */
  price(endpoint: string): { unitPrice: number; unit: string };
  /** What fal's 422 would list; empty when the input is good. */
  check(endpoint: string, input: Input): Detail[];
  billableUnits(endpoint: string, input: Input): number;
  /** The same input always gives the same file, so that a result survives a restart. */
  render(endpoint: string, input: Input): RenderedFile;
  /** The output document; `url` is where the rendered file is. */
  output(file: RenderedFile, url: string): Record<string, unknown>;
};

const LONGEST_TEXT = 10_000;
const CHARACTERS_PER_UNIT = 1_000;
const FAST = /turbo|flash/;
const NORMALIZATION: Expected = { pattern: /^(auto|on|off)$/, words: "'auto', 'on' or 'off'" };

const speech: Renderer = {
  prefix: 'fal-ai/elevenlabs/tts/',
  expectedMs: 10_000,
  price: (endpoint) => ({ unitPrice: FAST.test(endpoint) ? 0.05 : 0.1, unit: '1000 characters' }),
  check(_endpoint, input) {
    return [
      ...checkText(input),
      ...checkRange(input, 'stability', [0, 1]),
      ...checkRange(input, 'similarity_boost', [0, 1]),
      ...checkRange(input, 'style', [0, 1]),
      ...checkRange(input, 'speed', [0.7, 1.2]),
      ...checkString(input, 'voice', { pattern: /\S/, words: 'a voice name or id' }),
      ...checkString(input, 'language_code', { pattern: /^[a-z]{2}$/, words: 'an ISO 639-1 code' }),
      ...checkString(input, 'apply_text_normalization', NORMALIZATION),
    ];
  },
  billableUnits: (_endpoint, input) => String(input.text).length / CHARACTERS_PER_UNIT,
  render: (endpoint, input) => ({
    name: 'output.mp3',
    contentType: 'audio/mpeg',
    bytes: renderSpeech(String(input.text), {
      quality: FAST.test(endpoint) ? 'preview' : 'final',
      speed: typeof input.speed === 'number' ? input.speed : 1,
      voice: typeof input.voice === 'string' ? input.voice : 'Rachel',
    }),
  }),
  output: (file, url) => ({
    audio: { url, content_type: file.contentType, file_name: file.name, file_size: file.bytes.length },
    timestamps: null,
  }),
};

const RENDERERS: readonly Renderer[] = [speech];

/** The renderer of an endpoint, or null when the simulator does not know the endpoint. */
export function rendererOf(endpoint: string): Renderer | null {
  const fits = (one: Renderer): boolean =>
    endpoint.startsWith(one.prefix) && endpoint.length > one.prefix.length;
  return RENDERERS.find(fits) ?? null;
}

function checkText(input: Input): Detail[] {
  const loc = ['body', 'text'];
  const { text } = input;
  if (text === undefined) return [{ loc, msg: 'Field required', type: 'missing', input }];
  if (typeof text !== 'string')
    return [{ loc, msg: 'Input should be a valid string', type: 'string_type', input: text }];
  if (text.trim() === '') {
    const msg = 'String should have at least 1 character';
    return [{ loc, msg, type: 'string_too_short', ctx: { min_length: 1 }, input: text }];
  }
  if (text.length > LONGEST_TEXT) {
    const msg = `String should have at most ${LONGEST_TEXT} characters`;
    return [{ loc, msg, type: 'string_too_long', ctx: { max_length: LONGEST_TEXT } }];
  }
  return [];
}

function checkRange(input: Input, field: string, [least, most]: readonly [number, number]): Detail[] {
  const value = input[field];
  if (value === undefined || value === null) return [];
  const loc = ['body', field];
  if (typeof value !== 'number')
    return [{ loc, msg: 'Input should be a valid number', type: 'float_type', input: value }];
  if (value < least) {
    const msg = `Input should be greater than or equal to ${least}`;
    return [{ loc, msg, type: 'greater_than_equal', ctx: { ge: least }, input: value }];
  }
  if (value > most) {
    const msg = `Input should be less than or equal to ${most}`;
    return [{ loc, msg, type: 'less_than_equal', ctx: { le: most }, input: value }];
  }
  return [];
}

type Expected = { pattern: RegExp; words: string };

function checkString(input: Input, field: string, expected: Expected): Detail[] {
  const value = input[field];
  if (value === undefined || value === null) return [];
  const loc = ['body', field];
  if (typeof value !== 'string')
    return [{ loc, msg: 'Input should be a valid string', type: 'string_type', input: value }];
  if (expected.pattern.test(value)) return [];
  const msg = `Input should be ${expected.words}`;
  return [{ loc, msg, type: 'literal_error', ctx: { expected: expected.words }, input: value }];
}
