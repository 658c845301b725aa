import { crc32, deflateSync } from 'node:zlib';

/** Files that lie, for the tests of this folder. */

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([number(data.length), body, number(crc32(body))]);
}

function number(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(value);
  return four;
}

/** A PNG whose header names a size and whose pixels are a few bytes. */
export function pngOf(width: number, height: number): Buffer {
  const header = Buffer.concat([number(width), number(height), Buffer.from([8, 2, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export type WavLies = { bytes?: number; channels?: number; rate?: number };

/** A second of a tone at 8,000 samples a second, as WAV, with what its header should not say. */
export function wavOf({ bytes = 16_000, channels = 1, rate = 8_000 }: WavLies): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(Math.min(0xffffffff, bytes + 36), 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * channels * 2) % 2 ** 32, 28);
  header.writeUInt16LE((channels * 2) % 65_536, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  const tone = Buffer.alloc(16_000);
  for (let i = 0; i < 8_000; i++) tone.writeInt16LE(Math.round(8_000 * Math.sin(i / 3)), i * 2);
  return Buffer.concat([header, tone]);
}

type Box = { type: string; data: Buffer };

function boxesOf(bytes: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return found;
}

const written = (boxes: readonly Box[]): Buffer =>
  Buffer.concat(
    boxes.flatMap(({ type, data }) => [number(data.length + 8), Buffer.from(type, 'latin1'), data]),
  );

/** An MP4 whose tables stand after its data, with the boxes at `path` changed: none, one or many instead of each. */
export function withBoxes(mp4: Buffer, path: string, change: (box: Box) => Box[]): Buffer {
  const [first, ...rest] = path.split('/');
  return written(
    boxesOf(mp4).flatMap((box) => {
      if (box.type !== first) return [box];
      if (rest.length === 0) return change(box);
      return [{ type: box.type, data: withBoxes(box.data, rest.join('/'), change) }];
    }),
  );
}

/** Numbers from 0 to 1 that are the same for the same seed (xorshift32). */
export function randomOf(seed: number): () => number {
  let x = seed >>> 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x / 2 ** 32;
  };
}

/** A file with a few bytes changed, mostly near its beginning, and sometimes a piece of it missing. */
export function mutated(file: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(file);
  const below = (end: number): number => Math.floor(random() * end);
  const span = random() < 0.5 ? Math.min(2_000, bytes.length) : bytes.length;
  for (let n = 1 + below(20); n > 0; n--) bytes[below(span)] = below(256);
  const how = random();
  if (how < 0.2) return bytes.subarray(0, below(bytes.length));
  if (how > 0.3) return bytes;
  const cut = below(bytes.length);
  return Buffer.concat([bytes.subarray(0, cut), bytes.subarray(cut + below(500))]);
}
