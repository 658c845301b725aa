// What the simulated models write: ad scripts that speak of what the creator asked for.

import { type Chooser, chooser } from './seeded.ts';

// Below this the caller wants a preview: one short pitch.
const CONCISE_UP_TO_TOKENS = 250;
// Part of the caller's cap that a detailed answer may fill, so that it ends by itself and not in a sentence.
const FILL = 0.85;
const USUAL_CAP = 1_000;
const SUBJECT_LENGTH = 90;
const ASKING =
  /^(?:please\s+|can you\s+|could you\s+)*(?:write|make|create|draft|generate|give me|i need|i want|help me)\b[^.!?\n]*?\b(?:for|about|on)\s+/i;

type Options = readonly [string, ...string[]];

const HOOKS: Options = [
  'Okay, nobody told me {s} could be this easy.',
  'I was today years old when I found out about {s}.',
  'Stop scrolling if you have ever thought about {s}.',
  'Three weeks ago I rolled my eyes at {s}. Look at me now.',
];
const PROBLEMS: Options = [
  'You know that moment when you have tried everything and still end up back where you started?',
  'My mornings were a mess, and every so-called fix just added one more thing to do.',
  'I kept buying the cheap version, and I kept throwing it away after a week.',
  'Everyone around me seemed to have this figured out, and I was quietly faking it.',
];
const TURNS: Options = [
  'Then a friend sent me this, and the first try already felt different.',
  'So I gave it seven honest days, camera on, no filter.',
  'I did not expect much, and that is exactly why this surprised me.',
];
const PROOFS: Options = [
  'My sister borrowed it once and ordered her own the same night.',
  'By day four I had stopped thinking about it, and that is the best thing I can say.',
  'I timed it: under two minutes, start to finish, coffee still hot.',
];
const CALLS: Options = [
  'Link is below. Try it for a week and tell me I am wrong.',
  'Tap the link, grab yours, and thank me on Friday.',
  'If you are even a little curious, the link is right there.',
];
const SHOTS: Options = [
  'Handheld selfie, window light, a small laugh before the first word.',
  'Kitchen counter, phone propped on a mug, jump cut on every sentence.',
  'Walking shot on the pavement, slight breeze, real street sound left in.',
];
const NOTES: Options = [
  'Keep the first two seconds free of logos; let the face do the work.',
  'Leave one stumble in the read. A perfect take looks like an ad.',
  'Put captions in the middle third, where the thumb does not cover them.',
];

/** About how many tokens a text has; close enough to cut and to bill by. */
export function tokensOf(text: string): number {
  return pieces(text).reduce((sum, piece) => sum + pieceTokens(piece), 0);
}

/** Cuts a text after whole words so that it has at most this many tokens. */
export function cutToTokens(text: string, most: number): { words: string[]; tokens: number; cut: boolean } {
  const words: string[] = [];
  let tokens = 0;
  for (const piece of pieces(text)) {
    const next = tokens + pieceTokens(piece);
    if (next > most) return { words, tokens, cut: true };
    tokens = next;
    words.push(piece);
  }
  return { words, tokens, cut: false };
}

/** What a prompt is about: the words after "write an ad for", without its end mark, 90 characters at most. */
export function subjectOf(prompt: string): string {
  const line =
    prompt
      .trim()
      .replace(ASKING, '')
      .split(/[\n.!?]/, 1)[0]
      ?.replaceAll(/\s+/g, ' ')
      .trim() ?? '';
  const polite = line.replace(/,?\s*(?:please|thanks|thank you)$/i, '');
  const whole = polite || prompt.trim().slice(0, SUBJECT_LENGTH) || 'this';
  if (whole.length <= SUBJECT_LENGTH) return whole;
  return whole.slice(0, SUBJECT_LENGTH).replace(/\s+\S*$/, '');
}

/**
 * An ad script about the prompt. The same seed writes the same text. Up to 250 tokens asked for it is one short
 * pitch, above that several paragraphs with shots, voice-over and notes.
 */
export function adScript(ask: {
  prompt: string;
  seed: string;
  maxTokens: number | null;
  followsUp: boolean;
}): string {
  const choose = chooser(ask.seed);
  const subject = subjectOf(ask.prompt);
  const cap = ask.maxTokens ?? USUAL_CAP;
  const opening = ask.followsUp ? 'Building on what we have so far: ' : '';
  if (cap <= CONCISE_UP_TO_TOKENS) {
    return `${opening}${choose(HOOKS)} ${choose(TURNS)} ${choose(CALLS)}`.replaceAll('{s}', subject);
  }
  const kept: string[] = [];
  let tokens = 0;
  for (const paragraph of paragraphs(choose, opening)) {
    const text = paragraph.replaceAll('{s}', subject);
    tokens += tokensOf(text);
    if (kept.length > 0 && tokens > cap * FILL) break;
    kept.push(text);
  }
  return kept.join('\n\n');
}

function paragraphs(choose: Chooser, opening: string): string[] {
  const hook = choose(HOOKS);
  const proof = choose(PROOFS);
  return [
    `${opening}Here is a full script for {s}, about thirty seconds, spoken straight to the camera by one person. ` +
      'It opens on a feeling, shows one honest problem, and lands on a single next step.',
    `Hook (0-3 s). ${choose(SHOTS)} Voice: "${hook}"`,
    `Problem (3-9 s). Cut closer, same room, a little slower. Voice: "${choose(PROBLEMS)}" ` +
      'Hold the look for half a second after the line; the pause is what makes it real.',
    `Turn (9-16 s). Hands come into the frame with {s}. Voice: "${choose(TURNS)}" ` +
      'Show it in use instead of naming features: one movement, one close-up, one reaction.',
    `Proof (16-24 s). ${choose(SHOTS)} Voice: "${proof}" ` +
      'A caption repeats the number from the line, nothing else on screen.',
    `Call to action (24-30 s). Back to the first angle, so that the ad closes where it began. ` +
      `Voice: "${choose(CALLS)}" Smile, reach for the phone, cut before the hand leaves the frame.`,
    `Notes for the shoot. ${choose(NOTES)} Record the room for ten seconds, and take every line twice: ` +
      'once as written, once as you would say it to a friend. The second take is usually the one.',
    'Two other openings to test. First: "' +
      `${choose(HOOKS)}" Second: "I made this video so I would stop explaining {s} to everyone I know."`,
    'Captions. Short lines, sentence case, two words highlighted at most. Keep the name of {s} for the second half, ' +
      'when the viewer already wants to know what it is.',
  ];
}

function pieces(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

function pieceTokens(piece: string): number {
  return Math.max(1, Math.round(piece.length / 4));
}
