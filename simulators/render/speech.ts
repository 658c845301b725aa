import { writeFileSync } from 'node:fs';
import { renderSpeech, speechSeconds } from '../speech.ts';
import { writeMp3 } from './mp3.ts';
import type { Made, SpeechPlan } from './plan.ts';
import { speak } from './spoken.ts';

const SOUND = { preview: { rate: 24_000, kbps: 32 }, final: { rate: 44_100, kbps: 128 } } as const;

/** Renders speech as MP3. Where no voice or no encoder is installed, syllables are hummed instead. */
export async function renderVoice(plan: SpeechPlan, to: string): Promise<Made> {
  const sound = SOUND[plan.look];
  const said = await speak(plan, sound.rate);
  if (said && (await wrote(to, said, sound))) return made(said.length / sound.rate);
  writeFileSync(to, renderSpeech(plan.text, { quality: plan.look, speed: plan.speed, voice: plan.voice }));
  return made(speechSeconds(plan.text, plan.speed));
}

async function wrote(
  to: string,
  said: Float32Array,
  sound: { rate: number; kbps: number },
): Promise<boolean> {
  return writeMp3(to, said, sound).then(
    () => true,
    () => false,
  );
}

function made(seconds: number): Made {
  return { seconds, frames: 0, width: 0, height: 0, fps: 0 };
}
