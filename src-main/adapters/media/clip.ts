import type { ClipJob, Made, Probe } from '../../ports/media.ts';
import type { Av, Codecs, Frame } from './codecs.ts';
import { openTrack } from './decoding.ts';
import { encode, type Feed, openH264, openSound, rateOf, soundPiece, write } from './encoding.ts';
import { filtered } from './filtering.ts';
import { sourceOf } from './head.ts';
import { look, lookAgain, type Steps, timesOf } from './look.ts';
import { writePackets } from './packets.ts';
import { refusal } from './refusal.ts';
import { hasShape, shapeFor } from './shape.ts';
import { shown } from './shown.ts';
import { type Lengthy, onTheClock } from './sound.ts';
import { reshape, upright } from './video-filters.ts';

/** For a video that does not say its rate: one of a single frame. */
const usualFps = 24;

/**
 * One clip, brought to what was asked, to the frame. What is so already is taken over packet by packet; anything else is
 * decoded and encoded again, each frame the one that is shown at its moment.
 */
export async function clip(codecs: Codecs, job: ClipJob, lengthy: Lengthy): Promise<Made> {
  const probe = await look(job.from);
  if (probe.kind !== 'video' || probe.durationS === null) throw refusal('it is no video');
  const fps = job.fps ?? probe.fps ?? usualFps;
  const rate = rateOf(fps);
  const exact = rate.num / rate.den;
  const seconds = job.seconds ?? probe.durationS;
  const count = Math.max(1, Math.round(seconds * exact));
  await lengthy(seconds);
  if (isSo(probe, { ...job, fps, count })) {
    const steps = await timesOf(job.from);
    if (!steps.hidden) return takeOver(job, probe, steps);
  }

  const av = await codecs();
  const source = await sourceOf(job.from);
  const track = openTrack(av, source, 'video');
  const tracks: Feed[] = [];
  try {
    const filters = (first: Frame): string => {
      const { filters: turn, size } = upright(track, first);
      return [...turn, ...reshape(size, shapeFor(size, job.frame))].join(',');
    };
    const moments = { startS: 0, apartS: 1 / exact, count };
    const timeBase = { num: rate.den, den: rate.num };
    const frames = filtered(av, shown(track, moments), { timeBase, filters });
    const pictures = encode(av, frames, (first) => openH264(av, rate, first));
    if (pictures === null) throw refusal('its pictures cannot be decoded');
    tracks.push(pictures);
    const sound = job.sound && probe.audioCodec !== null ? soundTrack(av, { ...source, seconds }) : null;
    try {
      if (sound) tracks.push(sound);
      write(av, job.to, { format: 'mp4', tracks });
    } finally {
      sound?.close();
    }
  } finally {
    tracks[0]?.close();
    track.close();
  }
  const audioCodec = job.sound && probe.audioCodec !== null ? 'aac' : null;
  return lookAgain(job.to, {
    copied: false,
    kind: 'video',
    videoCodec: 'avc',
    audioCodec,
    frames: count,
    durationS: count / exact,
  });
}

type Wish = Pick<ClipJob, 'seconds' | 'frame'> & { fps: number; count: number };

/** True where the pictures are what was asked already. */
function isSo(probe: Probe, { seconds, frame, fps, count }: Wish): boolean {
  const { width, height, videoCodec } = probe;
  if (videoCodec !== 'avc' || width === null || height === null || probe.fps === null) return false;
  const sameRate = Math.abs(probe.fps - fps) < 0.01;
  const sameLength = seconds === null || probe.frames === count;
  return sameRate && sameLength && hasShape({ width, height }, frame);
}

async function takeOver(job: ClipJob, probe: Probe, { firstS, endS }: Steps): Promise<Made> {
  const keep = job.sound && probe.audioCodec !== null;
  await writePackets({
    to: job.to,
    video: [{ path: job.from, atS: 0, fromS: firstS, untilS: Number.POSITIVE_INFINITY }],
    // Sound that runs on after the last picture would make the clip longer than it is.
    audio: keep ? { path: job.from, atS: 0, fromS: firstS, untilS: endS } : null,
  });
  return lookAgain(job.to, {
    copied: true,
    kind: 'video',
    videoCodec: probe.videoCodec,
    audioCodec: keep ? probe.audioCodec : null,
    width: probe.width,
    height: probe.height,
    frames: probe.frames,
  });
}

type SoundOf = Awaited<ReturnType<typeof sourceOf>> & { seconds: number };

/** The sound of a file as AAC, exactly so long: cut, or with silence at its end. Null where it has none that can be decoded. */
export function soundTrack(av: Av, source: SoundOf): Feed | null {
  const track = openTrack(av, source, 'audio');
  const whole = { startS: 0, endS: source.seconds };
  const filters = (first: Frame): string => `${onTheClock(track)},${soundPiece('aac', first, whole)}`;
  const frames = filtered(av, track.frames(), { timeBase: track.timeBase, filters });
  const sound = encode(av, frames, (first) => openSound(av, 'aac', first));
  if (sound === null) {
    track.close();
    return null;
  }
  return {
    ...sound,
    close() {
      sound.close();
      track.close();
    },
  };
}
