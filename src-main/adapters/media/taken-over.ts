import type { Av, Packet } from './codecs.ts';
import { openTrack, type Track } from './decoding.ts';
import type { Feed } from './encoding.ts';
import type { Source } from './head.ts';
import type { Steps } from './look.ts';
import { refusal } from './refusal.ts';
import { stillWanted } from './still-wanted.ts';

/** A video whose pictures are shown from `atS` to `untilS` of the result, the last of them held. */
export type TakenPart = { source: Source; atS: number; untilS: number; steps: Steps };

/** The packets of videos that are decoded alike, one video after the other, on one clock. */
export function takenOver(av: Av, parts: readonly TakenPart[]): Feed {
  const [firstPart] = parts;
  if (firstPart === undefined) throw refusal('there are no pictures');
  const first = openTrack(av, firstPart.source, 'video');
  const { timeBase } = first;
  const ticks = (seconds: number): bigint => BigInt(Math.round((seconds * timeBase.den) / timeBase.num));
  let open: Track | null = first;
  let startDts: bigint | null = null;

  function* moved(track: Track, { atS, untilS, steps }: TakenPart): Generator<Packet, void> {
    const by = ticks(atS) - ticks(steps.firstS);
    const last = ticks(steps.lastS);
    let count = 0;
    for (const packet of track.packets()) {
      stillWanted();
      packet.rescaleTs(track.timeBase, timeBase);
      count += 1;
      // Of a packet's length the writer asks twice: how long the last picture is shown, and how long the last packet in the file lasts.
      if (packet.pts >= last - 1n) packet.duration = ticks(untilS) - packet.pts - by;
      packet.pts += by;
      packet.dts += by;
      startDts ??= packet.dts;
      if (count === steps.count) packet.duration = ticks(untilS) - packet.dts + startDts;
      yield packet;
    }
  }

  return {
    kind: 'video',
    timeBase,
    describe: first.describe,
    *packets() {
      for (const part of parts) {
        open ??= openTrack(av, part.source, 'video');
        yield* moved(open, part);
        open.close();
        open = null;
      }
    },
    close: () => open?.close(),
  };
}
