// Speaks a text with eSpeak NG, as long as its text, and gives it the sound of a preview or of a final.

import type { SpeechPlan } from './plan.ts';
import { speakerOf } from './voices.ts';

const ESPEAK_RATE_HZ = 22_050;
const WORDS_A_MINUTE = 175;
/** What eSpeak speaks clearly, in words a minute. */
const SLOWEST = 90;
const FASTEST = 340;
const CHARACTERS_PER_SECOND = 15;
const SHORTEST_S = 0.5;
/** So much faster than it was spoken it may be played, and so much silence may stand at its end, as parts of it. */
const STRETCH = 0.03;
const SLACK = 0.08;
const AUDIBLE = 0.004;
const PEAK = 0.85;

/** Seconds that the speech of a text lasts, where a voice can speak it so fast or so slowly. */
function spokenSeconds(text: string, speed: number): number {
  return Math.max(SHORTEST_S, text.length / CHARACTERS_PER_SECOND / speed);
}

/**
 * Mono speech at `rate`; null where eSpeak is not installed or has nothing to say of the text. The same plan gives the
 * same samples: eSpeak keeps noise from one call to the next, so every plan gets an engine of its own.
 */
export async function speak(plan: SpeechPlan, rate: number): Promise<Float32Array | null> {
  const engine = await import('@echogarden/espeak-ng-emscripten')
    .then(({ default: start }) => start())
    .catch(() => null);
  if (!engine) return null;
  const worker = await new engine.eSpeakNGWorker();
  const speaker = speakerOf(plan.voice);
  const say = (wordsAMinute: number): Float32Array => {
    const parts: Int16Array[] = [];
    worker.set_voice(speaker.accent);
    worker.set_voice(`${languageOf(plan, speaker.accent)}+${speaker.variant}`);
    worker.rate = Math.round(Math.min(FASTEST, Math.max(SLOWEST, wordsAMinute)));
    worker.pitch = speaker.pitch;
    worker.range = speaker.range;
    worker.synthesize(plan.text, (sound) => void parts.push(sound));
    return trimmed(parts);
  };
  const seconds = spokenSeconds(plan.text, plan.speed);
  let wordsAMinute = WORDS_A_MINUTE * plan.speed * speaker.pace;
  let said = say(wordsAMinute);
  const ratio = (): number => said.length / ESPEAK_RATE_HZ / seconds;
  for (let again = 0; again < 2 && (ratio() > 1 + STRETCH || ratio() < 1 - SLACK); again += 1) {
    wordsAMinute *= ratio();
    said = say(wordsAMinute);
  }
  if (said.length === 0) return null;
  const plain = resample(said, rate, ratio() > 1 && ratio() <= 1 + STRETCH ? ratio() : 1);
  const whole = new Float32Array(Math.max(plain.length, Math.round(seconds * rate)));
  whole.set(plain);
  if (plan.look === 'final') enrich(whole, rate);
  return levelled(whole);
}

/** Languages that eSpeak has under another name. */
const OTHER_NAMES: Record<string, string> = { zh: 'cmn', no: 'nb' };

function languageOf({ language }: SpeechPlan, accent: string): string {
  if (language === null || language === 'en') return accent;
  return OTHER_NAMES[language] ?? language;
}

/** Pieces of 16-bit sound as one, without the silence at both ends. */
function trimmed(parts: readonly Int16Array[]): Float32Array {
  const sound = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) for (const sample of part) sound[at++] = sample / 32_768;
  const first = sound.findIndex((sample) => Math.abs(sample) > AUDIBLE);
  const last = sound.findLastIndex((sample) => Math.abs(sample) > AUDIBLE);
  return first < 0 ? new Float32Array(0) : sound.subarray(first, last + 1);
}

/** Linear; `faster` is how much shorter it becomes. */
function resample(sound: Float32Array, rate: number, faster: number): Float32Array {
  const step = (ESPEAK_RATE_HZ * faster) / rate;
  const out = new Float32Array(Math.floor((sound.length - 1) / step));
  for (let index = 0; index < out.length; index += 1) {
    const at = Math.floor(index * step);
    const part = index * step - at;
    out[index] = (sound[at] as number) * (1 - part) + (sound[at + 1] as number) * part;
  }
  return out;
}

/** Fuller: more of what is low, a little air, and a small room. */
function enrich(sound: Float32Array, rate: number): void {
  const low = 1 - Math.exp((-2 * Math.PI * 220) / rate);
  let body = 0;
  let before = 0;
  for (let i = 0; i < sound.length; i += 1) {
    const sample = sound[i] as number;
    body += low * (sample - body);
    sound[i] = sample + body * 0.8 + (sample - before) * 0.25;
    before = sample;
  }
  const echoes = [
    [0.011, 0.2],
    [0.019, 0.15],
    [0.031, 0.1],
  ] as const;
  const dry = sound.slice();
  for (const [seconds, level] of echoes) {
    const late = Math.round(seconds * rate);
    for (let i = late; i < sound.length; i += 1)
      sound[i] = (sound[i] as number) + (dry[i - late] as number) * level;
  }
}

/** Makes the loudest sample `PEAK`. */
function levelled(sound: Float32Array): Float32Array {
  let most = 0;
  for (let i = 0; i < sound.length; i += 1) most = Math.max(most, Math.abs(sound[i] as number));
  const gain = most === 0 ? 1 : PEAK / most;
  for (let i = 0; i < sound.length; i += 1) sound[i] = (sound[i] as number) * gain;
  return sound;
}
