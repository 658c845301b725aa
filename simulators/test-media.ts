// What the tests of rendered media share: files to send, requests that are followed to their end, independent readers.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { readFrameNumber } from './render/frame-number.ts';
import type { Client } from './test-client.ts';

export const MISSING = 'ffprobe is missing: apt-get install ffmpeg';

/** A drawn picture with sharp edges and soft slopes. */
export function picture(width: number, height: number): Promise<Buffer> {
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 160" width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice">
    <linearGradient id="g" x2="1" y2="1"><stop stop-color="#fb8"/><stop offset="1" stop-color="#247"/></linearGradient>
    <rect width="90" height="160" fill="url(#g)"/><circle cx="45" cy="60" r="24" fill="#eca"/>
    ${Array.from({ length: 40 }, (_, i) => `<rect x="${(i % 8) * 11 + 2}" y="${100 + Math.floor(i / 8) * 10}" width="5" height="5" fill="#${i % 2 ? '123' : 'fed'}"/>`).join('')}
  </svg>`;
  return sharp(Buffer.from(drawn)).jpeg({ quality: 95 }).toBuffer();
}

/** A tone that comes and goes four times a second, as a WAV file; louder and softer as a voice is. */
export function voice(seconds: number): Buffer {
  const rate = 16_000;
  const bytes = Buffer.alloc(44 + Math.round(seconds * rate) * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(bytes.length - 44, 40);
  for (let i = 0; i * 2 + 44 < bytes.length; i += 1) {
    const t = i / rate;
    const level = Math.max(0, Math.sin(2 * Math.PI * 4 * t));
    bytes.writeInt16LE(Math.round(12_000 * level * Math.sin(2 * Math.PI * 220 * t)), 44 + i * 2);
  }
  return bytes;
}

export type Ended = { status: number; body: Record<string, unknown>; headers: Headers };
type Body = { video?: FileTold; audio?: FileTold; duration?: number; seed?: number };
export type FileTold = { url: string; content_type: string; file_size: number } & Record<string, unknown>;

/** A client that sends files and follows requests. */
export function mediaClient(client: Client) {
  const upload = async (bytes: Buffer, type: string): Promise<string> => {
    const started = await client.fal('rest.fal.ai/storage/upload/initiate', {
      method: 'POST',
      body: JSON.stringify({ content_type: type, file_name: 'input' }),
    });
    const links = (await started.json()) as { upload_url: string; file_url: string };
    await fetch(links.upload_url, { method: 'PUT', body: new Uint8Array(bytes) });
    return links.file_url;
  };
  const submit = async (endpoint: string, input: Record<string, unknown>): Promise<Response> =>
    client.fal(`queue.fal.run/${endpoint}`, { method: 'POST', body: JSON.stringify(input) });
  /** Asks for a request until it has ended; the answer of its result call. */
  const follow = async (links: { status_url: string; response_url: string }): Promise<Ended> => {
    const headers = { authorization: 'Key k' };
    for (;;) {
      const told = (await (await fetch(links.status_url, { headers })).json()) as { status: string };
      if (told.status === 'COMPLETED') break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const answer = await fetch(links.response_url, { headers });
    return { status: answer.status, body: (await answer.json()) as Ended['body'], headers: answer.headers };
  };
  const run = async (endpoint: string, input: Record<string, unknown>): Promise<Ended> => {
    const answer = await submit(endpoint, input);
    if (!answer.ok) throw new Error(await answer.text());
    return follow((await answer.json()) as { status_url: string; response_url: string });
  };
  /** Runs a request that ends well and downloads its file. */
  const make = async (endpoint: string, input: Record<string, unknown>) => {
    const { status, body, headers } = await run(endpoint, input);
    const document = body as Body;
    const told = document.video ?? document.audio;
    if (status !== 200 || !told) throw new Error(`${status} ${JSON.stringify(body)}`);
    const bytes = Buffer.from(await (await fetch(told.url)).arrayBuffer());
    return { document, told, bytes, units: headers.get('x-fal-billable-units') };
  };
  return { upload, submit, follow, run, make };
}

export function hasFfprobe(): boolean {
  try {
    execFileSync('ffprobe', ['-version'], { stdio: 'ignore' });
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function withFile<T>(bytes: Buffer, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'rushes-media-'));
  try {
    const path = join(folder, 'media');
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Track = {
  codec: string;
  width?: number;
  height?: number;
  rate: string;
  frames: number;
  seconds: number;
};

/** What ffprobe finds in a file: its tracks, every frame counted, and the length of the whole. */
export function probe(bytes: Buffer): { video?: Track; audio?: Track; seconds: number } {
  const text = withFile(bytes, (path) =>
    execFileSync('ffprobe', [
      ...['-v', 'error', '-count_frames', '-of', 'json'],
      ...['-show_entries', 'stream:format=duration', path],
    ]),
  );
  const { streams, format } = JSON.parse(text.toString()) as {
    streams: Record<string, string & number>[];
    format: { duration: string };
  };
  const track = (type: string): Track | undefined => {
    const found = streams.find((one) => one.codec_type === type);
    if (!found) return undefined;
    return {
      codec: String(found.codec_name),
      ...(type === 'video' ? { width: Number(found.width), height: Number(found.height) } : {}),
      rate: String(type === 'video' ? found.r_frame_rate : found.sample_rate),
      frames: Number(found.nb_read_frames),
      seconds: Number(found.duration),
    };
  };
  const [video, audio] = [track('video'), track('audio')];
  return {
    ...(video ? { video } : {}),
    ...(audio ? { audio } : {}),
    seconds: Number(format.duration),
  };
}

/** The luma of every frame, as ffmpeg decodes it. */
export function lumas(bytes: Buffer, { width, height }: { width: number; height: number }): Uint8Array[] {
  const all = withFile(bytes, (path) =>
    execFileSync(
      'ffmpeg',
      [
        '-v',
        'error',
        '-i',
        path,
        '-map',
        '0:v',
        '-pix_fmt',
        'gray',
        '-f',
        'rawvideo',
        '-fps_mode',
        'passthrough',
        '-',
      ],
      { maxBuffer: 1024 * 1024 * 1024 },
    ),
  );
  const size = width * height;
  return Array.from({ length: all.length / size }, (_, at) => all.subarray(at * size, (at + 1) * size));
}

/** The numbers burnt into the frames. */
export function numbers(frames: readonly Uint8Array[], width: number, height: number): (number | null)[] {
  return frames.map((luma) => readFrameNumber(luma, { stride: width, width, height }));
}

/** Mono sound as ffmpeg decodes it, 48 kHz. */
export function sound(bytes: Buffer): Float32Array {
  const raw = withFile(bytes, (path) =>
    execFileSync(
      'ffmpeg',
      ['-v', 'error', '-i', path, '-map', '0:a', '-ac', '1', '-ar', '48000', '-f', 'f32le', '-'],
      {
        maxBuffer: 256 * 1024 * 1024,
      },
    ),
  );
  return new Float32Array(new Uint8Array(raw).buffer);
}

/** Loudness of sound: its root mean square, full scale is 1. */
export function loudness(sound: Float32Array): number {
  let sum = 0;
  for (const sample of sound) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, sound.length));
}

/** How much fine detail a picture has: the variance of its Laplacian, after it is brought to a common size. */
export async function sharpness(luma: Uint8Array, width: number, height: number): Promise<number> {
  const side = 360;
  const rows = Math.round((height * side) / width);
  const { data } = await sharp(luma, { raw: { width, height, channels: 1 } })
    .resize(side, rows)
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  let [sum, squares, count] = [0, 0, 0];
  // Without what is burnt in at the top and along the bottom.
  for (let y = Math.round(rows * 0.2); y < rows * 0.9; y += 1) {
    for (let x = 1; x < side - 1; x += 1) {
      const at = y * side + x;
      const dot = (away: number): number => data[at + away] ?? 0;
      const value = 4 * dot(0) - dot(-1) - dot(1) - dot(-side) - dot(side);
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  return squares / count - (sum / count) ** 2;
}
