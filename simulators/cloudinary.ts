// Cloudinary below `/cloudinary`: upload, destroy, ping, usage, and the files themselves.

import { mediaTypes } from '../src-shared/domain/asset.ts';
import { cloudinaryDialect, cloudinaryError, loseAnswer } from './cloudinary-errors.ts';
import { basicFault } from './cloudinary-signature.ts';
import { admittedForm, type ResourceType, upload } from './cloudinary-upload.ts';
import { type Exchange, sendBytes, sendJson } from './http.ts';
import { strikeBefore } from './refusals.ts';
import { fileIdOf, type StoredFile } from './state.ts';
import type { World } from './world.ts';

const TYPES: readonly string[] = ['image', 'video', 'raw'];
// A white pixel; stands for every picture that Cloudinary would compute.
const PIXEL = Buffer.from(
  '/9j/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKAA/9k=',
  'base64',
);

/** Answers a call to Cloudinary; `x.path` is what follows `/cloudinary`. */
export async function answerCloudinary(world: World, x: Exchange): Promise<void> {
  x.entry.provider = 'cloudinary';
  const [version, cloud = '', type = '', action = '', ...rest] = x.path.split('/').filter(Boolean);
  if (version !== 'v1_1') return deliver(world, x);
  if (cloud.includes('wrong')) return sendJson(x, cloudinaryError(401, `Invalid cloud_name ${cloud}`));
  if (x.method === 'GET' && action === '' && (type === 'ping' || type === 'usage'))
    return account(world, x, type);
  if (x.method === 'POST' && rest.length === 0 && isType(type)) {
    if (action === 'upload') return upload(world, x, { cloud, type });
    if (action === 'destroy' && type !== 'auto') return destroy(world, x, { cloud, type });
  }
  sendJson(x, cloudinaryError(404, 'Not Found'));
}

const isType = (type: string): type is ResourceType | 'auto' => type === 'auto' || TYPES.includes(type);

/** What is stored, as `GET /control/cloudinary` shows it, by name. */
export function storedTree(world: World): Record<string, unknown>[] {
  return [...world.state.stored.values()]
    .map(({ publicId, type, bytes, sha256, folder, preset }) => ({
      publicId,
      type,
      bytes,
      sha256,
      folder,
      preset,
    }))
    .sort((a, b) => (a.publicId < b.publicId ? -1 : a.publicId > b.publicId ? 1 : 0));
}

async function destroy(world: World, x: Exchange, at: { cloud: string; type: ResourceType }): Promise<void> {
  x.entry.call = 'destroy';
  const fault = world.faults.take('cloudinary', 'destroy');
  const form = await admittedForm(world, x, fault);
  if (!form) return;
  const id = fileIdOf({ ...at, publicId: form.fields.get('public_id') ?? '' });
  const stored = world.state.stored.get(id);
  if (stored) {
    world.state.stored.delete(id);
    world.state.dropFile(stored.assetId);
    world.state.save();
  }
  if (await loseAnswer(world, x, fault)) return;
  sendJson(x, { status: 200, body: { result: stored ? 'ok' : 'not found' } });
}

async function account(world: World, x: Exchange, what: 'ping' | 'usage'): Promise<void> {
  x.entry.call = 'account';
  const fault = world.faults.take('cloudinary', 'account');
  if (await strikeBefore(world, x, { fault, dialect: cloudinaryDialect })) return;
  const refusal = basicFault(x.req.headers.authorization ?? '');
  if (refusal) return sendJson(x, refusal);
  const files = [...world.state.stored.values()];
  const usage = {
    plan: 'Demo',
    objects: { usage: files.length },
    storage: { usage: files.reduce((sum, one) => sum + one.bytes, 0) },
    media_limits: { image_max_size_bytes: 10_485_760, video_max_size_bytes: 104_857_600 },
  };
  sendJson(x, { status: 200, body: what === 'ping' ? { status: 'ok' } : usage });
}

/** A stored file, whatever transformation its address asks for; a picture of a video is one pixel. */
async function deliver(world: World, x: Exchange): Promise<void> {
  x.entry.call = 'download';
  const [cloud = '', type = '', kind, ...rest] = decoded(x.path).split('/').filter(Boolean);
  const found =
    kind === 'upload' && (x.method === 'GET' || x.method === 'HEAD')
      ? named(world, { cloud, type, rest })
      : null;
  if (!found) return sendJson(x, cloudinaryError(404, 'Resource not found'));
  const ending = rest.at(-1)?.match(/\.(\w+)$/)?.[1];
  if (found.type === 'video' && ending === 'jpg')
    return sendBytes(x, { status: 200, bytes: PIXEL, headers: { 'content-type': 'image/jpeg' } });
  const bytes = world.state.getFile(found.assetId);
  if (!bytes) return sendJson(x, cloudinaryError(404, 'Resource not found'));
  const mime = Object.entries(mediaTypes).find(([, one]) => one.ext === (found.format || ending))?.[0];
  sendBytes(x, { status: 200, bytes, headers: { 'content-type': mime ?? 'application/octet-stream' } });
}

/** The file that the end of an address names: transformations and a version stand before it, an ending may follow. */
function named(
  world: World,
  { cloud, type, rest }: { cloud: string; type: string; rest: string[] },
): StoredFile | null {
  for (let from = 0; from < rest.length; from++) {
    const name = rest.slice(from).join('/');
    for (const publicId of [name, name.replace(/\.\w+$/, '')]) {
      const stored = world.state.stored.get(fileIdOf({ cloud, type, publicId }));
      if (stored) return stored;
    }
  }
  return null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
