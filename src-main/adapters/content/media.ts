import { Readable } from 'node:stream';
import { isMediaType, mediaTypes } from '../../../src-shared/domain/asset.ts';
import { assetPolicy, everyHeader, plainAnswer } from './headers.ts';
import { type OpenFile, openInside } from './open-inside.ts';
import { type Piece, pieceOf } from './range.ts';

/** A stored file as it is served: where it is, what it is, and the name that it gets when it is saved. */
export type Served = { path: string; mime: string; sha256: string; name: string };

/** Bytes read at once. */
const readBytes = 256 * 1024;

/** A file of a take or an input below `root`. Its bytes never change under its address, so a browser may keep them. */
export async function answerMedia(request: Request, root: string, file: Served): Promise<Response> {
  const opened = await openInside(root, file.path);
  if (!opened) return plainAnswer(404, 'There is no such file.');
  const etag = `"${file.sha256}"`;
  const headers = {
    ...everyHeader,
    'Content-Security-Policy': assetPolicy,
    'Content-Type': contentType(file.mime),
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Accept-Ranges': 'bytes',
    ETag: etag,
    ...(new URL(request.url).searchParams.has('download')
      ? { 'Content-Disposition': attachment(file.name) }
      : {}),
  };
  if (request.headers.get('if-none-match') === etag) {
    await opened.handle.close();
    return new Response(null, { status: 304, headers });
  }
  // A piece of another file than the one the asker has begun with would be of no use.
  const begun = request.headers.get('if-range');
  const asked = begun === null || begun === etag ? request.headers.get('range') : null;
  const piece = pieceOf(asked, opened.bytes);
  if (piece === 'nothing') {
    await opened.handle.close();
    return plainAnswer(416, 'The file has no such part.', { 'Content-Range': `bytes */${opened.bytes}` });
  }
  const part = piece === 'whole' ? { from: 0, to: opened.bytes - 1 } : piece;
  return new Response(await bodyOf(request, opened, part), {
    status: piece === 'whole' ? 200 : 206,
    headers: {
      ...headers,
      'Content-Length': String(part.to - part.from + 1),
      ...(piece === 'whole' ? {} : { 'Content-Range': `bytes ${part.from}-${part.to}/${opened.bytes}` }),
    },
  });
}

/** The bytes as a stream that lets the file go at its end, or when nobody reads on. */
export async function bodyOf(request: Request, file: OpenFile, part: Piece): Promise<ReadableStream | null> {
  if (request.method === 'HEAD' || part.to < part.from) {
    await file.handle.close();
    return null;
  }
  const stream = file.handle.createReadStream({
    start: part.from,
    end: part.to,
    highWaterMark: readBytes,
    autoClose: true,
  });
  return Readable.toWeb(stream) as ReadableStream;
}

/** Only types of our own table are named; anything else is bytes that no browser opens. */
function contentType(mime: string): string {
  if (!isMediaType(mime)) return 'application/octet-stream';
  return mediaTypes[mime].kind === 'text' ? `${mime}; charset=utf-8` : mime;
}

const longestName = 120;

/** A name from a stranger, as a header takes it: no path, no control character, no quotation mark; whole in UTF-8 beside it. */
export function attachment(name: string): string {
  const clean = [...name]
    .slice(-longestName)
    .join('')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this takes out
    .replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|%]/g, '_')
    .replace(/^\.+/, '')
    // Half of a pair of surrogates cannot be encoded.
    .replace(/\p{Surrogate}/gu, '_');
  const whole = clean.trim() === '' ? 'rushes' : clean;
  const ascii = whole.replace(/[^\x20-\x7e]/gu, '_');
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
