// Reads the sound and the pictures that were sent, by FFmpeg, with the format named: a file that points at another
// file is not followed.

import type * as Lib from 'node-av/lib';
import { type Av, MONO, must, openAv } from './codec.ts';
import { Refused, type Role } from './refused.ts';

const FLOAT_PLANAR = 8;
const YUV420P = 0;
const UNSPECIFIED = 0;
const AUDIO = 1;
const VIDEO = 0;

/** The format of a file by its first bytes, as FFmpeg calls it; null: none that is taken. */
function formatOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('ID3')) return 'mp3';
  if (head.startsWith('RIFF') && head.endsWith('WAVE')) return 'wav';
  if (head.startsWith('OggS')) return 'ogg';
  if (head.slice(4, 8) === 'ftyp') return 'mov';
  const sync = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2;
  return sync ? 'mp3' : null;
}

type Opened = {
  av: Av;
  file: Lib.FormatContext;
  decoder: Lib.CodecContext;
  stream: Lib.Stream;
  close(): void;
};

async function open(source: Source, kind: typeof AUDIO | typeof VIDEO): Promise<Opened> {
  const role = source.role;
  const bad = new Refused(
    role,
    `unsupported_${role}_format`,
    `The ${role} is not in a format that can be read.`,
  );
  const format = formatOf(source.bytes);
  const av = await openAv();
  const input = format === null ? null : av.InputFormat.findInputFormat(format);
  if (!input) throw bad;
  const file = new av.FormatContext();
  file.allocContext();
  if (file.openInputSync(source.path, input, null) < 0) throw bad;
  try {
    must(av, file.findStreamInfoSync(null), 'read the tracks');
    const stream = file.streams[file.findBestStream(kind as never)];
    const codec = stream ? av.Codec.findDecoder(stream.codecpar.codecId) : null;
    if (!stream || !codec) throw bad;
    const decoder = new av.CodecContext();
    decoder.allocContext3(codec);
    must(av, stream.codecpar.toContext(decoder), 'open the decoder');
    decoder.pktTimebase = stream.timeBase;
    must(av, decoder.open2Sync(codec, null), 'open the decoder');
    return {
      av,
      file,
      decoder,
      stream,
      close() {
        decoder.freeContext();
        file.closeInputSync();
      },
    };
  } catch (error) {
    file.closeInputSync();
    throw error instanceof Refused ? error : bad;
  }
}

/** A file that was sent: its bytes, and where they are on disk. */
export type Source = { role: Role; bytes: Uint8Array; path: string };

/** Every decoded frame of a track; a frame is gone when the next one is asked for. Closes what was opened. */
function* framesOf({ av, file, decoder, stream, close }: Opened): Generator<Lib.Frame> {
  const packet = new av.Packet();
  packet.alloc();
  const frame = new av.Frame();
  frame.alloc();
  try {
    for (;;) {
      const more = file.readFrameSync(packet) >= 0;
      if (!more || packet.streamIndex === stream.index) decoder.sendPacketSync(more ? packet : null);
      if (more) packet.unref();
      while (decoder.receiveFrameSync(frame) >= 0) {
        yield frame;
        frame.unref();
      }
      if (!more) return;
    }
  } finally {
    packet.free();
    frame.free();
    close();
  }
}

/** The whole sound of a file as mono at `rate`. Refuses (unsupported_audio_format) what is no sound. */
export async function decodeSound(source: Source, rate: number): Promise<Float32Array> {
  const opened = await open(source, AUDIO);
  const { av } = opened;
  const parts: Float32Array[] = [];
  const resampler = new av.SoftwareResampleContext();
  const convert = (frame: Lib.Frame | null): void => {
    const out = new av.Frame();
    out.alloc();
    out.format = FLOAT_PLANAR as never;
    out.sampleRate = rate;
    out.channelLayout = MONO;
    // A WAV file may not say where its channels stand, and the resampler asks.
    if (frame?.channelLayout.order === UNSPECIFIED) {
      frame.channelLayout = av.avChannelLayoutDefault(frame.channelLayout.nbChannels);
    }
    must(av, resampler.convertFrame(out, frame), 'resample');
    const plane = out.nbSamples > 0 ? out.data?.[0] : undefined;
    if (plane) parts.push(floats(plane, out.nbSamples));
    out.free();
  };
  resampler.alloc();
  try {
    for (const frame of framesOf(opened)) convert(frame);
    if (parts.length > 0) convert(null);
  } finally {
    resampler.free();
  }
  const sound = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    sound.set(part, at);
    at += part.length;
  }
  if (sound.length === 0) {
    throw new Refused(source.role, `unsupported_${source.role}_format`, 'There is no sound in the file.');
  }
  return sound;
}

function floats(plane: Buffer, samples: number): Float32Array {
  const copy = new Uint8Array(plane.subarray(0, samples * 4));
  return new Float32Array(copy.buffer);
}

export type VideoInfo = { width: number; height: number; fps: number; frames: number };

/** Size, rate and number of frames of a video, by decoding it once. Refuses what is no 8-bit 4:2:0 video. */
export async function readVideo(source: Source): Promise<VideoInfo> {
  const opened = await open(source, VIDEO);
  const { num, den } = opened.stream.avgFrameRate;
  let frames = 0;
  let fits = true;
  let size = { width: 0, height: 0 };
  for (const frame of framesOf(opened)) {
    frames += 1;
    size = { width: frame.width, height: frame.height };
    fits = (frame.format as number) === YUV420P && frame.width % 2 === 0 && frame.height % 2 === 0;
    if (!fits) break;
  }
  if (!fits || frames === 0) {
    throw new Refused(source.role, 'unsupported_video_format', 'The video has no frames that can be read.');
  }
  return { ...size, fps: Math.max(1, Math.round(num / Math.max(1, den))), frames };
}

/** Every picture of a video as planes without padding. */
export async function* picturesOf(source: Source): AsyncGenerator<Buffer> {
  for (const frame of framesOf(await open(source, VIDEO))) yield frame.toBuffer();
}
