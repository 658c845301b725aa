import { writeFile } from 'node:fs/promises';
import type { Made, ThumbnailJob } from '../../ports/media.ts';
import type { Av, Codecs, Frame } from './codecs.ts';
import { must, openTrack } from './decoding.ts';
import { filtered } from './filtering.ts';
import { sourceOf } from './head.ts';
import { failure, refusal } from './refusal.ts';
import { even } from './shape.ts';
import { shown } from './shown.ts';
import { upright } from './video-filters.ts';

/** Quantizer of the JPEG, 2 (best) to 31. */
const jpegScale = 4;
/** FF_QP2LAMBDA of libavutil. */
const lambda = 118;

/** The picture shown at `atS`, `width` pixels wide and never wider than the video; after the end the last one. */
export async function makeThumbnail(codecs: Codecs, job: ThumbnailJob): Promise<Made> {
  const av = await codecs();
  const source = await sourceOf(job.from);
  if (source.kind === 'image') throw refusal('it is no video');
  const track = openTrack(av, source, 'video');
  try {
    const filters = (first: Frame): string => {
      const { filters: turn, size } = upright(track, first);
      const width = even(Math.min(job.width, size.width));
      const height = even((width * size.height) / size.width);
      return [...turn, `scale=${width}:${height}:out_range=pc`, 'format=yuvj420p'].join(',');
    };
    const atS = Math.max(0, Math.min(job.atS, track.durationS ?? job.atS));
    const [frame] = [
      ...filtered(av, shown(track, { startS: atS, apartS: 1, count: 1 }), {
        timeBase: { num: 1, den: 1 },
        filters,
      }),
    ];
    if (frame === undefined) throw refusal('its pictures cannot be decoded');
    await writeFile(job.to, jpegOf(av, frame));
    frame.free();
  } finally {
    track.close();
  }
  return lookAtJpeg(av, job.to);
}

function jpegOf(av: Av, frame: Frame): Buffer {
  const codec = av.Codec.findEncoderByName(av.FF_ENCODER_MJPEG);
  if (codec === null) throw failure('there is no JPEG encoder');
  const context = new av.CodecContext();
  context.allocContext3(codec);
  const packet = new av.Packet();
  packet.alloc();
  try {
    context.width = frame.width;
    context.height = frame.height;
    context.pixelFormat = frame.format as typeof context.pixelFormat;
    context.timeBase = new av.Rational(1, 1);
    context.colorRange = av.AVCOL_RANGE_JPEG;
    context.setFlags(av.AV_CODEC_FLAG_QSCALE);
    context.globalQuality = jpegScale * lambda;
    frame.quality = jpegScale * lambda;
    must(context.open2Sync(codec), 'open of the JPEG encoder');
    must(context.sendFrameSync(frame), 'encode');
    must(context.sendFrameSync(null), 'encode');
    must(context.receivePacketSync(packet), 'encode');
    return Buffer.from(packet.data ?? []);
  } finally {
    packet.free();
    context.freeContext();
  }
}

/** Decodes the JPEG just written: loading the library for pictures would take longer than the whole thumbnail. */
async function lookAtJpeg(av: Av, path: string): Promise<Made> {
  const track = openTrack(av, await sourceOf(path), 'video');
  try {
    let size: { width: number; height: number } | null = null;
    for (const frame of track.frames()) {
      size = { width: frame.width, height: frame.height };
      frame.free();
    }
    if (size === null) throw failure('the thumbnail that was made is not whole');
    const none = { durationS: null, fps: null, frames: null, videoCodec: null, audioCodec: null };
    return { kind: 'image', mime: 'image/jpeg', ...size, ...none, copied: false };
  } finally {
    track.close();
  }
}
