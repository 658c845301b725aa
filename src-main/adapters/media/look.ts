import type { InputAudioTrack, InputTrack, InputVideoTrack } from 'mediabunny';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Made, Probe } from '../../ports/media.ts';
import { checkTrack } from './decoding.ts';
import { type Source, sourceOf } from './head.ts';
import { maxCountedFrames, maxFps, maxTracks } from './limits.ts';
import { lookAtPicture } from './picture.ts';
import { failure, refusal } from './refusal.ts';
import { stillWanted } from './still-wanted.ts';

/** What a file is, from its own tables. Refused: what is none of the stored types, damaged, cut off, or breaks a limit. */
export async function look(path: string): Promise<Probe> {
  const source = await sourceOf(path);
  if (source.kind === 'image') return lookAtPicture(source);
  return opened(source, async (tracks) => {
    const { video, audio } = await chosen(tracks);
    const sound = audio === null ? null : await lookAtSound(audio);
    if (video === null) {
      return {
        kind: 'audio',
        mime: source.mime === 'video/mp4' ? 'audio/mp4' : source.mime,
        durationS: sound?.durationS ?? null,
        width: null,
        height: null,
        fps: null,
        frames: null,
        videoCodec: null,
        audioCodec: sound?.codec ?? null,
      };
    }
    const { steps, ...pictures } = await lookAtVideo(video);
    return { kind: 'video', mime: 'video/mp4', ...pictures, audioCodec: sound?.codec ?? null };
  });
}

/** Looks at what was just made; anything but what was promised is a failure here, never the file's fault. */
export async function lookAgain(path: string, promised: Partial<Probe> & { copied: boolean }): Promise<Made> {
  const { copied, durationS, ...exact } = promised;
  const found = await look(path).catch((error: unknown) => {
    throw error instanceof RushesError
      ? failure(`what was made is not whole: ${error.facts.rule ?? ''}`)
      : error;
  });
  for (const [name, value] of Object.entries(exact)) {
    const is = found[name as keyof Probe];
    // So many frames that nobody counts them.
    if (name === 'frames' && is === null) continue;
    if (is !== value) throw failure(`what was made has ${name} ${is}, not ${value}`);
  }
  const frame = found.fps === null ? maxSoundErrorS : 1 / found.fps;
  if (typeof durationS === 'number' && Math.abs((found.durationS ?? 0) - durationS) > frame) {
    throw failure(`what was made is ${found.durationS} s long, not ${durationS} s`);
  }
  return { ...found, copied };
}

/** Two blocks of MP3 at its lowest rate here: its length is told in whole blocks. */
const maxSoundErrorS = (3 * 1_152) / 16_000;

/** Opens a file with the one format that its first bytes prove, and no other. What the reader cannot make out is refused. */
export async function opened<T>(source: Source, work: (tracks: InputTrack[]) => Promise<T>): Promise<T> {
  const { FilePathSource, Input, MP3, MP4, OGG, WAVE } = await import('mediabunny');
  const formats = {
    'audio/mpeg': MP3,
    'audio/wav': WAVE,
    'audio/ogg': OGG,
    'audio/mp4': MP4,
    'video/mp4': MP4,
  } as const;
  const format = formats[source.mime as keyof typeof formats];
  if (format === undefined) throw refusal('it is neither sound nor video');
  const input = new Input({ source: new FilePathSource(source.path), formats: [format] });
  try {
    const tracks = await input.getTracks();
    if (tracks.length > maxTracks)
      throw refusal(`it has more than ${maxTracks} tracks`, String(tracks.length));
    return await work(tracks);
  } catch (error) {
    if (error instanceof RushesError) throw error;
    throw new RushesError('media_refused', { rule: 'it is damaged' }, { cause: error });
  } finally {
    input.dispose();
  }
}

/** The first track of each kind. */
export async function chosen(
  tracks: readonly InputTrack[],
): Promise<{ video: InputVideoTrack | null; audio: InputAudioTrack | null }> {
  const video = tracks.find((track) => track.isVideoTrack()) ?? null;
  const audio = tracks.find((track) => track.isAudioTrack()) ?? null;
  if (video === null && audio === null) throw refusal('there is neither sound nor video in it');
  return { video, audio };
}

async function lookAtSound(track: InputAudioTrack): Promise<{ durationS: number; codec: string }> {
  const codec = await track.getCodec();
  if (codec === null) throw refusal('its sound is of a kind that is not read here');
  checkTrack({ channels: await track.getNumberOfChannels(), sampleRate: await track.getSampleRate() });
  await reachesItsEnd(track);
  const durationS = await track.computeDuration();
  checkDuration(durationS);
  return { durationS, codec };
}

/** When the frames of a video begin, without decoding them. */
export type Steps = {
  /** Frames that are shown. */
  count: number;
  /** There are others, before its beginning, of which those that are shown are made: an edit list leaves them out. */
  hidden: boolean;
  /** Start of the first and of the last frame that is shown, and the end of that one, in seconds. */
  firstS: number;
  lastS: number;
  endS: number;
  /** Every frame was counted. */
  whole: boolean;
};

export type VideoFacts = {
  durationS: number;
  width: number;
  height: number;
  fps: number | null;
  frames: number | null;
  videoCodec: string;
  steps: Steps;
};

async function lookAtVideo(track: InputVideoTrack): Promise<VideoFacts> {
  const codec = await track.getCodec();
  if (codec === null) throw refusal('its video is of a kind that is not read here');
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  checkTrack({ width: await track.getCodedWidth(), height: await track.getCodedHeight() });
  checkTrack({ width, height });
  await reachesItsEnd(track);
  const durationS = await track.computeDuration();
  checkDuration(durationS);
  const steps = await stepsOf(track);
  const fps = steps.count < 2 ? null : Number(((steps.count - 1) / (steps.lastS - steps.firstS)).toFixed(3));
  if (fps !== null && !(fps <= maxFps)) throw refusal(`it has more than ${maxFps} frames a second`);
  return {
    durationS,
    width,
    height,
    fps,
    frames: steps.whole ? steps.count : null,
    videoCodec: codec,
    steps,
  };
}

/** What joining needs to know of a video. `description`: how its packets are to be decoded, as hex; null where that is not told. */
export type VideoLook = VideoFacts & { description: string | null; rotation: number };

export async function factsOf(path: string): Promise<VideoLook> {
  return opened(await sourceOf(path), async (tracks) => {
    const { video } = await chosen(tracks);
    if (video === null) throw refusal('there is no video in it');
    const given = (await video.getDecoderConfig())?.description;
    const description = given === undefined ? null : Buffer.from(bytesOf(given)).toString('hex');
    return { ...(await lookAtVideo(video)), description, rotation: await video.getRotation() };
  });
}

const bytesOf = (source: ArrayBufferView | ArrayBufferLike): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);

/** When the pictures of a video begin and end. */
export const timesOf = async (path: string): Promise<Steps> => (await factsOf(path)).steps;

function checkDuration(durationS: number): void {
  if (!Number.isFinite(durationS) || durationS <= 0) throw refusal('it has no length');
  checkTrack({ durationS });
}

/** A file may name frames that lie behind its end: then it was cut off on its way. */
async function reachesItsEnd(track: InputTrack): Promise<void> {
  const { EncodedPacketSink } = await import('mediabunny');
  const last = await new EncodedPacketSink(track).getPacket(Number.POSITIVE_INFINITY);
  if (last === null) throw refusal('its end is missing');
}

/** Clocks of containers are rounded to whole ticks. */
const clockErrorS = 0.001;

async function stepsOf(track: InputVideoTrack): Promise<Steps> {
  const { EncodedPacketSink } = await import('mediabunny');
  const steps: Steps = {
    count: 0,
    hidden: false,
    firstS: Number.POSITIVE_INFINITY,
    lastS: 0,
    endS: 0,
    whole: true,
  };
  let seen = 0;
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  })) {
    stillWanted();
    seen += 1;
    if (seen > maxCountedFrames) return { ...steps, whole: false };
    if (packet.timestamp < -clockErrorS) steps.hidden = true;
    if (packet.timestamp + packet.duration <= clockErrorS) continue;
    steps.count += 1;
    steps.firstS = Math.min(steps.firstS, packet.timestamp);
    steps.lastS = Math.max(steps.lastS, packet.timestamp);
    steps.endS = Math.max(steps.endS, packet.timestamp + packet.duration);
  }
  return steps;
}
