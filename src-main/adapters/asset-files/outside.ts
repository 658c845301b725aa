import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { headBytes } from '../../../src-shared/domain/asset.ts';
import type { AssetFiles, PartFile } from '../../ports/asset-files.ts';
import { failureCode } from './failures.ts';

/** Files that a person named, anywhere on the machine. They are read and never written. */

const pieceBytes = 1024 * 1024;

/** Without O_NONBLOCK the open of a named pipe waits for ever. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Size and first bytes of a plain file; a link to one is followed, because a person may have named it. */
export const lookAt: AssetFiles['look'] = async (absolute) => {
  let handle: FileHandle;
  try {
    handle = await open(absolute, openFlags);
  } catch (error) {
    const code = failureCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    return code === 'EISDIR' || code === 'ENXIO' ? 'no_file' : 'unreadable';
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return 'no_file';
    const head = new Uint8Array(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    return { bytes: stat.size, head: head.slice(0, bytesRead) };
  } catch {
    return 'unreadable';
  } finally {
    await handle.close();
  }
};

/** The whole of such a file into a part. What a read fails with is the file's fault and not the disk's of the profile. */
export const copyInto = (absolute: string, part: PartFile, mostBytes: number): Promise<void> =>
  readAll(absolute, mostBytes, (piece) => part.write(piece));

/** SHA-256 of such a file, in hexadecimal. */
export async function sumOf(absolute: string, mostBytes: number): Promise<string> {
  const hash = createHash('sha256');
  await readAll(absolute, mostBytes, async (piece) => void hash.update(piece));
  return hash.digest('hex');
}

async function readAll(
  absolute: string,
  mostBytes: number,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  const refuse = (rule: string) => new RushesError('media_refused', { subject: 'The file', rule });
  const handle = await open(absolute, openFlags).catch(() => {
    throw refuse('it cannot be read any more');
  });
  try {
    for (let at = 0; ; ) {
      const piece = new Uint8Array(pieceBytes);
      const { bytesRead } = await handle.read(piece, 0, pieceBytes, at).catch(() => {
        throw refuse('it cannot be read any more');
      });
      if (bytesRead === 0) return;
      at += bytesRead;
      if (at > mostBytes) throw refuse('it has grown');
      await take(piece.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
