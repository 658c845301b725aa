import { setImmediate } from 'node:timers/promises';
import { CRF, finisher, frameSize } from './clip.ts';
import { decodeSound, picturesOf, readVideo, type Source } from './decode.ts';
import { drawMarks } from './marks.ts';
import { chooseMove } from './motion.ts';
import { drawMouth, openings } from './mouth.ts';
import { openMp4, SOUND_RATE } from './mp4.ts';
import { drawView, openStill, sizeOfPicture, type View } from './picture.ts';
import type { AvatarPlan, LipsyncPlan, Made } from './plan.ts';
import { Refused } from './refused.ts';

const FPS = 24;
/** A slow nod while it speaks, as parts of the height. */
const NOD = 0.004;
const NODS_A_SECOND = 0.6;
/** Frames between two looks at what else the process has to do. */
const BREATHER = 8;

/** Renders a portrait that speaks: as many whole frames as the voice needs, and the voice itself as sound. */
export async function renderAvatar(
  plan: AvatarPlan,
  files: { image: Source; audio: Source },
  to: string,
): Promise<Made> {
  await checkImage(files.image, plan.limits.side);
  const voice = await decodeVoice(files.audio, plan.limits);
  const { frames, sound } = inWholeFrames(voice, FPS);
  const size = await frameSize(files.image, { side: plan.side, ratio: null });
  const still = await openStill(files.image.bytes, size, plan.look);
  const open = openings(sound, frames, SOUND_RATE / FPS);
  const move = chooseMove(plan.seed, true);
  const finish = finisher(plan.look, plan.seed);
  const mp4 = await openMp4(to, { ...size, fps: FPS, crf: CRF[plan.look], sound });
  const picture = { data: mp4.picture, ...size };
  for (let frame = 0; frame < frames; frame += 1) {
    const progress = frame / Math.max(1, frames - 1);
    const loud = open[frame] ?? 0;
    const view = nodding(move(progress), frame / FPS, loud);
    drawView(still, view, picture);
    drawMouth(picture, view, loud);
    finish(picture, { frame, progress });
    drawMarks(picture, frame);
    mp4.write();
    if (frame % BREATHER === 0) await setImmediate();
  }
  mp4.close();
  return { seconds: frames / FPS, frames, fps: FPS, ...size };
}

/** Renders a video, over and over until the voice ends if that is asked for, with a mouth that follows the voice. */
export async function renderLipsync(
  plan: LipsyncPlan,
  files: { video: Source; audio: Source },
  to: string,
): Promise<Made> {
  const { width, height, fps, frames: sent } = await readVideo(files.video);
  const voice = await decodeVoice(files.audio, {
    least: 0,
    most: plan.most,
    bytes: Number.POSITIVE_INFINITY,
  });
  const most = plan.ends === 'with the voice' ? Number.POSITIVE_INFINITY : (sent / fps) * SOUND_RATE;
  const { frames, sound } = inWholeFrames(voice.subarray(0, Math.min(voice.length, most)), fps);
  const open = openings(sound, frames, SOUND_RATE / fps);
  const mp4 = await openMp4(to, { width, height, fps, crf: CRF.final, sound });
  const picture = { data: mp4.picture, width, height };
  for (let frame = 0; frame < frames; ) {
    for await (const shown of picturesOf(files.video)) {
      if (frame >= frames) break;
      mp4.picture.set(shown);
      drawMouth(picture, { x: 0.5, y: 0.5, part: 1 }, open[frame] ?? 0);
      drawMarks(picture, frame);
      mp4.write();
      frame += 1;
      if (frame % BREATHER === 0) await setImmediate();
    }
  }
  mp4.close();
  return { seconds: frames / fps, frames, fps, width, height };
}

async function checkImage(image: Source, least: number): Promise<void> {
  const { width, height } = await sizeOfPicture(image.bytes);
  if (Math.min(width, height) >= least) return;
  throw new Refused('image', 'image_too_small', `The image must have at least ${least} pixels on each side.`);
}

/** The voice as mono sound, if the model takes it: `least` and `most` are seconds. */
async function decodeVoice(
  voice: Source,
  limits: { least: number; most: number; bytes: number },
): Promise<Float32Array> {
  if (voice.bytes.length > limits.bytes) {
    throw new Refused('audio', 'file_too_large', `The audio must have at most ${limits.bytes} bytes.`);
  }
  const sound = await decodeSound(voice, SOUND_RATE);
  const seconds = sound.length / SOUND_RATE;
  if (seconds > limits.most + GRACE_S) {
    const message = `The audio must be at most ${limits.most} seconds long.`;
    throw new Refused('audio', 'audio_duration_too_long', message);
  }
  if (seconds < limits.least - GRACE_S) {
    const message = `The audio must be at least ${limits.least} seconds long.`;
    throw new Refused('audio', 'audio_duration_too_short', message);
  }
  return sound;
}

/** An encoder's padding does not make a voice too long or too short. */
const GRACE_S = 0.1;

/** Frames that hold the whole sound, and the sound with silence up to the end of the last one. */
function inWholeFrames(voice: Float32Array, fps: number): { frames: number; sound: Float32Array } {
  const frames = Math.max(1, Math.ceil((voice.length / SOUND_RATE) * fps - 1e-6));
  const sound = new Float32Array(Math.round((frames / fps) * SOUND_RATE));
  sound.set(voice.subarray(0, sound.length));
  return { frames, sound };
}

function nodding(view: View, seconds: number, loud: number): View {
  const nod = NOD * loud * Math.sin(2 * Math.PI * NODS_A_SECOND * seconds);
  return { ...view, y: view.y + nod };
}
