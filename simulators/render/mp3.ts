import { drain, MONO, must, openAv } from './codec.ts';

const FLOAT_PLANAR = 8;
const BITEXACT = 1 << 23;

/** Writes mono sound as an MP3 of a constant bit rate; rejects where FFmpeg is not installed. */
export async function writeMp3(
  path: string,
  sound: Float32Array,
  { rate, kbps }: { rate: number; kbps: number },
): Promise<void> {
  const av = await openAv();
  const codec = av.Codec.findEncoderByName('libmp3lame' as never);
  if (!codec) throw new Error('this build of FFmpeg has no MP3 encoder');
  const encoder = new av.CodecContext();
  encoder.allocContext3(codec);
  encoder.sampleRate = rate;
  encoder.channelLayout = MONO;
  encoder.sampleFormat = FLOAT_PLANAR as never;
  encoder.timeBase = new av.Rational(1, rate);
  encoder.bitRate = BigInt(kbps * 1_000);
  encoder.setFlags(BITEXACT as never);
  must(av, encoder.open2Sync(codec, null), 'open the MP3 encoder');
  const file = new av.FormatContext();
  must(av, file.allocOutputContext2(null, 'mp3', path), 'open the file');
  file.setOption('fflags', '+bitexact');
  const stream = file.newStream(null);
  must(av, stream.codecpar.fromContext(encoder), 'describe the track');
  stream.timeBase = encoder.timeBase;
  must(av, file.openOutputSync(), 'open the file');
  must(av, file.writeHeaderSync(null), 'write the header');
  const take = (): void =>
    drain(av, encoder, (packet) => {
      packet.streamIndex = stream.index;
      packet.rescaleTs(encoder.timeBase, stream.timeBase);
      must(av, file.interleavedWriteFrameSync(packet), 'write');
    });
  for (let at = 0; at < sound.length; at += encoder.frameSize) {
    const block = sound.subarray(at, at + encoder.frameSize);
    const frame = av.Frame.fromAudioBuffer(Buffer.from(block.buffer, block.byteOffset, block.byteLength), {
      nbSamples: block.length,
      format: FLOAT_PLANAR as never,
      sampleRate: rate,
      channelLayout: MONO,
      pts: BigInt(at),
      timeBase: { num: 1, den: rate },
    });
    must(av, encoder.sendFrameSync(frame), 'encode');
    frame.free();
    take();
  }
  must(av, encoder.sendFrameSync(null), 'encode');
  take();
  must(av, file.writeTrailerSync(), 'end the file');
  file.closeOutputSync();
  encoder.freeContext();
  file.freeContext();
}
