import type { Av, Frame } from './codecs.ts';
import { must } from './decoding.ts';
import { refusal } from './refusal.ts';

export type Chain = {
  /** Of the frames that come in. */
  timeBase: { num: number; den: number };
  /** Filters in FFmpeg's notation, for frames like this one. */
  filters(first: Frame): string;
};

type Graph = {
  /** False: the chain wants no more. */
  add(frame: Frame | null): boolean;

  out(): Generator<Frame, void>;
  free(): void;
  like: string;
};

/**
 * Frames through a chain of filters. Takes the frames it is given and gives frames that belong to the caller. Pictures
 * may change their size on the way; sound that changes its form is refused, because a new chain would not know where it was.
 */
export function* filtered(av: Av, frames: Iterable<Frame>, chain: Chain): Generator<Frame, void> {
  let graph: Graph | null = null;
  try {
    for (const frame of frames) {
      const like = formOf(frame);
      if (graph !== null && graph.like !== like) {
        if (frame.isAudio()) throw refusal('its sound changes its form on the way');
        graph.add(null);
        yield* graph.out();
        graph.free();
        graph = null;
      }
      graph ??= open(av, frame, chain);
      const more = graph.add(frame);
      frame.free();
      yield* graph.out();
      if (!more) break;
    }
    if (graph !== null) {
      graph.add(null);
      yield* graph.out();
    }
  } finally {
    graph?.free();
  }
}

/** AVERROR_EOF: a chain that cuts has all it needs. */
const endOfFile = -541_478_725;

const formOf = (frame: Frame): string =>
  frame.isAudio()
    ? `${frame.sampleRate} ${frame.format} ${frame.channels}`
    : `${frame.width} ${frame.height} ${frame.format} ${frame.colorSpace} ${frame.colorRange}`;

function open(av: Av, frame: Frame, { timeBase, filters }: Chain): Graph {
  const sound = frame.isAudio();
  // The time base of sound is its sample: a filter that counts samples needs no coarser one.
  const inner = sound ? { num: 1, den: frame.sampleRate } : timeBase;
  const graph = new av.FilterGraph();
  graph.alloc();
  // Two of them, as there are cores at least; each would otherwise start as many threads as there are.
  graph.nbThreads = 2;
  const source = graph.createFilter(
    av.Filter.getByName(sound ? 'abuffer' : 'buffer') as NonNullable<ReturnType<typeof av.Filter.getByName>>,
    'in',
    sound ? soundArgs(av, frame) : pictureArgs(frame, inner),
  );
  const sink = graph.createFilter(
    av.Filter.getByName(sound ? 'abuffersink' : 'buffersink') as NonNullable<
      ReturnType<typeof av.Filter.getByName>
    >,
    'out',
  );
  if (source === null || sink === null) throw refusal('its frames are of a form that is not read here');
  const outputs = av.FilterInOut.createList([{ name: 'in', filterCtx: source, padIdx: 0 }]);
  const inputs = av.FilterInOut.createList([{ name: 'out', filterCtx: sink, padIdx: 0 }]);
  must(graph.parsePtr(`[in]${filters(frame)}[out]`, inputs, outputs), 'parse of filters');
  must(graph.configSync(), 'set-up of filters');

  let spare: Frame | null = null;
  return {
    like: formOf(frame),
    add(one) {
      if (one !== null) one.pts = av.avRescaleQ(one.pts, timeBase, inner);
      const result = source.buffersrcAddFrameSync(one);
      if (result === endOfFile) return false;
      must(result, 'filter');
      return true;
    },
    *out() {
      for (;;) {
        if (spare === null) {
          spare = new av.Frame();
          spare.alloc();
        }
        if (sink.buffersinkGetFrameSync(spare) < 0) return;
        const ready = spare;
        spare = null;
        yield ready;
      }
    },
    free() {
      spare?.free();
      spare = null;
      graph.free();
    },
  };
}

function soundArgs(av: Av, frame: Frame): string {
  const layout = frame.channelLayout;
  const name = layout.mask === 0n ? `${frame.channels}c` : `0x${layout.mask.toString(16)}`;
  return [
    `time_base=1/${frame.sampleRate}`,
    `sample_rate=${frame.sampleRate}`,
    `sample_fmt=${av.avGetSampleFmtName(frame.format as Parameters<typeof av.avGetSampleFmtName>[0])}`,
    `channel_layout=${name}`,
  ].join(':');
}

function pictureArgs(frame: Frame, timeBase: { num: number; den: number }): string {
  const { num, den } = frame.sampleAspectRatio;
  return [
    `video_size=${frame.width}x${frame.height}`,
    `pix_fmt=${frame.format}`,
    `time_base=${timeBase.num}/${timeBase.den}`,
    `pixel_aspect=${num > 0 && den > 0 ? `${num}/${den}` : '1/1'}`,
    `colorspace=${frame.colorSpace}`,
    `range=${frame.colorRange}`,
  ].join(':');
}
