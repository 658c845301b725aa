import { expect, it } from 'vitest';
import { renderSpeech, speechSeconds } from './speech.ts';

const RATES = { 'mpeg-1': [44_100, 48_000, 32_000], 'mpeg-2': [22_050, 24_000, 16_000] } as const;
const KBPS = {
  'mpeg-1': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  'mpeg-2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** Walks the frame headers from the first byte to the last; gives the length in seconds. */
function decodeHeaders(mp3: Buffer): { seconds: number; kbps: number; rate: number } {
  let at = 0;
  let seconds = 0;
  let last = { kbps: 0, rate: 0 };
  while (at < mp3.length) {
    expect(mp3.readUInt16BE(at) & 0xffe0).toBe(0xffe0);
    const one = mp3[at + 1]!;
    const two = mp3[at + 2]!;
    expect((one >> 1) & 3).toBe(1); // layer III
    const version = ((one >> 3) & 3) === 3 ? 'mpeg-1' : 'mpeg-2';
    const kbps = KBPS[version][two >> 4]!;
    const rate = RATES[version][(two >> 2) & 3]!;
    const samples = version === 'mpeg-1' ? 1_152 : 576;
    expect(two & 2).toBe(0); // not padded
    // No reservoir: main data begins in the frame itself.
    expect(version === 'mpeg-1' ? (mp3[at + 4]! << 1) | (mp3[at + 5]! >> 7) : mp3[at + 4]!).toBe(0);
    at += ((samples / 8) * (kbps * 1_000)) / rate;
    seconds += samples / rate;
    last = { kbps, rate };
  }
  expect(at).toBe(mp3.length);
  return { seconds, ...last };
}

it.each([
  ['preview', 32, 24_000],
  ['final', 128, 48_000],
] as const)('renders %s speech that is whole frames and as long as its text', (quality, kbps, rate) => {
  for (const text of ['.', 'Hi', 'word '.repeat(60), 'Sentence one. '.repeat(350)]) {
    for (const speed of [0.7, 1, 1.2]) {
      const decoded = decodeHeaders(renderSpeech(text, { quality, speed }));
      expect(decoded).toMatchObject({ kbps, rate });
      expect(decoded.seconds).toBeCloseTo(speechSeconds(text, speed), 3);
      expect(Math.abs(decoded.seconds - Math.max(0.5, text.length / 15 / speed))).toBeLessThan(0.025);
    }
  }
});

it('renders the same bytes for the same text, others for another text or voice, and never silence alone', () => {
  const render = (text: string, voice?: string): string =>
    renderSpeech(text, { quality: 'final', ...(voice ? { voice } : {}) }).toString('base64');
  const text = 'The quick brown fox, twice.';
  expect(render(text)).toBe(render(text));
  expect(render(text)).not.toBe(render(text.toUpperCase()));
  expect(render(text, 'Aria')).not.toBe(render(text, 'Brian'));
  const quiet = renderSpeech('...', { quality: 'final' });
  expect(quiet.filter((byte) => byte !== 0).length).toBeGreaterThan(1_000);
});
