import { writeFile } from 'node:fs/promises';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { Made, PictureJob, Probe } from '../../ports/media.ts';
import { type Source, sourceOf } from './head.ts';
import { maxPicturePixels, maxPictureSide } from './limits.ts';
import { refusal } from './refusal.ts';
import { cutTo, even, hasShape, ratioOf, type Size } from './shape.ts';

const jpegQuality = 90;
/** A side in pixels: enough to have read the whole file. */
const smallest = 16;
/** Of the copy that stands behind a padded picture: small, so that blurring it is quick and soft. */
const backdropSide = 160;
const backdropBlur = 6;

type OpenPicture = (input: string | Buffer, options?: SharpOptions) => Sharp;

async function sharpProgram(): Promise<OpenPicture> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  return sharp;
}

/** One picture, as it is shown; of a moving one the first. It is decoded to its end, to the smallest size, after its limits were looked at. */
export async function lookAtPicture(source: Source): Promise<Probe> {
  const { mime, size } = await measure(source);
  const sharp = await sharpProgram();
  await sharp(source.path, reading)
    .resize(smallest)
    .raw()
    .toBuffer()
    .catch((error: unknown) => {
      throw unreadable(error);
    });
  return {
    kind: 'image',
    mime,
    durationS: null,
    ...size,
    fps: null,
    frames: null,
    videoCodec: null,
    audioCodec: null,
  };
}

async function measure(source: Source): Promise<{ mime: string; size: Size }> {
  if (source.mime === 'image/heic') throw refusal('HEIC is not read here: save it as JPEG');
  const sharp = await sharpProgram();
  const found = await sharp(source.path, reading)
    .metadata()
    .catch((error: unknown) => {
      throw unreadable(error);
    });
  if (mimeOf(found) !== source.mime)
    throw refusal('it is not what its first bytes say', String(found.format));
  const { width, height } = found.autoOrient;
  const size = `${width} x ${height}`;
  if (Math.max(width, height) > maxPictureSide)
    throw refusal(`a side is longer than ${maxPictureSide} pixels`, size);
  if (width * height > maxPicturePixels) throw refusal(tooManyPixels, size);
  return { mime: source.mime, size: { width, height } };
}

const reading: SharpOptions = {
  limitInputPixels: maxPicturePixels,
  failOn: 'error',
  pages: 1,
  sequentialRead: true,
};
const tooManyPixels = `it has more than ${maxPicturePixels / 1_000_000} million pixels`;

function mimeOf({ format, compression }: Metadata): string {
  if (format !== 'heif') return `image/${format}`;
  return compression === 'av1' ? 'image/avif' : 'image/heic';
}

function unreadable(error: unknown): Error {
  const words = error instanceof Error ? error.message : '';
  return refusal(/pixel limit|dimensions|exceeds/i.test(words) ? tooManyPixels : 'it is damaged');
}

/** The picture as a JPEG of the shape that was asked for, no side longer than `longest`, never enlarged. */
export async function makePicture(job: PictureJob): Promise<Made> {
  const source = await sourceOf(job.from);
  if (source.kind !== 'image') throw refusal('it is no picture');
  const { size: from } = await measure(source);
  const sharp = await sharpProgram();
  const upright = (): Sharp => sharp(source.path, reading).autoOrient().flatten({ background: '#ffffff' });
  const { size, inner } = plan(from, job);
  let jpeg: Buffer;
  try {
    let made: Sharp;
    if (inner === null) {
      made = upright().resize({ ...size, fit: 'cover' });
    } else {
      const small = await upright()
        .resize({ width: backdropSide, height: backdropSide, fit: 'inside' })
        .toColourspace('srgb')
        .png()
        .toBuffer();
      const front = await upright()
        .resize({ ...inner, fit: 'fill' })
        .toColourspace('srgb')
        .png({ compressionLevel: 0 })
        .toBuffer();
      const behind = await sharp(small)
        .resize({ ...reduced(size), fit: 'cover' })
        .blur(backdropBlur)
        .modulate({ brightness: 0.85 })
        .png()
        .toBuffer();
      made = sharp(behind)
        .resize({ ...size, fit: 'fill' })
        .composite([{ input: front, gravity: 'centre' }]);
    }
    jpeg = await made.toColourspace('srgb').jpeg({ quality: jpegQuality }).toBuffer();
  } catch (error) {
    throw unreadable(error);
  }
  await writeFile(job.to, jpeg);
  const probe = await lookAtPicture(await sourceOf(job.to));
  return { ...probe, copied: false };
}

function reduced({ width, height }: Size): Size {
  const scale = backdropSide / Math.max(width, height);
  return { width: Math.max(8, Math.round(width * scale)), height: Math.max(8, Math.round(height * scale)) };
}

/** `inner` is the size of the whole picture within the frame where it is padded. */
function plan(from: Size, { frame, longest }: PictureJob): { size: Size; inner: Size | null } {
  const shrunk = ({ width, height }: Size): number => Math.min(1, longest / Math.max(width, height));
  const scaled = (size: Size, by: number): Size => ({
    width: even(size.width * by),
    height: even(size.height * by),
  });
  if (frame === null || hasShape(from, frame)) return { size: scaled(from, shrunk(from)), inner: null };
  const ratio = ratioOf(frame);
  if (frame.fit === 'crop') {
    const cut = cutTo(from, ratio);
    return { size: scaled(cut, shrunk(cut)), inner: null };
  }
  const around =
    from.width / from.height > ratio
      ? { width: from.width, height: from.width / ratio }
      : { width: from.height * ratio, height: from.height };
  const by = shrunk(around);
  return { size: scaled(around, by), inner: scaled(from, by) };
}
