// The upload of a file, whole or in chunks.

import { createHash, randomUUID } from 'node:crypto';
import { mediaTypes, typeOf } from '../src-shared/domain/asset.ts';
import { sha256 } from './canonical.ts';
import { cloudinaryDialect, cloudinaryError, loseAnswer } from './cloudinary-errors.ts';
import { type Fields, signatureFault } from './cloudinary-signature.ts';
import type { Fault } from './faults.ts';
import { type Exchange, resetConnection, sendJson, UnreadableBody } from './http.ts';
import { type Refusal, strikeBefore } from './refusals.ts';
import { fileIdOf, type StoredFile } from './state.ts';
import type { World } from './world.ts';

/** One request may be 100 MB; a bit more for the fields beside the file. */
const LARGEST_REQUEST = 101 * 1024 * 1024;
const SMALLEST_CHUNK = 5_000_000;
// Uploads that were begun and given up; the oldest is forgotten.
const MOST_BEGUN = 8;

export type ResourceType = StoredFile['type'];
type Form = { fields: Fields; file: Buffer | null };

/** Reads a multipart form of at most 100 MB; throws `UnreadableBody` where it is none. */
async function readForm(x: Exchange): Promise<Form> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of x.req as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_REQUEST) throw new UnreadableBody(413, 'Request Entity Too Large');
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  x.entry.bodySha256 = sha256(body);
  const headers = { 'content-type': x.req.headers['content-type'] ?? '' };
  const form = await new Response(body, { headers }).formData().catch(() => {
    throw new UnreadableBody(400, 'Invalid multipart body');
  });
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (typeof value !== 'string') continue;
    const plain = name.replace(/\[\]$/, '');
    const before = fields.get(plain);
    fields.set(plain, before === undefined ? value : `${before},${value}`);
  }
  const file = form.get('file');
  return { fields, file: file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : null };
}

/**
 * Reads the form of a signed call and lets its fault strike. Null: the exchange is over. What comes back has a good
 * signature, and a fault in it strikes after the call is carried out.
 */
export async function admittedForm(world: World, x: Exchange, fault: Fault | null): Promise<Form | null> {
  if (fault?.mode === 'reset') {
    resetConnection(x);
    return null;
  }
  const form = await readForm(x);
  const apiKey = form.fields.get('api_key');
  x.entry.authSha256 = apiKey ? sha256(apiKey) : null;
  if (await strikeBefore(world, x, { fault, dialect: cloudinaryDialect, accepting: true })) return null;
  const refusal = signatureFault(form.fields, world.now());
  if (!refusal) return form;
  sendJson(x, refusal);
  return null;
}

/** Carries out `POST /v1_1/{cloud}/{type}/upload`. */
export async function upload(
  world: World,
  x: Exchange,
  at: { cloud: string; type: ResourceType | 'auto' },
): Promise<void> {
  x.entry.call = 'upload';
  const range = chunkOf(x);
  const begun = range ? (world.state.begun.get(range.id) ?? []) : [];
  const fault = world.faults.take('cloudinary', 'upload', `chunk-${begun.length + 1}`);
  const form = await admittedForm(world, x, fault);
  if (!form) return;
  const { fields, file } = form;
  const refusal = fieldFault(fields, file);
  if (refusal || !file)
    return sendJson(x, refusal ?? cloudinaryError(400, 'Missing required parameter - file'));
  let bytes = file;
  if (range) {
    const joined = joinChunk(world, { ...range, begun, piece: file });
    if (!Buffer.isBuffer(joined)) {
      if (joined.status === 200 && (await loseAnswer(world, x, fault))) return;
      return sendJson(x, joined);
    }
    bytes = joined;
  }
  const mime = typeOf(bytes.subarray(0, 16));
  const kind = mime ? mediaTypes[mime].kind : 'text';
  const sniffed = kind === 'audio' || kind === 'video' ? 'video' : kind === 'image' ? 'image' : 'raw';
  const type = at.type === 'auto' ? sniffed : at.type;
  if (type !== 'raw' && type !== sniffed) {
    const said = type === 'image' ? 'Invalid image file' : 'Unsupported video format or file';
    return sendJson(x, cloudinaryError(400, said));
  }
  const format = type === 'raw' || !mime ? '' : mediaTypes[mime].ext;
  const stored = store(world, { cloud: at.cloud, type, format, fields, bytes });
  if (await loseAnswer(world, x, fault)) return;
  sendJson(x, { status: 200, body: answerOf(world, { stored, fields, bytes }) });
}

function fieldFault(fields: Fields, file: Buffer | null): Refusal | null {
  const preset = fields.get('upload_preset');
  if (preset?.includes('missing')) return cloudinaryError(400, 'Upload preset not found');
  if (file?.length === 0) return cloudinaryError(400, 'Empty file');
  const publicId = fields.get('public_id') ?? '';
  const valid = /^[^\s/?&#\\%<>+][^?&#\\%<>+]{0,254}$/.test(publicId) && !/[\s/]$/.test(publicId);
  return valid ? null : cloudinaryError(400, `public_id (${publicId}) is invalid`);
}

type Chunk = { id: string; from: number; to: number; total: number };

function chunkOf(x: Exchange): Chunk | null {
  const id = x.req.headers['x-unique-upload-id'];
  const range = /^bytes (\d+)-(\d+)\/(-1|\d+)$/.exec(x.req.headers['content-range'] ?? '');
  if (typeof id !== 'string' || !range) return null;
  return { id, from: Number(range[1]), to: Number(range[2]), total: Number(range[3]) };
}

/** The whole file once its last chunk is here; before that, and where chunks do not fit, what to answer. */
function joinChunk(world: World, chunk: Chunk & { begun: Buffer[]; piece: Buffer }): Buffer | Refusal {
  const { id, from, to, total, begun, piece } = chunk;
  const here = begun.reduce((sum, one) => sum + one.length, 0);
  if (from !== here || piece.length !== to - from + 1)
    return cloudinaryError(400, `Invalid Content-Range. Got bytes ${from}-${to}, expected from ${here}`);
  world.state.begun.delete(id);
  if (to + 1 === total) return Buffer.concat([...begun, piece]);
  if (piece.length < SMALLEST_CHUNK)
    return cloudinaryError(400, 'All parts except EOF-chunk must be larger than 5mb');
  world.state.begun.set(id, [...begun, piece]);
  const [oldest] = world.state.begun.keys();
  if (oldest && world.state.begun.size > MOST_BEGUN) world.state.begun.delete(oldest);
  return { status: 200, body: { done: false, bytes: here + piece.length, kind: 'upload' } };
}

type Arrived = { cloud: string; type: ResourceType; format: string; fields: Fields; bytes: Buffer };

function store(world: World, { cloud, type, format, fields, bytes }: Arrived): StoredFile {
  const publicId = fields.get('public_id') ?? '';
  const id = fileIdOf({ cloud, type, publicId });
  const before = world.state.stored.get(id);
  const stored: StoredFile = {
    assetId: before?.assetId ?? randomUUID().replaceAll('-', ''),
    cloud,
    type,
    publicId,
    format,
    bytes: bytes.length,
    sha256: sha256(bytes),
    folder: fields.get('asset_folder') ?? '',
    preset: fields.get('upload_preset') ?? null,
    version: Math.max(Math.floor(world.now() / 1_000), (before?.version ?? 0) + 1),
  };
  world.state.putFile(stored.assetId, bytes);
  world.state.stored.set(id, stored);
  world.state.save();
  return stored;
}

function answerOf(
  world: World,
  { stored, fields, bytes }: { stored: StoredFile; fields: Fields; bytes: Buffer },
): Record<string, unknown> {
  const link = (transformation: string, ending: string) => {
    const parts = [
      stored.cloud,
      stored.type,
      'upload',
      transformation,
      `v${stored.version}`,
      stored.publicId,
    ];
    return `${world.origin()}/cloudinary/${parts.filter(Boolean).join('/')}${ending}`;
  };
  const whole = link('', stored.format ? `.${stored.format}` : '');
  const eager = (fields.get('eager') ?? '').split('|').filter(Boolean);
  const later = fields.get('eager_async') === '1' ? { status: 'processing', batch_id: randomUUID() } : {};
  return {
    asset_id: stored.assetId,
    public_id: stored.publicId,
    version: stored.version,
    format: stored.format || undefined,
    resource_type: stored.type,
    created_at: new Date(stored.version * 1_000).toISOString(),
    tags: [],
    bytes: stored.bytes,
    type: 'upload',
    etag: createHash('md5').update(bytes).digest('hex'),
    placeholder: false,
    url: whole,
    secure_url: whole,
    asset_folder: stored.folder,
    display_name: stored.publicId.split('/').at(-1),
    ...(eager.length === 0
      ? {}
      : {
          eager: eager.map((one) => {
            const [transformation = '', format = stored.format] = one.split('/');
            const url = link(transformation, `.${format}`);
            return { ...later, transformation, format, url, secure_url: url };
          }),
        }),
  };
}
