import type { Mirrored, MirrorFile } from '../../ports/mirror.ts';
import type { Sdk, Wire } from './talk.ts';

/** What a file is called there, and the links to it. */

export type ResourceType = 'image' | 'video' | 'raw';

/** Sound counts as video there; what is neither picture, sound nor film is `raw`. */
export function resourceTypeOf(mime: string): ResourceType {
  if (mime.startsWith('image/')) return 'image';
  return mime.startsWith('video/') || mime.startsWith('audio/') ? 'video' : 'raw';
}

export type Name = { publicId: string; folder: string; type: ResourceType; extension: string };

/**
 * The name of a file is its path in the tree; `raw` keeps the extension, the others have it as their format. Two
 * files that differ in the extension alone are told apart by their type, so sound beside a film needs a name of its own.
 */
export function nameOf({ path, mime }: Pick<MirrorFile, 'path' | 'mime'>): Name {
  const type = resourceTypeOf(mime);
  const [, stem = path, extension = ''] = /^(.*[^/])\.(\w+)$/.exec(path) ?? [];
  const folder = path.split('/').slice(0, -1).join('/');
  return { publicId: type === 'raw' ? path : stem, folder, type, extension };
}

/** The picture of a film, made there: 320 px wide, of its first frame. */
export const thumbnail = { crop: 'fill', start_offset: '0', width: 320, format: 'jpg' } as const;

const deliveryOrigin = 'https://res.cloudinary.com';

/** Is this Cloudinary itself? Accounts kept in Europe or Asia have an `upload_prefix` of their own there, and the usual links. */
export const isCloudinary = (base: string | null): boolean =>
  base === null || /^https:\/\/([\w-]+\.)*cloudinary\.com$/i.test(base);

/**
 * Links without a signature, below the base where that stands in for Cloudinary. `f_auto,q_auto` for pictures and films only: on
 * sound they may change it into a film, and `raw` files are delivered as they are.
 */
export function linksOf(
  sdk: Sdk,
  { account, base }: Pick<Wire, 'account' | 'base'>,
  { name, mime, version }: { name: Name; mime: string; version: number },
): Pick<Mirrored, 'deliveryUrl' | 'thumbnailUrl'> {
  const link = (more: Record<string, unknown>) => {
    const url = sdk.url(name.publicId, {
      cloud_name: account.cloudName,
      resource_type: name.type,
      version,
      secure: true,
      urlAnalytics: false,
      ...more,
    });
    return isCloudinary(base) ? url : url.replace(deliveryOrigin, () => `${base}`);
  };
  const isSound = mime.startsWith('audio/');
  const plain = name.type === 'raw' ? {} : { format: name.extension };
  const auto = { fetch_format: 'auto', quality: 'auto' };
  return {
    deliveryUrl: link(isSound || name.type === 'raw' ? plain : auto),
    thumbnailUrl: name.type === 'video' && !isSound ? link(thumbnail) : null,
  };
}
