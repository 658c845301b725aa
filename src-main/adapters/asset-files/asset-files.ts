import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { AssetFiles, PartFile } from '../../ports/asset-files.ts';
import { failureCode, onDisk } from './failures.ts';
import { createFolders, inside, type OnSync } from './folders.ts';
import { noFollow, openPart } from './part-file.ts';

/** Enough for every magic number and for a look at the beginning of a text. */
const headBytes = 4096;
const pieceBytes = 1024 * 1024;

/** Files below `root`, which is made when the first file needs it. What a disk does leaves as a RushesError. */
export function createAssetFiles(root: string, options: { onSync?: OnSync } = {}): AssetFiles {
  const top = resolve(root);
  const onSync = options.onSync ?? (() => {});
  const folders = createFolders(top, onSync);
  /** A name has one part at a time: a second one would take the first one's file away from below it. */
  const openPaths = new Set<string>();

  async function openOnce(path: string): Promise<PartFile> {
    const absolute = inside(top, path);
    if (openPaths.has(absolute)) {
      throw new RushesError('INTERNAL', { field: 'path', rule: 'not being written already', found: path });
    }
    openPaths.add(absolute);
    const release = () => void openPaths.delete(absolute);
    try {
      const part = await openPart({ absolute, folders, onSync });
      return {
        write: (chunk) => onDisk(top, () => part.write(chunk)),
        commit: () =>
          onDisk(top, async () => {
            const whole = await part.commit();
            release();
            return whole;
          }),
        discard: () => part.discard().finally(release),
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Does `work` on a stored file; null where there is none. Only a plain file is one. */
  async function reading<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T | null> {
    const absolute = inside(top, path);
    if (!(await folders.present(absolute))) return null;
    let handle: FileHandle;
    try {
      // Without O_NONBLOCK the open of a named pipe waits for ever.
      handle = await open(absolute, constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      if (failureCode(error) === 'ENOENT') return null;
      throw error;
    }
    try {
      if (!(await handle.stat()).isFile()) {
        throw new RushesError('DISK_FAILED', { subject: absolute, rule: 'a plain file' });
      }
      return await work(handle);
    } finally {
      await handle.close();
    }
  }

  async function sweepBelow(folder: string): Promise<number> {
    let swept = 0;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const absolute = join(folder, entry.name);
      if (entry.isDirectory()) swept += await sweepBelow(absolute);
      else if (entry.name.endsWith('.part')) {
        await rm(absolute, { force: true });
        swept += 1;
      }
    }
    return swept;
  }

  return {
    open: (path) => onDisk(top, () => openOnce(path)),

    absolute: (path) => inside(top, path),

    inspect: (path) => onDisk(top, () => reading(path, inspectFile)),

    append: (path, text) =>
      onDisk(top, async () => {
        const absolute = inside(top, path);
        await folders.make(absolute);
        const { O_WRONLY, O_APPEND, O_CREAT } = constants;
        const handle = await open(absolute, O_WRONLY | O_APPEND | O_CREAT | noFollow, 0o600);
        try {
          await handle.writeFile(text);
        } finally {
          await handle.close();
        }
      }),

    remove: (path) =>
      onDisk(top, async () => {
        const absolute = inside(top, path);
        if (await folders.present(absolute)) await rm(absolute, { force: true });
      }),

    sweep: () =>
      onDisk(top, async () => {
        await folders.makeRoot();
        return sweepBelow(top);
      }),

    freeBytes: () =>
      onDisk(top, async () => {
        await folders.makeRoot();
        const disk = await statfs(top);
        return disk.bavail * disk.bsize;
      }),
  };
}

async function inspectFile(handle: FileHandle): Promise<{ bytes: number; sha256: string; head: Uint8Array }> {
  const hash = createHash('sha256');
  const piece = new Uint8Array(pieceBytes);
  const head = new Uint8Array(headBytes);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, bytes);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    if (bytes < headBytes) head.set(piece.subarray(0, Math.min(bytesRead, headBytes - bytes)), bytes);
    bytes += bytesRead;
  }
  return { bytes, sha256: hash.digest('hex'), head: head.slice(0, Math.min(bytes, headBytes)) };
}
