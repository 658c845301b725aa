import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';

/** ffprobe and ffmpeg as readers that have nothing to do with Rushes. */
export const hasReader = (): boolean => spawnSync('ffprobe', ['-version']).status === 0;
export const readerMissing = 'ffprobe is missing: apt-get install ffmpeg';

const run = promisify(execFile);
const most = { maxBuffer: 512 * 1024 * 1024 };

const stream = z.object({
  codec_type: z.string(),
  codec_name: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  r_frame_rate: z.string().optional(),
  nb_read_frames: z.string().optional(),
  duration: z.string().optional(),
});
const report = z.object({ streams: z.array(stream), format: z.object({ duration: z.string() }) });

export type Read = {
  video: { codec: string; width: number; height: number; fps: number; frames: number } | null;
  audio: { codec: string; seconds: number } | null;
  seconds: number;
};

/** Codecs, sizes, and the frames that were decoded one by one. */
export async function read(path: string): Promise<Read> {
  const { stdout } = await run(
    'ffprobe',
    ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path],
    most,
  );
  const { streams, format } = report.parse(JSON.parse(stdout));
  const video = streams.find((one) => one.codec_type === 'video');
  const audio = streams.find((one) => one.codec_type === 'audio');
  const [n = 0, d = 1] = (video?.r_frame_rate ?? '0/1').split('/').map(Number);
  return {
    video: video
      ? {
          codec: video.codec_name ?? '',
          width: video.width ?? 0,
          height: video.height ?? 0,
          fps: n / d,
          frames: Number(video.nb_read_frames),
        }
      : null,
    audio: audio ? { codec: audio.codec_name ?? '', seconds: Number(audio.duration) } : null,
    seconds: Number(format.duration),
  };
}

/** The lowest `height` rows of each frame of a video, grey, one buffer each. */
export async function greyFrames(
  path: string,
  { width, height }: { width: number; height: number },
): Promise<Buffer[]> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', path, '-vf', `format=gray,crop=${width}:${height}:0:ih-${height}`],
      ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-'],
    ],
    {
      ...most,
      encoding: 'buffer',
    },
  );
  const size = width * height;
  return Array.from({ length: Math.floor(stdout.length / size) }, (_, i) =>
    stdout.subarray(i * size, (i + 1) * size),
  );
}

/** When each picture of a video is shown, in seconds, in order. */
export async function shownAt(path: string): Promise<number[]> {
  const asked = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', [...asked, path], most);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(Number.parseFloat)
    .sort((a, b) => a - b);
}

/** Samples of the sound of a file, mono, 16,000 a second. */
export async function samples(path: string): Promise<Float32Array> {
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-vn', '-ac', '1', '-ar', '16000', '-f', 'f32le', '-'],
    { ...most, encoding: 'buffer' },
  );
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

const rate = 16_000;

/** How loud pieces of 10 ms (or of `ms`) are (RMS). */
export function loudness(sound: Float32Array, ms = 10): number[] {
  const step = (rate * ms) / 1_000;
  return Array.from({ length: Math.floor(sound.length / step) }, (_, i) =>
    Math.sqrt(sound.subarray(i * step, (i + 1) * step).reduce((sum, x) => sum + x * x, 0) / step),
  );
}

/** Pieces in which two sounds are laid over each other, and how far they are moved; ms. */
const pieceMs = 5;
const furthestMs = 200;

/**
 * By how many ms the second sound is later than the first between two moments (seconds); of 200 ms each way the place where
 * they are most alike. What is measured must rise and fall: an even tone is alike everywhere.
 */
export function lagMs(given: Float32Array, heard: Float32Array, [fromS, toS]: [number, number]): number {
  const cut = (sound: Float32Array): number[] => {
    const loud = loudness(sound.subarray(fromS * rate, Math.floor(toS * rate)), pieceMs);
    const mean = loud.reduce((sum, one) => sum + one, 0) / Math.max(1, loud.length);
    return loud.map((one) => one - mean);
  };
  const [first, second] = [cut(given), cut(heard)];
  let best = { lag: Number.NaN, sum: 0 };
  for (let lag = -furthestMs / pieceMs; lag <= furthestMs / pieceMs; lag++) {
    const sum = first.reduce((total, one, i) => total + one * (second[i + lag] ?? 0), 0);
    if (sum > best.sum) best = { lag, sum };
  }
  return best.lag * pieceMs;
}
