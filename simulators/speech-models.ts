// ElevenLabs at fal: every endpoint below the prefix speaks.

import { type Check, checkAll, matching, number, oneOf, required, text } from './checks.ts';
import type { Renderer } from './renderers.ts';

const PREFIX = 'fal-ai/elevenlabs/tts/';
const LONGEST_TEXT = 10_000;
const CHARACTERS_PER_UNIT = 1_000;
const FAST = /turbo|flash/;
const CHECKS: readonly Check[] = [
  required('text'),
  text('text', LONGEST_TEXT),
  number('stability', [0, 1]),
  number('similarity_boost', [0, 1]),
  number('style', [0, 1]),
  number('speed', [0.7, 1.2]),
  matching('voice', /\S/, 'a voice name or id'),
  matching('language_code', /^[a-z]{2}$/, 'an ISO 639-1 code'),
  oneOf('apply_text_normalization', ['auto', 'on', 'off']),
];

export const speech: Renderer = {
  has: (endpoint) => endpoint.startsWith(PREFIX) && endpoint.length > PREFIX.length,
  file: { name: 'output.mp3', contentType: 'audio/mpeg' },
  expectedMs: () => 10_000,
  price: (endpoint) => ({ unitPrice: FAST.test(endpoint) ? 0.05 : 0.1, unit: '1000 characters' }),
  check: (_endpoint, input) => checkAll(input, CHECKS),
  sources: () => [],
  plan: (endpoint, input) => ({
    kind: 'speech',
    text: String(input.text),
    voice: typeof input.voice === 'string' ? input.voice : 'Rachel',
    language: typeof input.language_code === 'string' ? input.language_code : null,
    speed: typeof input.speed === 'number' ? input.speed : 1,
    look: FAST.test(endpoint) ? 'preview' : 'final',
  }),
  billableUnits: (_endpoint, input) => String(input.text).length / CHARACTERS_PER_UNIT,
  output: (_endpoint, _input, file) => ({
    audio: { url: file.url, content_type: 'audio/mpeg', file_name: 'output.mp3', file_size: file.bytes },
    timestamps: null,
  }),
};
