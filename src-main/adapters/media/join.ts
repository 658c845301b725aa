import type { JoinJob, Made } from '../../ports/media.ts';
import { soundTrack } from './clip.ts';
import type { Av, Codecs, Frame } from './codecs.ts';
import { openTrack } from './decoding.ts';
import { encode, type Feed, openH264, type Rate, rateOf, write } from './encoding.ts';
import { filtered } from './filtering.ts';
import { type Source, sourceOf } from './head.ts';
import { factsOf, lookAgain, type VideoLook } from './look.ts';
import { writePackets } from './packets.ts';
import { naming, refusal } from './refusal.ts';
import { hasShape, type Size, shapeFor, shapeInto } from './shape.ts';
import { shown } from './shown.ts';
import type { Lengthy } from './sound.ts';
import { type TakenPart, takenOver } from './taken-over.ts';
import { reshape, upright } from './video-filters.ts';

/**
 * A part may end this many frames before its time and still be taken over: its last picture is held. Not longer, because readers do not
 * agree on the end of a video whose last picture is not the last that is decoded.
 */
const heldFrames = 1;
const usualFps = 24;

type Part = { path: string; atS: number; seconds: number; facts: VideoLook };

/**
 * Clips one after the other, each at its exact moment, so that nothing drifts however many there are. Equal clips of the right length are
 * taken over packet by packet; otherwise all is encoded again, a last picture held or what is too long left out.
 */
export async function join(codecs: Codecs, job: JoinJob, lengthy: Lengthy): Promise<Made> {
  const parts = await partsOf(job);
  const first = parts[0] as Part;
  const total = parts.reduce((sum, part) => sum + part.seconds, 0);
  await lengthy(total);
  const rate = rateOf(job.fps ?? first.facts.fps ?? usualFps);
  const fps = rate.num / rate.den;
  const copied = canTakeOver(parts, job, fps);
  if (copied) await takeOver(codecs, job, { parts, total });
  else await encodeAgain(await codecs(), job, { parts, total, rate });
  return lookAgain(job.to, {
    copied,
    kind: 'video',
    videoCodec: 'avc',
    audioCodec: job.voice === null ? null : 'aac',
    durationS: total,
    ...(copied ? { width: first.facts.width, height: first.facts.height } : {}),
    frames: copied ? parts.reduce((sum, part) => sum + part.facts.steps.count, 0) : Math.round(total * fps),
  });
}

async function partsOf(job: JoinJob): Promise<Part[]> {
  const parts: Part[] = [];
  let atS = 0;
  for (const [i, { from, seconds }] of job.parts.entries()) {
    const known = parts.find((part) => part.path === from);
    const facts = known?.facts ?? (await naming(`Part ${i + 1}`, () => factsOf(from)));
    parts.push({ path: from, atS, seconds, facts });
    atS += seconds;
  }
  return parts;
}

function canTakeOver(parts: readonly Part[], { frame }: JoinJob, fps: number): boolean {
  const first = (parts[0] as Part).facts;
  return parts.every(({ facts, seconds }) => {
    const { steps } = facts;
    const end = steps.endS - steps.firstS;
    return (
      facts.videoCodec === 'avc' &&
      facts.description !== null &&
      facts.description === first.description &&
      facts.rotation === first.rotation &&
      facts.width === first.width &&
      facts.height === first.height &&
      facts.fps !== null &&
      Math.abs(facts.fps - fps) < 0.01 &&
      hasShape(facts, frame) &&
      steps.whole &&
      !steps.hidden &&
      steps.lastS - steps.firstS < seconds &&
      end - seconds < 1 / fps &&
      seconds - end <= heldFrames / fps
    );
  });
}

type Whole = { parts: readonly Part[]; total: number };

async function takeOver(codecs: Codecs, job: JoinJob, whole: Whole): Promise<void> {
  if (job.voice !== null) return takeOverUnder(await codecs(), job, { ...whole, voice: job.voice });
  await writePackets({
    to: job.to,
    video: whole.parts.map(({ path, atS, seconds, facts: { steps } }) => ({
      path,
      atS,
      fromS: steps.firstS,
      untilS: steps.firstS + seconds,
      lastS: steps.lastS,
    })),
    audio: null,
  });
}

/** With a voice there are codecs: then FFmpeg takes the packets over while it encodes. */
async function takeOverUnder(
  av: Av,
  job: JoinJob,
  { parts, total, voice }: Whole & { voice: string },
): Promise<void> {
  const pieces: TakenPart[] = [];
  for (const { path, atS, seconds, facts } of parts)
    pieces.push({ source: await sourceOf(path), atS, untilS: atS + seconds, steps: facts.steps });
  const pictures = takenOver(av, pieces);
  try {
    const sound = soundTrack(av, { ...(await sourceOf(voice)), seconds: total });
    if (sound === null) throw refusal('its sound cannot be decoded');
    try {
      write(av, job.to, { format: 'mp4', tracks: [pictures, sound] });
    } finally {
      sound.close();
    }
  } finally {
    pictures.close();
  }
}

async function encodeAgain(
  av: Av,
  job: JoinJob,
  { parts, total, rate }: Whole & { rate: Rate },
): Promise<void> {
  const sources: (Part & { source: Source })[] = [];
  for (const part of parts) sources.push({ ...part, source: await sourceOf(part.path) });
  const fps = rate.num / rate.den;
  const timeBase = { num: rate.den, den: rate.num };

  function* frames(): Generator<Frame, void> {
    let size: Size | null = null;
    let at = 0;
    for (const { source, atS, seconds } of sources) {
      const until = Math.round((atS + seconds) * fps);
      const track = openTrack(av, source, 'video');
      const filters = (first: Frame): string => {
        const { filters: turn, size: from } = upright(track, first);
        size ??= shapeFor(from, job.frame).size;
        return [...turn, ...reshape(from, shapeInto(from, size, job.frame?.fit ?? 'crop'))].join(',');
      };
      try {
        const moments = { startS: 0, apartS: 1 / fps, count: until - at };
        for (const frame of filtered(av, shown(track, moments), { timeBase, filters })) {
          frame.pts += BigInt(at);
          yield frame;
        }
      } finally {
        track.close();
      }
      at = until;
    }
  }

  const pictures = encode(av, frames(), (first) => openH264(av, rate, first));
  if (pictures === null) throw refusal('its pictures cannot be decoded');
  const tracks: Feed[] = [pictures];
  try {
    const sound =
      job.voice === null ? null : soundTrack(av, { ...(await sourceOf(job.voice)), seconds: total });
    if (job.voice !== null && sound === null) throw refusal('its sound cannot be decoded');
    try {
      if (sound) tracks.push(sound);
      write(av, job.to, { format: 'mp4', tracks });
    } finally {
      sound?.close();
    }
  } finally {
    pictures.close();
  }
}
