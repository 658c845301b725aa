import type { Operation } from './messages.ts';

/** What is looked at before anything is decoded. */
export const maxFileBytes = 512 * 1024 * 1024;
export const maxPicturePixels = 100_000_000;
export const maxPictureSide = 16_384;
export const maxVideoSide = 8_192;
export const maxFps = 240;
export const maxTracks = 16;
export const maxSeconds = 1_200;
export const maxChannels = 8;
export const maxSampleRate = 192_000;

/** A frame count is told up to here; each frame is a step through the table of the file. */
export const maxCountedFrames = 72_000;

/** More than a 1080p encode (430 MB) and a picture of 100 megapixels need. */
export const defaultMaxMemoryMb = 1_500;

/** Time limits: `baseMs`, and `perSecondMs` for each second of media once the length is known. Ten times what a slow machine takes. */
export const timeLimits: Record<Operation, { baseMs: number; perSecondMs: number }> = {
  codecs: { baseMs: 30_000, perSecondMs: 0 },
  probe: { baseMs: 15_000, perSecondMs: 0 },
  picture: { baseMs: 30_000, perSecondMs: 0 },
  thumbnail: { baseMs: 30_000, perSecondMs: 0 },
  listen: { baseMs: 20_000, perSecondMs: 300 },
  peaks: { baseMs: 20_000, perSecondMs: 300 },
  voice: { baseMs: 20_000, perSecondMs: 1_000 },
  clip: { baseMs: 30_000, perSecondMs: 10_000 },
  join: { baseMs: 30_000, perSecondMs: 10_000 },
};
