// How the named voices of ElevenLabs sound here: eSpeak NG has other people, but as many of them.

import { sha256 } from '../canonical.ts';

/** `variant` is eSpeak's; pitch and range 0 to 100 (50 is usual), pace a factor on the rate. */
export type Speaker = {
  accent: 'en-us' | 'en-gb-x-rp';
  variant: string;
  pitch: number;
  range: number;
  pace: number;
};

const us = (variant: string, pitch: number, more: Partial<Speaker> = {}): Speaker => ({
  accent: 'en-us',
  variant,
  pitch,
  range: 55,
  pace: 1,
  ...more,
});
const gb = (variant: string, pitch: number, more: Partial<Speaker> = {}): Speaker =>
  us(variant, pitch, { accent: 'en-gb-x-rp', ...more });

const SPEAKERS: Record<string, Speaker> = {
  Rachel: us('Annie', 52),
  Aria: us('f2', 56, { range: 65 }),
  Sarah: us('f3', 48),
  Laura: us('f4', 60, { range: 70, pace: 1.05 }),
  Jessica: us('steph', 58, { range: 65 }),
  Matilda: us('belinda', 46),
  River: us('f5', 40, { range: 40 }),
  Charlotte: gb('f3', 52),
  Alice: gb('f2', 50, { range: 60 }),
  Lily: gb('Annie', 58),
  Roger: us('m3', 42, { pace: 0.97 }),
  Will: us('m1', 55, { range: 65, pace: 1.04 }),
  Liam: us('Andy', 50, { pace: 1.04 }),
  Eric: us('m2', 46),
  Chris: us('Michael', 50),
  Brian: us('m7', 34, { pace: 0.95 }),
  Bill: us('paul', 38, { pace: 0.93 }),
  Callum: us('m5', 44),
  Charlie: gb('Alex', 52, { pace: 1.03 }),
  George: gb('m3', 38, { pace: 0.96 }),
  Daniel: gb('m7', 44),
};
const NAMES = Object.keys(SPEAKERS).sort();

/** The speaker of a name; an id or a name that is not known gets one of the known ones, always the same. */
export function speakerOf(voice: string): Speaker {
  const known = SPEAKERS[voice];
  if (known) return known;
  const name = NAMES[Number.parseInt(sha256(voice).slice(0, 6), 16) % NAMES.length];
  return SPEAKERS[name ?? ''] ?? us('f2', 50);
}
