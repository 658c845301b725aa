// rest.fal.ai/storage and the upload half of v3.fal.media.

import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { sha256 } from './canonical.ts';
import { falDialect, plainDetail, unprocessable } from './fal-errors.ts';
import { admitted, loseAnswer } from './fal-queue.ts';
import type { Fault } from './faults.ts';
import { type Exchange, readBody, readJson, sendJson } from './http.ts';
import { strikeBefore } from './refusals.ts';
import type { Upload } from './state.ts';
import { falBase, type World } from './world.ts';

const initiateShape = z.looseObject({ content_type: z.string().min(1), file_name: z.string().optional() });
const completeShape = z.looseObject({
  parts: z.array(z.looseObject({ partNumber: z.number().int().min(1), etag: z.string() })).min(1),
});
const LARGEST_WHOLE = 256 * 1024 * 1024;
/** fal's client sends up to 90 MB in one piece. */
const LARGEST_PIECE = 100 * 1024 * 1024;

/** Answers a call below `/rest.fal.ai`; `path` is what follows it. */
export async function falRest(world: World, x: Exchange, path: string): Promise<void> {
  if (x.method !== 'POST') return sendJson(x, plainDetail(405, 'Method Not Allowed'));
  if (path === '/storage/upload/initiate') return initiate(world, x, 'upload');
  if (path === '/storage/upload/initiate-multipart') return initiate(world, x, 'multipart');
  return sendJson(x, plainDetail(404, 'Not Found'));
}

async function initiate(world: World, x: Exchange, kind: 'upload' | 'multipart'): Promise<void> {
  const fault = takeFault(world, x, 'initiate');
  if (await strikeBefore(world, x, { fault, dialect: falDialect })) return;
  const body = initiateShape.safeParse(await readJson(x));
  if (!admitted(x)) return;
  if (!body.success) {
    return sendJson(
      x,
      unprocessable([{ loc: ['body', 'content_type'], msg: 'Field required', type: 'missing' }]),
    );
  }
  const id = randomUUID();
  const name = (body.data.file_name ?? '').replaceAll(/[^\w.-]+/g, '_').slice(-80) || 'file.bin';
  const upload: Upload = { id, name, contentType: body.data.content_type, size: -1 };
  world.state.uploads.set(id, upload);
  world.state.save();
  if (fault && (await loseAnswer(world, x, fault))) return;
  const links = {
    upload_url: `${falBase(world)}/v3.fal.media/files/${kind}/${id}?signature=${sha256(id).slice(0, 16)}`,
    file_url: fileUrl(world, upload),
  };
  sendJson(x, { status: 200, body: links });
}

/** Takes the bytes of an upload: `PUT upload_url`. No key is needed; the signature in the link is. */
export async function putUpload(world: World, x: Exchange, id: string): Promise<void> {
  const fault = takeFault(world, x, 'put');
  if (await strikeBefore(world, x, { fault, dialect: falDialect })) return;
  const bytes = await readBody(x, LARGEST_PIECE);
  const upload = signedUpload(world, x, id);
  if (!upload) return;
  store(world, upload, bytes);
  if (fault && (await loseAnswer(world, x, fault))) return;
  sendJson(x, { status: 200, body: { url: fileUrl(world, upload), size: bytes.length } });
}

/** Takes one part of a large upload (`PUT {upload_url}/{n}`), or joins them (`POST {upload_url}/complete`). */
export async function multipart(
  world: World,
  x: Exchange,
  target: { id: string; step: string },
): Promise<void> {
  const { id, step } = target;
  const joining = x.method === 'POST' && step === 'complete';
  const number = Number(step);
  const fault = takeFault(world, x, joining ? 'complete' : 'put');
  if (await strikeBefore(world, x, { fault, dialect: falDialect })) return;
  const bytes = await readBody(x);
  const upload = signedUpload(world, x, id);
  if (!upload) return;
  if (joining) {
    const parts = joinedParts(world, id, bytes);
    if (!parts) return sendJson(x, plainDetail(400, 'A part is missing, or its etag is wrong.'));
    store(world, upload, parts);
    if (fault && (await loseAnswer(world, x, fault))) return;
    return sendJson(x, { status: 200, body: { url: fileUrl(world, upload) } });
  }
  if (x.method !== 'PUT' || !Number.isInteger(number) || number < 1 || number > 10_000) {
    return sendJson(x, plainDetail(400, 'Bad part number'));
  }
  world.state.putFile(`${id}.${number}`, bytes);
  if (fault && (await loseAnswer(world, x, fault))) return;
  sendJson(x, { status: 200, body: { partNumber: number, etag: sha256(bytes) } });
}

function fileUrl(world: World, upload: Upload): string {
  return `${falBase(world)}/v3.fal.media/files/in/${upload.id}/${upload.name}`;
}

function joinedParts(world: World, id: string, body: Buffer): Buffer | null {
  let asked: z.infer<typeof completeShape>;
  try {
    asked = completeShape.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
  const parts: Buffer[] = [];
  let size = 0;
  for (const { partNumber, etag } of asked.parts.toSorted((a, b) => a.partNumber - b.partNumber)) {
    const part = world.state.getFile(`${id}.${partNumber}`);
    size += part?.length ?? 0;
    if (!part || sha256(part) !== etag || size > LARGEST_WHOLE) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function store(world: World, upload: Upload, bytes: Buffer): void {
  world.state.putFile(upload.id, bytes);
  upload.size = bytes.length;
  world.state.save();
}

function signedUpload(world: World, x: Exchange, id: string): Upload | null {
  const upload = world.state.uploads.get(id);
  if (upload && x.query.get('signature') === sha256(id).slice(0, 16)) return upload;
  sendJson(x, plainDetail(403, 'The signature of the upload link is wrong.'));
  return null;
}

function takeFault(world: World, x: Exchange, step: string): Fault | null {
  Object.assign(x.entry, { provider: 'fal', call: 'upload' });
  return world.faults.take('fal', 'upload', step);
}
