import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Av, CodecContext, CodecParameters, Frame, Packet } from './codecs.ts';
import { must } from './decoding.ts';
import { failure } from './refusal.ts';

/** What a track of a file is written from. Each packet is good until the next one is asked for. */
export type Feed = {
  readonly kind: 'audio' | 'video';
  /** Of its packets. */
  readonly timeBase: { num: number; den: number };
  /** Fills in how its packets are to be decoded. */
  describe(parameters: CodecParameters): void;
  packets(): Generator<Packet, void>;
  close(): void;
};

/** Encoded frames; the encoder is opened for the first of them. Null where none comes. Takes the frames. */
export function encode(
  av: Av,
  frames: Generator<Frame, void>,
  openFor: (first: Frame) => CodecContext,
): Feed | null {
  const first = frames.next();
  if (first.done) return null;
  const context = openFor(first.value);
  const packet = new av.Packet();
  packet.alloc();

  function* drained(): Generator<Packet, void> {
    while (context.receivePacketSync(packet) >= 0) {
      yield packet;
      packet.unref();
    }
  }

  return {
    kind: context.width > 0 ? 'video' : 'audio',
    timeBase: { num: context.timeBase.num, den: context.timeBase.den },
    describe: (parameters) => must(parameters.fromContext(context), 'set-up of a track'),
    *packets() {
      for (let frame: Frame | null = first.value; frame !== null; ) {
        must(context.sendFrameSync(frame), 'encode');
        frame.free();
        yield* drained();
        const next = frames.next();
        frame = next.done ? null : next.value;
      }
      must(context.sendFrameSync(null), 'encode');
      yield* drained();
    },
    close() {
      frames.return();
      packet.free();
      context.freeContext();
    },
  };
}

/** Frames a second as a fraction: 30000/1001 is no decimal. */
export type Rate = { num: number; den: number };

/** 24, 25, 30 and their like as whole numbers, 23.976 and its like as what they are, anything else in thousandths. */
export function rateOf(fps: number): Rate {
  const whole = Math.round(fps);
  if (Math.abs(fps - whole) < 0.005) return { num: whole, den: 1 };
  if (Math.abs(fps - (whole * 1000) / 1001) < 0.005) return { num: whole * 1000, den: 1001 };
  return { num: Math.round(fps * 1000), den: 1000 };
}

/** Near lossless to the eye; the preset is the fastest whose files are not much larger. */
const x264Options = { preset: 'veryfast', crf: '20' } as const;
const keyFrameSeconds = 2;

/** H.264 for frames with a pts that counts them. */
export function openH264(av: Av, rate: Rate, first: Frame): CodecContext {
  const codec = av.Codec.findEncoderByName(av.FF_ENCODER_LIBX264);
  if (codec === null) throw new RushesError('media_missing');
  const context = new av.CodecContext();
  context.allocContext3(codec);
  context.width = first.width;
  context.height = first.height;
  context.pixelFormat = first.format as CodecContext['pixelFormat'];
  context.sampleAspectRatio = new av.Rational(1, 1);
  context.timeBase = new av.Rational(rate.den, rate.num);
  context.framerate = new av.Rational(rate.num, rate.den);
  context.gopSize = Math.max(1, Math.round((keyFrameSeconds * rate.num) / rate.den));
  context.colorRange = first.colorRange;
  context.colorPrimaries = first.colorPrimaries;
  context.colorTrc = first.colorTrc;
  context.colorSpace = first.colorSpace;
  context.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
  for (const [name, value] of Object.entries(x264Options)) context.setOption(name, value);
  must(context.open2Sync(codec), 'open of the video encoder');
  return context;
}

export const soundCodecs = {
  /** FFmpeg's own, not the one whose licence forbids it to be handed on. */
  aac: {
    encoder: 'FF_ENCODER_AAC',
    block: 1_024,
    format: 'fltp',
    rates: [44_100, 48_000, 32_000, 24_000, 22_050, 16_000],
  },
  mp3: {
    encoder: 'FF_ENCODER_LIBMP3LAME',
    block: 1_152,
    format: 'fltp',
    rates: [44_100, 48_000, 32_000, 24_000, 22_050, 16_000],
  },
} as const;
export type SoundCodec = keyof typeof soundCodecs;
const soundBitsPerSecond = 128_000n;

/** MP3 at its lower rates (MPEG-2) has half as many samples a block. */
const halfBlock = 576;

/** Samples a second that go into a sound encoder: those that come, where it takes them. */
function soundRate(codec: SoundCodec, first: Frame): number {
  const { rates } = soundCodecs[codec];
  return (rates as readonly number[]).includes(first.sampleRate) ? first.sampleRate : 48_000;
}

/**
 * Filters for a piece of a sound, to the sample, with silence where it ends before it. The rate is changed before samples are
 * counted: left to the filters, it would be changed by the first of them that can, and the counts would be of another rate.
 */
export function soundPiece(
  codec: SoundCodec,
  first: Frame,
  { startS, endS }: { startS: number; endS: number },
): string {
  const rate = soundRate(codec, first);
  const [start, end] = [Math.round(startS * rate), Math.round(endS * rate)];
  return [
    `aresample=${rate}`,
    `atrim=start_sample=${start}:end_sample=${end}`,
    'asetpts=PTS-STARTPTS',
    `apad=whole_len=${end - start}`,
    soundForm(codec, first),
  ].join(',');
}

/** The last filters before a sound encoder: a form it takes, in blocks of one size. One or two channels. */
function soundForm(codec: SoundCodec, first: Frame): string {
  const { format } = soundCodecs[codec];
  const rate = soundRate(codec, first);
  const layout = first.channels === 1 ? 'mono' : 'stereo';
  const block = codec === 'mp3' && rate < 32_000 ? halfBlock : soundCodecs[codec].block;
  return `aformat=sample_fmts=${format}:sample_rates=${rate}:channel_layouts=${layout},asetnsamples=n=${block}:p=0`;
}

/** AAC or MP3 at 128 kb/s for frames of `soundForm`. */
export function openSound(av: Av, name: SoundCodec, first: Frame): CodecContext {
  const codec = av.Codec.findEncoderByName(av[soundCodecs[name].encoder]);
  if (codec === null) throw new RushesError('media_missing');
  const context = new av.CodecContext();
  context.allocContext3(codec);
  context.sampleRate = first.sampleRate;
  context.sampleFormat = first.format as CodecContext['sampleFormat'];
  context.channelLayout = first.channelLayout;
  context.timeBase = new av.Rational(1, first.sampleRate);
  context.bitRate = soundBitsPerSecond;
  if (name === 'aac') context.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
  must(context.open2Sync(codec), 'open of the sound encoder');
  return context;
}

const noSpace = -28;

/** FFmpeg's muxer: it writes the encoder's delay into an edit list (MP4) or the LAME header (MP3), so nothing shifts. */
export function write(av: Av, to: string, what: { format: 'mp4' | 'mp3'; tracks: readonly Feed[] }): void {
  const out = new av.FormatContext();
  must(out.allocOutputContext2(null, what.format, `file:${to}`), 'set-up of the file');
  const written = (result: number, step: string): void => {
    if (result === noSpace) throw new RushesError('disk_full');
    must(result, step);
  };
  try {
    const streams = what.tracks.map((track) => {
      const stream = out.newStream();
      track.describe(stream.codecpar);
      stream.timeBase = new av.Rational(track.timeBase.num, track.timeBase.den);
      return stream;
    });
    written(out.openOutputSync(), 'open of the file');
    const options = what.format === 'mp4' ? av.Dictionary.fromObject({ movflags: '+faststart' }) : null;
    written(out.writeHeaderSync(options), 'write');
    for (const { packet, index } of inOrder(what.tracks)) {
      const stream = streams[index];
      const track = what.tracks[index];
      if (stream === undefined || track === undefined) throw failure('a packet of no track');
      packet.streamIndex = stream.index;
      // The encoder does not say how long a picture is shown; without it the last one would be shown for no time at all.
      if (track.kind === 'video' && packet.duration <= 0n) packet.duration = 1n;
      packet.rescaleTs(track.timeBase, stream.timeBase);
      written(out.interleavedWriteFrameSync(packet), 'write');
    }
    written(out.writeTrailerSync(), 'write');
  } finally {
    out.closeOutputSync();
    out.freeContext();
  }
}

/** Packets of all tracks by the time at which they are decoded, so that no track is held in memory. */
function* inOrder(tracks: readonly Feed[]): Generator<{ packet: Packet; index: number }> {
  const heads = tracks.map(({ timeBase, packets }, index) => {
    const rest = packets();
    const second = timeBase.num / timeBase.den;
    return { index, rest, second, next: rest.next() };
  });
  for (;;) {
    let first: (typeof heads)[number] | null = null;
    for (const head of heads) {
      if (head.next.done) continue;
      if (first === null || at(head) < at(first)) first = head;
    }
    if (first === null || first.next.done) return;
    yield { packet: first.next.value, index: first.index };
    first.next = first.rest.next();
  }
}

const at = (head: { next: IteratorResult<Packet, void>; second: number }): number =>
  head.next.done ? Number.POSITIVE_INFINITY : Number(head.next.value.dts) * head.second;
