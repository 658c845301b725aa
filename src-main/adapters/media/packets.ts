import type { EncodedPacket, InputAudioTrack, InputTrack, InputVideoTrack } from 'mediabunny';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { sourceOf } from './head.ts';
import { chosen, opened } from './look.ts';
import { failure, isDiskFull } from './refusal.ts';
import { stillWanted } from './still-wanted.ts';

/** Packets taken over as they are, in JavaScript: nothing is decoded, nothing encoded, no codecs are needed. */
export type Piece = {
  path: string;
  /** Where the piece begins in the result, and the moment of its own clock that is then; seconds. */
  atS: number;
  fromS: number;
  /** Nothing of it begins at or after this moment of its own clock. */
  untilS: number;
  /** Where the last picture begins: it is shown until `untilS`. */
  lastS?: number;
};

type Wanted = { to: string; video: readonly Piece[]; audio: Piece | null };

/** Writes an MP4 of the pictures of `video`, one after the other, and of the sound of `audio`. */
export async function writePackets({ to, video, audio }: Wanted): Promise<void> {
  const { EncodedAudioPacketSource, EncodedVideoPacketSource, FilePathTarget, Mp4OutputFormat, Output } =
    await import('mediabunny');
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'in-memory' }),
    target: new FilePathTarget(to),
  });
  const { codec, rotation } = await eachTrack(video[0]?.path ?? '', 'video', async (track) => ({
    codec: await (track as InputVideoTrack).getCodec(),
    rotation: await (track as InputVideoTrack).getRotation(),
  }));
  const sound = audio
    ? await eachTrack(audio.path, 'audio', (track) => (track as InputAudioTrack).getCodec())
    : null;
  if (codec === null || (audio && sound === null)) throw failure('a track of no known kind');
  const pictures = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(pictures, { rotation });
  const sounds = sound === null ? null : new EncodedAudioPacketSource(sound);
  if (sounds) output.addAudioTrack(sounds);
  try {
    await output.start();
    await Promise.all([
      (async () => {
        let first = true;
        for (const piece of video) {
          await eachTrack(piece.path, 'video', async (track) => {
            const decoderConfig = await (track as InputVideoTrack).getDecoderConfig();
            for await (const packet of moved(track, piece)) {
              await pictures.add(packet, first && decoderConfig ? { decoderConfig } : undefined);
              first = false;
            }
          });
        }
        pictures.close();
      })(),
      (async () => {
        if (!sounds || !audio) return;
        let first = true;
        await eachTrack(audio.path, 'audio', async (track) => {
          const decoderConfig = await (track as InputAudioTrack).getDecoderConfig();
          for await (const packet of moved(track, audio)) {
            await sounds.add(packet, first && decoderConfig ? { decoderConfig } : undefined);
            first = false;
          }
        });
        sounds.close();
      })(),
    ]);
    await output.finalize();
  } catch (error) {
    await output.cancel().catch(() => undefined);
    if (error instanceof RushesError || isDiskFull(error)) throw error;
    throw failure('the packets could not be written');
  }
}

/** The packets of a piece on the clock of the result, in the order in which they are decoded. */
async function* moved(track: InputTrack, piece: Piece): AsyncGenerator<EncodedPacket> {
  const { EncodedPacketSink } = await import('mediabunny');
  const { atS, fromS, untilS, lastS = Number.POSITIVE_INFINITY } = piece;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    stillWanted();
    if (packet.timestamp >= untilS) continue;
    yield packet.clone({
      timestamp: packet.timestamp - fromS + atS,
      ...(packet.timestamp >= lastS ? { duration: untilS - packet.timestamp } : {}),
      sequenceNumber: -1,
    });
  }
}

/** Runs work on the first track of a kind of a file. */
async function eachTrack<T>(
  path: string,
  kind: 'video' | 'audio',
  work: (track: InputTrack) => Promise<T>,
): Promise<T> {
  return opened(await sourceOf(path), async (tracks) => {
    const track = (await chosen(tracks))[kind];
    if (track === null) throw failure(`there is no ${kind} to take over`);
    return work(track);
  });
}
