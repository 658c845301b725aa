// Hummed speech, for where no voice is installed or none is waited for: an MP3 that hums one syllable for about every
// three characters and rests at commas and full stops, as long as its text.

import { createHash } from 'node:crypto';
import { FINAL_FRAMES, PREVIEW_FRAMES } from './speech-frames.ts';

export type SpeechQuality = 'preview' | 'final';

const CHARACTERS_PER_SECOND = 15;
const SHORTEST_S = 0.5;
const FRAME_S = 0.024;
const FRAMES_PER_SYLLABLE = 8;

/**
 * How long the speech of a text lasts, in seconds: 15 characters a second at speed 1, never under 0.5 s, rounded to
 * whole MP3 frames of 24 ms.
 */
export function speechSeconds(text: string, speed = 1): number {
  return frameCount(text, speed) * FRAME_S;
}

/**
 * Renders a text to MP3 bytes (mono; `preview` 24 kHz at 32 kb/s, `final` 48 kHz at 128 kb/s). The same text, speed,
 * quality and voice always give the same bytes, so a result can be rendered again after a restart.
 */
export function renderSpeech(
  text: string,
  options: { quality: SpeechQuality; speed?: number; voice?: string },
): Buffer {
  const set = options.quality === 'preview' ? PREVIEW_FRAMES : FINAL_FRAMES;
  const silence = Buffer.alloc(set.frameBytes);
  silence.write(set.header, 'hex');
  const rest = Buffer.concat(Array.from({ length: FRAMES_PER_SYLLABLE }, () => silence));
  const syllables = set.syllables.map((syllable) => Buffer.from(syllable, 'base64'));

  const frames = frameCount(text, options.speed ?? 1);
  const slots = Math.max(1, Math.floor(frames / FRAMES_PER_SYLLABLE));
  const melody = createHash('sha256')
    .update(`${options.voice ?? ''}\n${text}`)
    .digest();
  const parts: Buffer[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    const from = Math.floor((slot * text.length) / slots);
    const piece = text.slice(from, Math.floor(((slot + 1) * text.length) / slots));
    const pick = (melody[slot % melody.length] ?? 0) + slot;
    // The first syllable always sounds, so that even "." is audible.
    const resting = slot > 0 && /[.,;:!?\n]/.test(piece);
    parts.push(resting ? rest : (syllables[pick % syllables.length] ?? rest));
  }
  for (let left = frames - slots * FRAMES_PER_SYLLABLE; left > 0; left -= 1) parts.push(silence);
  return Buffer.concat(parts);
}

function frameCount(text: string, speed: number): number {
  const seconds = Math.max(SHORTEST_S, text.length / CHARACTERS_PER_SECOND / speed);
  return Math.round(seconds / FRAME_S);
}
