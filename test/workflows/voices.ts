import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spoken, wav } from './wav.ts';

/** A made-up voice of a length in seconds, with a pause every four seconds. */
export function writeVoice(folder: string, seconds: number): string {
  const path = join(folder, `voice-${seconds}.wav`);
  writeFileSync(path, wav(seconds, spoken));
  return path;
}
