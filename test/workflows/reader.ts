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

/** Grey frames of a video, one buffer each. */
export async function greyFrames(
  path: string,
  { width, height }: { width: number; height: number },
): Promise<Buffer[]> {
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
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

/** Samples of the sound of a file, mono, 16,000 a second. */
export async function samples(path: string): Promise<Float32Array> {
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-vn', '-ac', '1', '-ar', '16000', '-f', 'f32le', '-'],
    { ...most, encoding: 'buffer' },
  );
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

/** How loud 10 ms pieces are (RMS). */
export function loudness(sound: Float32Array): number[] {
  const step = 160;
  return Array.from({ length: Math.floor(sound.length / step) }, (_, i) =>
    Math.sqrt(sound.subarray(i * step, (i + 1) * step).reduce((sum, x) => sum + x * x, 0) / step),
  );
}
