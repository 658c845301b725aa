import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, link, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { AssetFiles, PartFile, WholeFile } from '../../ports/asset-files.ts';
import { failureCode, onDisk } from './failures.ts';
import { createFolders, inside, type OnSync } from './folders.ts';
import { copyInto, lookAt, sumOf } from './outside.ts';
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

  async function sweepBelow(folder: string, unwanted: (path: string) => boolean): Promise<number> {
    let swept = 0;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const absolute = join(folder, entry.name);
      if (entry.isDirectory()) swept += await sweepBelow(absolute, unwanted);
      else if (entry.name.endsWith('.part') || unwanted(relative(top, absolute).split(sep).join('/'))) {
        await rm(absolute, { force: true });
        swept += 1;
      }
    }
    return swept;
  }

  /** The part is made whole as `openPart` does it: sync, rename, sync of the folders. */
  async function settle(absolute: string, part: string): Promise<WholeFile> {
    const handle = await open(part, constants.O_RDWR | noFollow);
    let whole: WholeFile;
    try {
      const { bytes, sha256 } = await inspectFile(handle);
      whole = { bytes, sha256 };
      await handle.chmod(0o600);
      await handle.sync();
      onSync('file', part);
    } finally {
      await handle.close();
    }
    await rename(part, absolute);
    await folders.sync(absolute);
    return whole;
  }

  /** Runs `work` while the name is taken, and leaves no part where it fails. */
  async function withPart<T>(path: string, work: (absolute: string, part: string) => Promise<T>): Promise<T> {
    const absolute = inside(top, path);
    if (openPaths.has(absolute)) {
      throw new RushesError('INTERNAL', { field: 'path', rule: 'not being written already', found: path });
    }
    openPaths.add(absolute);
    const part = `${absolute}.part`;
    try {
      await folders.make(absolute);
      await rm(part, { force: true });
      return await work(absolute, part);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw error;
    } finally {
      openPaths.delete(absolute);
    }
  }

  return {
    open: (path) => onDisk(top, () => openOnce(path)),

    make: (path, work) =>
      onDisk(top, () =>
        withPart(path, async (absolute, part) => {
          const made = await work(part);
          return { made, ...(await settle(absolute, part)) };
        }),
      ),

    link: (from, to) =>
      onDisk(top, () =>
        withPart(to, async (absolute, part) => {
          const source = inside(top, from);
          // A disk that knows no links (exFAT) gets a copy.
          await link(source, part).catch(() => copyFile(source, part, constants.COPYFILE_EXCL));
          await settle(absolute, part);
        }),
      ),

    look: lookAt,

    sum: sumOf,

    copyIn: (absolute, path, mostBytes) =>
      onDisk(top, async () => {
        const part = await openOnce(path);
        try {
          await copyInto(absolute, part, mostBytes);
          return await part.commit();
        } finally {
          await part.discard();
        }
      }),

    absolute: (path) => inside(top, path),

    has: (path) => onDisk(top, async () => (await reading(path, async () => true)) ?? false),

    read: (path) =>
      onDisk(top, () => reading(path, async (handle) => new Uint8Array(await handle.readFile()))),

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

    sweep: (unwanted) =>
      onDisk(top, async () => {
        await folders.makeRoot();
        return sweepBelow(top, unwanted);
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
