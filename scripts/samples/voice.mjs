import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeMp3 } from '../../simulators/render/mp3.ts';
import { speak } from '../../simulators/render/spoken.ts';

const RATE = 44_100;
const KBPS = 64;
/** A rest after a paragraph, in rests after a sentence. */
const LONGER = 1.8;
/** Rests after a sentence that sound natural, in seconds. */
const SHORTEST_REST_S = 0.3;
const LONGEST_REST_S = 0.9;

/**
 * The MP3 of a script, as long as the script says to the sample: what is left of that after the sentences are its rests.
 * Rejects where the rests would then be unnaturally short or long.
 *
 * @param {{ name: string, seconds: number, paragraphs: readonly (readonly string[])[] }} script
 * @param {string} folder for the file while it is written
 */
export async function speakScript({ name, seconds, paragraphs }, folder) {
  const spoken = [];
  for (const sentences of paragraphs) {
    for (const [index, sentence] of sentences.entries()) {
      spoken.push({ sound: await say(sentence), rest: index === sentences.length - 1 ? LONGER : 1 });
    }
  }
  const whole = new Float32Array(Math.round(seconds * RATE));
  const said = spoken.reduce((sum, { sound }) => sum + sound.length, 0);
  const rests = spoken.slice(0, -1).reduce((sum, { rest }) => sum + rest, 0.5);
  const restS = (whole.length - said) / rests / RATE;
  if (restS < SHORTEST_REST_S || restS > LONGEST_REST_S) {
    throw new Error(`${name}: ${(said / RATE).toFixed(1)} s of speech leave rests of ${restS.toFixed(2)} s`);
  }
  let at = 0;
  for (const { sound, rest } of spoken) {
    whole.set(sound, at);
    at += sound.length + Math.floor(rest * restS * RATE);
  }
  const part = path.join(folder, `${name}.making`);
  try {
    await writeMp3(part, whole, { rate: RATE, kbps: KBPS });
    return readFileSync(part);
  } finally {
    rmSync(part, { force: true });
  }
}

/** @param {string} text */
async function say(text) {
  const sound = await speak(
    { kind: 'speech', text, voice: 'Rachel', language: 'en', speed: 1, look: 'final' },
    RATE,
  );
  if (!sound) throw new Error('the voice is missing: npm ci');
  return sound;
}
