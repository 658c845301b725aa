// Writes an MP4 with H.264 and, if there is sound, AAC.

import type * as Lib from 'node-av/lib';
import { type Av, drain, MONO, must, openAv } from './codec.ts';

export type Mp4Options = {
  width: number;
  height: number;
  fps: number;
  /** x264's constant rate factor: 18 looks like the source, 30 is rough. */
  crf: number;
  /** Mono PCM of the whole video at `SOUND_RATE`, or null for no sound track. */
  sound: Float32Array | null;
};

export type Mp4 = {
  /** The picture that `write` encodes: planes Y, U, V without padding, BT.709, limited range. */
  readonly picture: Buffer;
  /** Encodes `picture` as the next frame, and the sound that belongs to it. */
  write(): void;
  /** Ends the file; it is whole when this returns. */
  close(): void;
};

/** Samples a second of the sound track. */
export const SOUND_RATE = 48_000;
const SOUND_BITS_A_SECOND = 96_000n;
const AAC_FRAME = 1_024;

type Track = { encoder: Lib.CodecContext; stream: Lib.Stream };

/**
 * Starts a file at `path`. The same pictures, sound and options give the same bytes on one machine.
 *
 * Encoded AAC begins 1,024 samples early (the encoder's priming); FFmpeg's muxer says so in an edit list, so that
 * sound and picture start together and the track is as long as what was put in.
 */
export async function openMp4(path: string, options: Mp4Options): Promise<Mp4> {
  const av = await openAv();
  const { width, height, fps, sound } = options;
  const file = new av.FormatContext();
  must(av, file.allocOutputContext2(null, 'mp4', path), 'open the file');
  const video = addTrack(av, file, videoEncoder(av, options));
  const audio = sound ? addTrack(av, file, audioEncoder(av)) : null;
  must(av, file.openOutputSync(), 'open the file');
  file.setOption('movflags', '+faststart');
  file.setOption('fflags', '+bitexact');
  must(av, file.writeHeaderSync(null), 'write the header');

  const picture = Buffer.alloc((width * height * 3) / 2);
  let frames = 0;
  let sent = 0;
  const send = (track: Track, frame: Lib.Frame | null): void => {
    must(av, track.encoder.sendFrameSync(frame), 'encode');
    drain(av, track.encoder, (packet) => {
      packet.streamIndex = track.stream.index;
      // Without it the last picture would last no time, and be hidden.
      if (track === video) packet.duration = 1n;
      packet.rescaleTs(track.encoder.timeBase, track.stream.timeBase);
      must(av, file.interleavedWriteFrameSync(packet), 'write');
    });
    frame?.free();
  };
  const sendSound = (until: number): void => {
    while (audio && sound && sent < Math.min(until, sound.length)) {
      const block = sound.subarray(sent, sent + AAC_FRAME);
      send(audio, soundFrame(av, block, sent));
      sent += block.length;
    }
  };
  return {
    picture,
    write() {
      const frame = av.Frame.fromVideoBuffer(picture, {
        width,
        height,
        format: YUV420P as never,
        pts: BigInt(frames),
        timeBase: { num: 1, den: fps },
      });
      frames += 1;
      send(video, frame);
      sendSound((frames / fps) * SOUND_RATE);
    },
    close() {
      sendSound(Number.POSITIVE_INFINITY);
      send(video, null);
      if (audio) send(audio, null);
      must(av, file.writeTrailerSync(), 'end the file');
      file.closeOutputSync();
      video.encoder.freeContext();
      audio?.encoder.freeContext();
      file.freeContext();
    },
  };
}

const YUV420P = 0;
const FLOAT_PLANAR = 8;
const BT709 = 1;
const LIMITED = 1;

function videoEncoder(av: Av, { width, height, fps, crf }: Mp4Options): Lib.CodecContext {
  const codec = av.Codec.findEncoderByName('libx264' as never);
  if (!codec) throw new Error('this build of FFmpeg has no H.264 encoder');
  const encoder = new av.CodecContext();
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.pixelFormat = YUV420P as never;
  encoder.timeBase = new av.Rational(1, fps);
  encoder.framerate = new av.Rational(fps, 1);
  encoder.gopSize = fps * 2;
  encoder.colorSpace = BT709 as never;
  encoder.colorPrimaries = BT709 as never;
  encoder.colorTrc = BT709 as never;
  encoder.colorRange = LIMITED as never;
  encoder.threadCount = 2;
  encoder.setFlags(GLOBAL_HEADER as never, BITEXACT as never);
  // A Dictionary given to `open2Sync` is freed twice (node-av 6.1.1): options are set one by one.
  encoder.setOption('preset', 'ultrafast');
  encoder.setOption('crf', String(crf));
  // Else some of its decisions hang on what lay in memory before: in a thread 12 of 16 files differed by some bytes, in a process 1 or 2.
  encoder.setOption('x264-params', 'cpu-independent=1');
  must(av, encoder.open2Sync(codec, null), 'open the H.264 encoder');
  return encoder;
}

const GLOBAL_HEADER = 1 << 22;
const BITEXACT = 1 << 23;

function audioEncoder(av: Av): Lib.CodecContext {
  const codec = av.Codec.findEncoderByName('aac' as never);
  if (!codec) throw new Error('this build of FFmpeg has no AAC encoder');
  const encoder = new av.CodecContext();
  encoder.allocContext3(codec);
  encoder.sampleRate = SOUND_RATE;
  encoder.channelLayout = MONO;
  encoder.sampleFormat = FLOAT_PLANAR as never;
  encoder.timeBase = new av.Rational(1, SOUND_RATE);
  encoder.bitRate = SOUND_BITS_A_SECOND;
  encoder.setFlags(GLOBAL_HEADER as never, BITEXACT as never);
  must(av, encoder.open2Sync(codec, null), 'open the AAC encoder');
  return encoder;
}

function addTrack(av: Av, file: Lib.FormatContext, encoder: Lib.CodecContext): Track {
  const stream = file.newStream(null);
  must(av, stream.codecpar.fromContext(encoder), 'describe the track');
  stream.timeBase = encoder.timeBase;
  return { encoder, stream };
}

function soundFrame(av: Av, block: Float32Array, at: number): Lib.Frame {
  return av.Frame.fromAudioBuffer(Buffer.from(block.buffer, block.byteOffset, block.byteLength), {
    nbSamples: block.length,
    format: FLOAT_PLANAR as never,
    sampleRate: SOUND_RATE,
    channelLayout: MONO,
    pts: BigInt(at),
    timeBase: { num: 1, den: SOUND_RATE },
  });
}
