/** WAV files that tests make up: 16 bit, mono, 16,000 samples a second. */
const rate = 16_000;

/** `loud` answers the amplitude (0 to 1) at a time in seconds; a tone of 220 Hz is played with it. */
export function wav(seconds: number, loud: (atS: number) => number): Buffer {
  const count = Math.round(seconds * rate);
  const bytes = Buffer.alloc(44 + count * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + count * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i++) {
    const at = i / rate;
    bytes.writeInt16LE(Math.round(loud(at) * 32_000 * Math.sin(2 * Math.PI * 220 * at)), 44 + i * 2);
  }
  return bytes;
}

/** Speech-like: four seconds of tone, then half a second of silence. */
export const spoken = (atS: number): number => (atS % 4.5 < 4 ? 0.5 : 0);
