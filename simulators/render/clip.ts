import { setImmediate } from 'node:timers/promises';
import { makeBed } from './bed.ts';
import { decodeSound, type Source } from './decode.ts';
import { drawMarks, type I420 } from './marks.ts';
import { chooseMove, makeGrain, sweepLight } from './motion.ts';
import { openMp4, SOUND_RATE } from './mp4.ts';
import { drawView, even, type Look, openStill, sizeOfPicture } from './picture.ts';
import type { ClipPlan, Made } from './plan.ts';

/** x264's rate factor of a look. */
export const CRF = { preview: 27, final: 20 } as const;
/** Ratios beyond these (wide to high) are cut, as models do. */
const WIDEST = 21 / 9;
/** Frames between two looks at what else the process has to do. */
const BREATHER = 8;

/** Renders a clip: a slow move over the image, with the marks burnt in. */
export async function renderClip(
  plan: ClipPlan,
  files: { image: Source; audio: Source | null },
  to: string,
): Promise<Made> {
  const { fps, seconds, look, seed } = plan;
  const size = await frameSize(files.image, plan);
  const still = await openStill(files.image.bytes, size, look);
  const move = chooseMove(seed, plan.loop);
  const finish = finisher(look, seed);
  const frames = Math.round(seconds * fps);
  const sound = await soundOf(plan, files.audio, frames / fps);
  const mp4 = await openMp4(to, { ...size, fps, crf: CRF[look], sound });
  const picture = { data: mp4.picture, ...size };
  for (let frame = 0; frame < frames; frame += 1) {
    const progress = frames === 1 ? 0 : frame / (frames - 1);
    drawView(still, move(progress), picture);
    finish(picture, { frame, progress });
    drawMarks(picture, frame);
    mp4.write();
    if (frame % BREATHER === 0) await setImmediate();
  }
  mp4.close();
  return { seconds: frames / fps, frames, fps, ...size };
}

/** Size of a video whose shorter side is `plan.side`, in the ratio asked for or that of the image; even numbers. */
export async function frameSize(
  image: Source,
  plan: { side: number; ratio: string | null },
): Promise<{ width: number; height: number }> {
  const ratio = plan.ratio === null ? await ratioOf(image) : asNumber(plan.ratio);
  const fits = Math.min(WIDEST, Math.max(1 / WIDEST, ratio));
  return fits >= 1
    ? { width: even(plan.side * fits), height: plan.side }
    : { width: plan.side, height: even(plan.side / fits) };
}

async function ratioOf(image: Source): Promise<number> {
  const { width, height } = await sizeOfPicture(image.bytes);
  return width / height;
}

function asNumber(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

/** What a look adds to a frame: a final gets light, a preview grain. */
export function finisher(
  look: Look,
  seed: string,
): (picture: I420, at: { frame: number; progress: number }) => void {
  if (look === 'final') return (picture, { progress }) => sweepLight(picture, progress);
  const grain = makeGrain(seed);
  return (picture, { frame }) => grain(picture, frame);
}

async function soundOf(plan: ClipPlan, voice: Source | null, seconds: number): Promise<Float32Array | null> {
  if (voice) {
    const sound = new Float32Array(Math.round(seconds * SOUND_RATE));
    sound.set((await decodeSound(voice, SOUND_RATE)).subarray(0, sound.length));
    return sound;
  }
  return plan.sound === null ? null : makeBed(plan.sound, seconds, SOUND_RATE);
}
