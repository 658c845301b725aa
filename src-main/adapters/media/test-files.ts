import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { RushesError } from '../../../src-shared/contract/errors.ts';

/** Inputs for the tests of this folder, made by ffmpeg, and a reader of what came of them that is no part of Rushes. */
export const hasFfmpeg = (): boolean => spawnSync('ffprobe', ['-version']).status === 0;
export const ffmpegMissing = 'ffprobe is missing: apt-get install ffmpeg';

const run = promisify(execFile);

export function ffmpeg(...args: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export type Clip = {
  seconds: number;
  size?: string;
  fps?: string;
  /** White for a fifth of a second, and a tone with it, at these moments. */
  flashes?: readonly number[];
  sound?: boolean;
  more?: readonly string[];
};

const flashS = 0.2;
const during = (flashes: readonly number[]): string =>
  flashes.map((at) => `between(t,${at},${at + flashS})`).join('+') || '0';

/** H.264 with AAC: a grey field that goes white, so that a frame of it is told from a moment of its sound. */
export function writeClip(path: string, clip: Clip): string {
  const { seconds, size = '320x240', fps = '24', flashes = [], sound = true, more = [] } = clip;
  const pictures = `testsrc2=s=${size}:r=${fps}:d=${seconds},eq=brightness=-0.3,drawbox=c=white:t=fill:enable='${during(flashes)}'`;
  const tone = `sine=f=1000:r=48000:d=${seconds},volume=volume=0:enable='not(${during(flashes)})'`;
  ffmpeg(
    ...['-f', 'lavfi', '-i', pictures, ...(sound ? ['-f', 'lavfi', '-i', tone] : [])],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    ...[...more, '-f', 'mp4', path],
  );
  return path;
}

/** Silence with a tone of a fifth of a second at these moments. */
export function writeTones(path: string, seconds: number, at: readonly number[]): string {
  ffmpeg(
    ...['-f', 'lavfi', '-i', `sine=f=1000:r=48000:d=${seconds},volume=volume=0:enable='not(${during(at)})'`],
    path,
  );
  return path;
}

export type Read = {
  video: {
    codec: string;
    width: number;
    height: number;
    fps: string;
    frames: number;
    seconds: number;
  } | null;
  audio: { codec: string; channels: number; rate: number; seconds: number } | null;
  seconds: number;
};

type Stream = Record<string, string | number | undefined>;

/** Codecs, sizes, lengths, and the frames that were decoded one by one. */
export async function read(path: string): Promise<Read> {
  const asked = ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path];
  const { stdout } = await run('ffprobe', asked);
  const { streams, format } = JSON.parse(stdout) as { streams: Stream[]; format: { duration: string } };
  const video = streams.find((one) => one.codec_type === 'video');
  const audio = streams.find((one) => one.codec_type === 'audio');
  return {
    video: video
      ? {
          codec: String(video.codec_name),
          width: Number(video.width),
          height: Number(video.height),
          fps: String(video.r_frame_rate),
          frames: Number(video.nb_read_frames),
          seconds: Number(video.duration),
        }
      : null,
    audio: audio
      ? {
          codec: String(audio.codec_name),
          channels: Number(audio.channels),
          rate: Number(audio.sample_rate),
          seconds: Number(audio.duration),
        }
      : null,
    seconds: Number(format.duration),
  };
}

async function raw(args: readonly string[]): Promise<Buffer> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-nostdin', ...args, '-'], {
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout;
}

/** As much as the reader could make out of a file that may be damaged. */
const rawOfDamaged = (args: readonly string[]): Promise<Buffer> =>
  raw(args).catch((error: { stdout?: Buffer }) => error.stdout ?? Buffer.alloc(0));

/** The mean colour of each picture, as red, green and blue from 0 to 255; none where there is no picture. */
export async function framesOf(path: string): Promise<number[][]> {
  const tiny = 'scale=1:1:flags=area,format=rgb24';
  const pixels = await rawOfDamaged(['-i', path, '-map', '0:v?', '-an', '-vf', tiny, '-f', 'rawvideo']);
  return Array.from({ length: Math.floor(pixels.length / 3) }, (_, i) => [
    ...pixels.subarray(i * 3, i * 3 + 3),
  ]);
}

/** Samples of the sound, mono, 48,000 a second; none where there is no sound. */
export async function soundOf(path: string): Promise<Float32Array> {
  const bytes = await rawOfDamaged([...['-i', path, '-vn', '-ac', '1', '-ar', '48000', '-f', 'f32le']]);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
}

/** When white begins, in seconds, as a player shows it. */
export async function flashesOf(path: string): Promise<number[]> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=best_effort_timestamp_time'],
    ...['-of', 'csv=p=0', path],
  ]);
  const times = stdout.split('\n').filter(Boolean).map(Number.parseFloat);
  const pixels = await raw([
    ...[
      '-i',
      path,
      '-an',
      '-vf',
      'scale=8:8:flags=area,format=gray',
      '-vsync',
      'passthrough',
      '-f',
      'rawvideo',
    ],
  ]);
  const light = times.map(
    (_, i) => pixels.subarray(i * 64, (i + 1) * 64).reduce((sum, p) => sum + p, 0) / 64,
  );
  return times.filter((_, i) => (light[i] ?? 0) > 200 && (light[i - 1] ?? 0) <= 200);
}

/** Samples of the sound, mono, 48,000 a second, from the moment 0 of the file. */
export async function samplesOf(path: string): Promise<Float32Array> {
  const clock = path.endsWith('.mp3') ? 'anull' : 'aresample=async=1:first_pts=0';
  const bytes = await raw([...['-i', path, '-vn', '-af', clock, '-ac', '1', '-ar', '48000', '-f', 'f32le']]);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** When tones begin, in seconds. */
export async function tonesOf(path: string): Promise<number[]> {
  const found: number[] = [];
  let quiet = 48_000;
  for (const [i, value] of (await samplesOf(path)).entries()) {
    if (Math.abs(value) < 0.04) quiet += 1;
    else {
      if (quiet > 4_800) found.push(i / 48_000);
      quiet = 0;
    }
  }
  return found;
}

/** The code an error ended with and its rule or detail; `none` where there was no error. */
export async function endOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!(error instanceof RushesError)) return String(error);
    return `${error.code}: ${error.facts.rule ?? error.facts.detail ?? ''}`;
  }
}
