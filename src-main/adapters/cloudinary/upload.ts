import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Name, thumbnail } from './names.ts';
import { converse, type Heard, type Wire } from './talk.ts';

/**
 * Sends an open file from the disk. The SDK's own `upload_large` can neither be cancelled nor tell how far it is, and goes on
 * reading after a chunk was refused; so each chunk is one call of its `upload_stream`, which signs it.
 */

/** The SDK's own size of a chunk, in bytes; the least that Cloudinary takes is 5 MB, but for the last. */
const chunkBytes = 20_000_000;
const readBytes = 256 * 1024;

/** `from` to `to`, both included, as `Content-Range` has it. */
type Piece = { from: number; to: number; range: string | null };

function piecesOf(bytes: number): Piece[] {
  if (bytes <= chunkBytes) return [{ from: 0, to: bytes - 1, range: null }];
  return Array.from({ length: Math.ceil(bytes / chunkBytes) }, (_, i) => {
    const from = i * chunkBytes;
    const to = Math.min(from + chunkBytes, bytes) - 1;
    return { from, to, range: `bytes ${from}-${to}/${bytes}` };
  });
}

export type Sending = {
  handle: FileHandle;
  bytes: number;
  name: Name;
  isFilm: boolean;
  preset: string | null;
  progress(sentBytes: number): void;
};

/** The answer to the last piece, or the first trouble. `progress` counts what the connection has taken. */
export async function sendFile(wire: Wire, sending: Sending): Promise<Heard> {
  const { bytes, name, isFilm, preset } = sending;
  const pieces = piecesOf(bytes);
  const asked = {
    resource_type: name.type,
    public_id: name.publicId,
    asset_folder: name.folder,
    filename: name.publicId.split('/').at(-1),
    overwrite: true,
    unique_filename: false,
    ...(preset ? { upload_preset: preset } : {}),
    // Making the picture of a long film would hold the answer back.
    ...(isFilm ? { eager: [thumbnail], eager_async: pieces.length > 1 } : {}),
  };
  const id = randomUUID();
  let heard: Heard = { kind: 'silent', connected: false };
  for (const piece of pieces) {
    const chunk = piece.range ? { x_unique_upload_id: id, content_range: piece.range } : {};
    heard = await sendPiece(wire, { ...sending, piece, asked: { ...asked, ...chunk } });
    if (heard.kind !== 'answer') return heard;
  }
  return heard;
}

type Part = Sending & { piece: Piece; asked: Record<string, unknown> };

function sendPiece(wire: Wire, { handle, piece, asked, progress }: Part): Promise<Heard> {
  const { idleMs, headersMs } = wire.timeouts;
  return converse(wire, ({ sdk, options, settle, allow, ended }) => {
    const request: Writable = sdk.uploader.upload_stream(
      { ...options, ...asked, disable_promises: true },
      (failure, json) => settle(failure ? { kind: 'failed', failure } : { kind: 'answer', json }),
    );
    const counted = async function* () {
      let sent = piece.from;
      for await (const block of blocksOf(handle, piece)) {
        yield block;
        sent += block.length;
        allow(idleMs);
        progress(sent);
      }
    };
    allow(idleMs);
    pipeline(counted, request, { signal: ended }).then(
      () => allow(headersMs),
      (error: unknown) => {
        if (!ended.aborted) settle(error instanceof Unread ? unread : { kind: 'failed', failure: error });
      },
    );
  });
}

/** By the handle itself: a read stream for each piece would leave a listener on it. */
async function* blocksOf(handle: FileHandle, { from, to }: Piece): AsyncGenerator<Buffer> {
  for (let at = from; at <= to; ) {
    const buffer = Buffer.allocUnsafe(Math.min(readBytes, to + 1 - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at).catch(() => ({ bytesRead: 0 }));
    // A file that became shorter must not look whole.
    if (bytesRead === 0) throw new Unread();
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

class Unread extends Error {
  override readonly name = 'Unread';
}
const unread: Heard = { kind: 'unread', rule: 'it changed or could not be read while it was sent' };
