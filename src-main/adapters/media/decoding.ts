import type { Av, CodecContext, CodecParameters, Frame, Packet } from './codecs.ts';
import type { Source } from './head.ts';
import { maxChannels, maxSampleRate, maxSeconds, maxTracks, maxVideoSide } from './limits.ts';
import { failure, refusal } from './refusal.ts';
import { stillWanted } from './still-wanted.ts';

/** One track of a file, decoded. */
export type Track = {
  readonly mime: Source['mime'];
  readonly kind: 'audio' | 'video';
  readonly timeBase: { num: number; den: number };
  /** As the header says; null where it does not. */
  readonly durationS: number | null;
  /** Size of the coded pictures, and by how many degrees they are turned clockwise to be shown. */
  readonly width: number;
  readonly height: number;
  readonly turned: number;
  /** Frames in the order in which they are shown, from the key frame before `fromS`. Each belongs to the caller, who frees it. */
  frames(fromS?: number): Generator<Frame, void>;
  /** The packets as they are; each is good until the next one is asked for. Instead of `frames`, and once. */
  packets(): Generator<Packet, void>;
  /** Fills in how its packets are to be decoded. */
  describe(parameters: CodecParameters): void;
  /** When a frame is shown, in seconds. */
  secondsOf(frame: Frame): number;
  close(): void;
};

/** Which demuxer reads a type. Named outright: FFmpeg would choose by content, and playlists are content too. */
const demuxers: Partial<Record<Source['mime'], string>> = {
  'image/jpeg': 'jpeg_pipe',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/mp4': 'mov',
  'video/mp4': 'mov',
};

/** Opens the first track of a kind. Refused before anything is decoded: what breaks a limit, and a file without such a track. */
export function openTrack(av: Av, source: Source, kind: 'audio' | 'video'): Track {
  const demuxer = demuxers[source.mime];
  if (demuxer === undefined) throw refusal(kind === 'audio' ? 'it has no sound' : 'it is no video');
  const format = new av.FormatContext();
  format.allocContext();
  const options = av.Dictionary.fromObject({ protocol_whitelist: 'file' });
  const opened = format.openInputSync(
    `file:${source.path}`,
    av.InputFormat.findInputFormat(demuxer),
    options,
  );
  if (opened < 0) throw refusal('it is damaged');
  try {
    if (format.nbStreams > maxTracks)
      throw refusal(`it has more than ${maxTracks} tracks`, `${format.nbStreams}`);
    // In an MP4 the header tells all of this; reading on would decode before the limits were looked at.
    if (demuxer !== 'mov' && format.findStreamInfoSync() < 0) throw refusal('it is damaged');
    return { mime: source.mime, ...openStream(av, format, kind) };
  } catch (error) {
    format.closeInputSync();
    throw error;
  }
}

function openStream(
  av: Av,
  format: InstanceType<Av['FormatContext']>,
  kind: 'audio' | 'video',
): Omit<Track, 'mime'> {
  const index = format.findBestStream(kind === 'audio' ? av.AVMEDIA_TYPE_AUDIO : av.AVMEDIA_TYPE_VIDEO);
  const stream = format.streams[index];
  if (index < 0 || stream === undefined)
    throw refusal(kind === 'audio' ? 'it has no sound' : 'it has no pictures');
  const par = stream.codecpar;
  const timeBase = { num: stream.timeBase.num, den: stream.timeBase.den };
  const durationS = stream.duration > 0n ? (Number(stream.duration) * timeBase.num) / timeBase.den : null;
  checkTrack({
    width: par.width,
    height: par.height,
    channels: par.channels,
    sampleRate: par.sampleRate,
    durationS,
  });
  for (const other of format.streams) if (other.index !== index) other.discard = av.AVDISCARD_ALL;

  const codec = av.Codec.findDecoder(par.codecId);
  if (codec === null)
    throw refusal(`its ${kind === 'audio' ? 'sound' : 'video'} is of a kind that is not read here`);
  let decoder: CodecContext | null = null;
  const openDecoder = (): CodecContext => {
    const opened = new av.CodecContext();
    opened.allocContext3(codec);
    opened.parametersToContext(par);
    opened.pktTimebase = stream.timeBase;
    opened.threadCount = 0;
    // A stream may say other sizes than its header.
    opened.setOption('max_pixels', maxVideoSide * maxVideoSide);
    decoder = opened;
    if (opened.open2Sync(codec) < 0) throw refusal('it is damaged');
    return opened;
  };

  const packet = new av.Packet();
  packet.alloc();
  let spare: Frame | null = null;

  function* packets(): Generator<Packet, void> {
    while (format.readFrameSync(packet) >= 0) {
      if (packet.streamIndex === index) yield packet;
      packet.unref();
    }
  }

  function* drained(from: CodecContext): Generator<Frame, void> {
    for (;;) {
      if (spare === null) {
        spare = new av.Frame();
        spare.alloc();
      }
      if (from.receiveFrameSync(spare) < 0) return;
      const frame = spare;
      spare = null;
      stillWanted();
      yield frame;
    }
  }

  return {
    kind,
    timeBase,
    durationS,
    width: par.width,
    height: par.height,
    turned: turnOf(par.getCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX)),

    packets,
    describe: (parameters) => must(par.copy(parameters), 'set-up of a track'),

    *frames(fromS) {
      const decoding = decoder ?? openDecoder();
      if (fromS !== undefined && fromS > 0) {
        const at = BigInt(Math.floor((fromS * timeBase.den) / timeBase.num));
        // Where it cannot seek it reads from the beginning.
        if (format.seekFrameSync(index, at, av.AVSEEK_FLAG_BACKWARD) >= 0) decoding.flushBuffers();
      }
      for (const one of packets()) {
        // A packet that cannot be decoded is left out; whether enough came is looked at by whoever counts.
        decoding.sendPacketSync(one);
        yield* drained(decoding);
      }
      decoding.sendPacketSync(null);
      yield* drained(decoding);
    },

    secondsOf: (frame) => (Number(frame.bestEffortTimestamp) * timeBase.num) / timeBase.den,

    close() {
      spare?.free();
      packet.free();
      decoder?.freeContext();
      format.closeInputSync();
    },
  };
}

export type TrackFacts = {
  width?: number;
  height?: number;
  channels?: number;
  sampleRate?: number;
  durationS?: number | null;
};

/** Throws where a limit is broken. */
export function checkTrack({
  width = 0,
  height = 0,
  channels = 0,
  sampleRate = 0,
  durationS,
}: TrackFacts): void {
  const size = `${width} x ${height}`;
  if (Math.max(width, height) > maxVideoSide)
    throw refusal(`a side is longer than ${maxVideoSide} pixels`, size);
  if (channels > maxChannels) throw refusal(`it has more than ${maxChannels} channels of sound`);
  if (sampleRate > maxSampleRate) throw refusal(`its sound has more than ${maxSampleRate} samples a second`);
  if (durationS !== undefined && durationS !== null && durationS > maxSeconds) {
    throw refusal(`it is longer than ${maxSeconds} seconds`, `${Math.round(durationS)} s`);
  }
}

/** Degrees clockwise of a display matrix (ISO/IEC 14496-12, 8.3.2): a and b are its first two 16.16 numbers. */
function turnOf(matrix: Buffer | null): number {
  if (matrix === null || matrix.length < 8) return 0;
  const degrees = (Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI;
  return (Math.round(degrees / 90) * 90 + 360) % 360;
}

/** Throws `media_failed` for a step of FFmpeg that did not work. */
export function must(result: number, step: string): void {
  if (result < 0) throw failure(`${step} failed (${result})`);
}
