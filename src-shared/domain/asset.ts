/** Kinds of files that belong to a take or an input, how they are named on disk, and what proves their type. */

export const assetKinds = [
  'text',
  'json',
  'audio',
  'video',
  'image',
  'thumbnail',
  'peaks',
  'source',
] as const;
/** `source`: what a provider delivered, before this machine brought it to what was asked; gone once the take is made. */
export type AssetKind = (typeof assetKinds)[number];

/** How a take came about relative to the job's other take; shown beside the two. */
export const relations = ['same_take', 'upscaled', 'same_seed', 'new_take'] as const;
export type Relation = (typeof relations)[number];

type Mark = { at: number; hex: string };
type MediaTypeSpec = {
  ext: string;
  kind: 'text' | 'image' | 'audio' | 'video';
  magic: readonly (readonly Mark[])[];
};

const at = (offset: number, hex: string): Mark => ({ at: offset, hex });
const brand = (...names: string[]): Mark[][] =>
  names.map((name) => [
    at(4, '66747970'),
    at(8, [...name].map((c) => c.charCodeAt(0).toString(16)).join('')),
  ]);

/**
 * The only types that are stored, with their file extension and the bytes that prove them: one of the lists must match
 * whole. No list: text is checked as UTF-8. Order matters where one type's proof holds for another too.
 */
export const mediaTypes = {
  'text/plain': { ext: 'txt', kind: 'text', magic: [] },
  'application/json': { ext: 'json', kind: 'text', magic: [] },
  'image/jpeg': { ext: 'jpg', kind: 'image', magic: [[at(0, 'ffd8ff')]] },
  'image/png': { ext: 'png', kind: 'image', magic: [[at(0, '89504e470d0a1a0a')]] },
  'image/webp': { ext: 'webp', kind: 'image', magic: [[at(0, '52494646'), at(8, '57454250')]] },
  'image/avif': { ext: 'avif', kind: 'image', magic: brand('avif', 'avis') },
  'image/heic': { ext: 'heic', kind: 'image', magic: brand('heic', 'heix', 'hevc', 'mif1', 'msf1') },
  'audio/mpeg': {
    ext: 'mp3',
    kind: 'audio',
    magic: ['494433', 'fffb', 'fff3', 'fff2', 'fffa'].map((hex) => [at(0, hex)]),
  },
  'audio/wav': { ext: 'wav', kind: 'audio', magic: [[at(0, '52494646'), at(8, '57415645')]] },
  'audio/mp4': { ext: 'm4a', kind: 'audio', magic: brand('M4A ', 'M4B ') },
  'audio/ogg': { ext: 'ogg', kind: 'audio', magic: [[at(0, '4f676753')]] },
  'video/mp4': {
    ext: 'mp4',
    kind: 'video',
    magic: brand('isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'M4V ', 'dash', 'MSNV'),
  },
} as const satisfies Record<string, MediaTypeSpec>;
export type MediaType = keyof typeof mediaTypes;
export const isMediaType = (mime: string): mime is MediaType => Object.hasOwn(mediaTypes, mime);

/** Bytes from the beginning of a file that `typeOf` and `isProven` want to see. */
export const headBytes = 16;

/** True where the first bytes of a file are those of the type; for text types nothing is looked at. */
export function isProven(mime: MediaType, head: Uint8Array): boolean {
  const magic: readonly (readonly Mark[])[] = mediaTypes[mime].magic;
  return magic.length === 0 || magic.some((marks) => marks.every((mark) => hexAt(head, mark) === mark.hex));
}

/** The type that the first bytes of a file prove; null where it is none of those that are stored. */
export function typeOf(head: Uint8Array): MediaType | null {
  const types = Object.keys(mediaTypes) as MediaType[];
  return types.find((mime) => mediaTypes[mime].magic.length > 0 && isProven(mime, head)) ?? null;
}

function hexAt(head: Uint8Array, mark: Mark): string {
  const bytes = head.subarray(mark.at, mark.at + mark.hex.length / 2);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
