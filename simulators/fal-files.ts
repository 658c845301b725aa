// v3.fal.media: files to download, whole or by range. No key is needed, as at fal.

import { sha256 } from './canonical.ts';
import { falDialect, plainDetail } from './fal-errors.ts';
import { mediaBytes } from './fal-media.ts';
import { statusOf } from './fal-requests.ts';
import { multipart, putUpload } from './fal-storage.ts';
import type { Fault } from './faults.ts';
import { type Exchange, sendBytes, sendHtml, sendJson, writePiece } from './http.ts';
import { strikeBefore } from './refusals.ts';
import { rendererOf } from './renderers.ts';
import type { World } from './world.ts';

type StoredFile = { contentType: string; bytes: Buffer };

const USUAL_FRACTION = 0.5;
/** A file that drips comes in so many pieces, with so long (ms) between them. */
const DROPS = 16;
const DROP_MS = 50;

/** Answers a call below `/v3.fal.media`; `path` is what follows it. */
export async function falFiles(world: World, x: Exchange, path: string): Promise<void> {
  const [files, kind, id = '', name = ''] = path.split('/').filter(Boolean);
  if (files !== 'files') return sendJson(x, plainDetail(404, 'Not Found'));
  if (kind === 'upload' && x.method === 'PUT') return putUpload(world, x, id);
  if (kind === 'multipart') return multipart(world, x, { id, step: name });
  if (x.method !== 'GET' && x.method !== 'HEAD') return sendJson(x, plainDetail(405, 'Method Not Allowed'));

  Object.assign(x.entry, { provider: 'fal', call: 'download', requestId: kind === 'out' ? id : null });
  const fault = world.faults.take('fal', 'download');
  if (await strikeBefore(world, x, { fault, dialect: falDialect })) return;
  if (fault?.mode === 'expired')
    return sendJson(x, plainDetail(fault.status ?? 410, 'The file has expired.'));
  const file = kind === 'out' ? await rendered(world, id) : kind === 'in' ? uploaded(world, id) : null;
  if (!file) return sendJson(x, plainDetail(404, 'File not found'));
  if (fault && (await spoil(world, x, { file, fault }))) return;
  sendFile(x, file);
}

async function rendered(world: World, id: string): Promise<StoredFile | null> {
  const request = world.state.requests.get(id);
  if (!request || statusOf(world, request) !== 'COMPLETED') return null;
  const file = rendererOf(request.endpoint)?.file;
  const bytes = await mediaBytes(world, request);
  return file && bytes ? { contentType: file.contentType, bytes } : null;
}

function uploaded(world: World, id: string): StoredFile | null {
  const upload = world.state.uploads.get(id);
  const bytes = upload && upload.size >= 0 ? world.state.getFile(id) : null;
  return upload && bytes ? { contentType: upload.contentType, bytes } : null;
}

function sendFile(x: Exchange, file: StoredFile): void {
  const { bytes } = file;
  const etag = `"${sha256(bytes)}"`;
  const headers: Record<string, string> = {
    'content-type': safeType(file.contentType),
    'accept-ranges': 'bytes',
    etag,
  };
  const condition = x.req.headers['if-range'];
  const asked = condition === undefined || condition === etag ? x.req.headers.range : undefined;
  const range = asked ? rangeOf(asked, bytes.length) : null;
  if (range === 'outside') {
    headers['content-range'] = `bytes */${bytes.length}`;
    sendBytes(x, { status: 416, bytes: new Uint8Array(), headers });
    return;
  }
  if (!range) {
    sendBytes(x, { status: 200, bytes, headers });
    return;
  }
  const { from, to } = range;
  const part = bytes.subarray(from, to + 1);
  headers['content-range'] = `bytes ${from}-${to}/${bytes.length}`;
  sendBytes(x, { status: 206, bytes: part, headers });
}

/** Reads a single `bytes=` range of a file; null means that the whole file is meant. */
function rangeOf(header: string, size: number): { from: number; to: number } | 'outside' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const suffix = match[1] === '';
  const from = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const to = suffix || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (from >= size || (suffix && Number(match[2]) === 0)) return 'outside';
  return from > to ? null : { from, to };
}

/** Sends the file in the way a fault asks. False: the fault changes nothing here. */
async function spoil(
  world: World,
  x: Exchange,
  { file, fault }: { file: StoredFile; fault: Fault },
): Promise<boolean> {
  const { bytes } = file;
  const type = safeType(file.contentType);
  const fraction = fault.fraction ?? USUAL_FRACTION;
  const first = bytes.subarray(0, Math.floor(bytes.length * Math.min(1, fraction)));
  switch (fault.mode) {
    case 'cut-download':
    case 'stalled-stream':
      x.res.writeHead(200, { 'content-type': type, 'content-length': String(bytes.length) });
      await writePiece(x, first);
      if (fault.mode === 'cut-download') x.req.socket.destroy();
      return true;
    case 'drip': {
      x.res.writeHead(200, { 'content-type': type, 'content-length': String(bytes.length) });
      const drop = Math.ceil(bytes.length / DROPS);
      for (let at = 0; at < bytes.length; at += drop) {
        if (!(await writePiece(x, bytes.subarray(at, at + drop)))) return true;
        await world.timers.wait(fault.ms ?? DROP_MS);
      }
      x.res.end();
      return true;
    }
    case 'wrong-type':
      sendWrongType(x, fault, type);
      return true;
    case 'wrong-length': {
      // A clean end that says nothing of the length: only the declared file_size gives it away.
      const longer =
        fraction > 1 ? Buffer.alloc(Math.ceil(bytes.length * (Math.min(fraction, 4) - 1))) : Buffer.alloc(0);
      x.res.writeHead(200, { 'content-type': type });
      await writePiece(x, Buffer.concat([first, longer]));
      x.res.end();
      return true;
    }
    case 'empty':
      sendBytes(x, { status: 200, bytes: new Uint8Array(), headers: { 'content-type': type } });
      return true;
    default:
      return false;
  }
}

function sendWrongType(x: Exchange, fault: Fault, type: string): void {
  const page =
    '<!doctype html><title>Not the file</title><p>This is a page, not the file that was asked for.';
  const said = fault.variant === 'text' ? 'text/plain' : fault.variant === 'disguised' ? type : null;
  if (said) sendBytes(x, { status: 200, bytes: Buffer.from(page), headers: { 'content-type': said } });
  else sendHtml(x, 200, page);
}

// The type came from a client; only a plain one goes into a header.
function safeType(type: string): string {
  return /^[\w.+-]+\/[\w.+-]+(; ?[\w.=+-]+)?$/.test(type) ? type : 'application/octet-stream';
}
