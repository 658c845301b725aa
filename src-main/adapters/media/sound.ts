import { writeFile } from 'node:fs/promises';
import type { Heard, Made, PeaksJob, VoiceJob } from '../../ports/media.ts';
import type { Av, Codecs, Frame } from './codecs.ts';
import { checkTrack, openTrack, type Track } from './decoding.ts';
import { encode, openSound, soundPiece, write } from './encoding.ts';
import { filtered } from './filtering.ts';
import { sourceOf } from './head.ts';
import { lookAgain } from './look.ts';
import { refusal } from './refusal.ts';

/**
 * Sound on the clock of the file: silence where it begins late or has gaps, nothing before zero. An MP3 begins with its first
 * sample that is heard: the delay of its encoder, which the decoder leaves out, is no silence.
 */
export const onTheClock = (track: Track): string =>
  `${track.mime === 'audio/mpeg' ? 'asetpts=PTS-STARTPTS,' : ''}aresample=async=1:first_pts=0`;

const windowsPerSecond = 100;
/** -40 dB of full scale, as the mean of a window. */
const silentBelow = 0.01;
const shortestSilenceS = 0.3;

/** Tells how long the work will be. */
export type Lengthy = (seconds: number) => Promise<void>;

/** Samples of all channels, side by side, about a second at a time. */
type Piece = { samples: Float32Array; channels: number; rate: number };

function* pieces(av: Av, track: Track): Generator<Piece, void> {
  const filters = (first: Frame): string =>
    `${onTheClock(track)},aformat=sample_fmts=flt,asetnsamples=n=${first.sampleRate}:p=0`;
  let seconds = 0;
  for (const frame of filtered(av, track.frames(), { timeBase: track.timeBase, filters })) {
    const bytes = frame.data?.[0];
    const { channels, sampleRate: rate, nbSamples } = frame;
    seconds += nbSamples / rate;
    if (bytes !== undefined) {
      const samples = new Float32Array(bytes.buffer, bytes.byteOffset, nbSamples * channels);
      yield { samples, channels, rate };
    }
    frame.free();
    // The header may have told less.
    checkTrack({ durationS: seconds });
  }
}

/** Decodes a sound whole. Silence: windows of 10 ms below -40 dB, for 0.3 s or longer. */
export async function listen(codecs: Codecs, path: string, lengthy: Lengthy): Promise<Heard> {
  const track = await openSoundOf(await codecs(), path, lengthy);
  const heard: Heard = { durationS: 0, silences: [], loudest: 0 };
  let samples = 0;
  let silentFrom: number | null = null;
  const endSilence = (atS: number): void => {
    if (silentFrom !== null && atS - silentFrom >= shortestSilenceS) heard.silences.push([silentFrom, atS]);
    silentFrom = null;
  };
  try {
    for (const piece of pieces(track.av, track)) {
      const window = Math.round(piece.rate / windowsPerSecond) * piece.channels;
      for (let from = 0; from < piece.samples.length; from += window) {
        const to = Math.min(from + window, piece.samples.length);
        let sum = 0;
        for (let i = from; i < to; i++) {
          const value = piece.samples[i] as number;
          sum += value * value;
          const loud = Math.abs(value);
          if (loud > heard.loudest) heard.loudest = loud;
        }
        const atS = (samples + from / piece.channels) / piece.rate;
        if (Math.sqrt(sum / (to - from)) < silentBelow) silentFrom ??= atS;
        else endSilence(atS);
      }
      samples += piece.samples.length / piece.channels;
      heard.durationS = samples / piece.rate;
    }
  } finally {
    track.close();
  }
  if (samples === 0) throw refusal('its sound cannot be decoded');
  endSilence(heard.durationS);
  heard.loudest = Math.min(1, heard.loudest);
  return heard;
}

/** The loudest sample of each of `buckets` equal pieces of time, as JSON. */
export async function makePeaks(codecs: Codecs, job: PeaksJob, lengthy: Lengthy): Promise<Made> {
  const track = await openSoundOf(await codecs(), job.from, lengthy);
  const steps: number[] = [];
  let samples = 0;
  let rate = 0;
  try {
    for (const piece of pieces(track.av, track)) {
      const step = peakStep * piece.channels;
      for (let from = 0; from < piece.samples.length; from += step) {
        let loudest = 0;
        for (const value of piece.samples.subarray(from, from + step))
          loudest = Math.max(loudest, Math.abs(value));
        steps.push(loudest);
      }
      samples += piece.samples.length / piece.channels;
      rate = piece.rate;
    }
  } finally {
    track.close();
  }
  if (samples === 0) throw refusal('its sound cannot be decoded');
  const durationS = samples / rate;
  const peaks = Array.from({ length: job.buckets }, (_, bucket) => {
    const from = Math.floor((bucket * steps.length) / job.buckets);
    const to = Math.max(from + 1, Math.floor(((bucket + 1) * steps.length) / job.buckets));
    return Number(Math.min(1, Math.max(...steps.slice(from, to))).toFixed(3));
  });
  await writeFile(job.to, JSON.stringify({ version: 1, durationS, peaks }));
  return {
    kind: 'audio',
    mime: 'application/json',
    durationS,
    width: null,
    height: null,
    fps: null,
    frames: null,
    videoCodec: null,
    audioCodec: null,
    copied: false,
  };
}

/** Samples of which the loudest is remembered: a second has more than a thousand of them at any rate there is. */
const peakStep = 25;

/** A piece of a sound as MP3, to the sample; silence where the sound ends before it. */
export async function makeVoice(codecs: Codecs, job: VoiceJob, lengthy: Lengthy): Promise<Made> {
  const track = await openSoundOf(await codecs(), job.from, lengthy);
  const seconds = job.endS - job.startS;
  try {
    if (!(seconds > 0) || (track.durationS !== null && job.startS >= track.durationS)) {
      throw refusal('it has no such piece', `${job.startS} to ${job.endS} s`);
    }
    const filters = (first: Frame): string => `${onTheClock(track)},${soundPiece('mp3', first, job)}`;
    const frames = filtered(track.av, track.frames(), { timeBase: track.timeBase, filters });
    const encoding = encode(track.av, frames, (first) => openSound(track.av, 'mp3', first));
    if (encoding === null) throw refusal('its sound cannot be decoded');
    try {
      write(track.av, job.to, { format: 'mp3', tracks: [encoding] });
    } finally {
      encoding.close();
    }
  } finally {
    track.close();
  }
  return lookAgain(job.to, { copied: false, kind: 'audio', audioCodec: 'mp3', durationS: seconds });
}

async function openSoundOf(av: Av, path: string, lengthy: Lengthy): Promise<Track & { av: Av }> {
  const track = openTrack(av, await sourceOf(path), 'audio');
  await lengthy(track.durationS ?? 0);
  return { ...track, av };
}
