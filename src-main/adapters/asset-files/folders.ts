import { constants } from 'node:fs';
import { lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { failureCode } from './failures.ts';

/** Told after each fsync that worked. Tests count them, and kill the process there. */
export type OnSync = (what: 'file' | 'folder', absolute: string) => void;

/** A list of what is allowed, because lists of what is not never end. No leading or last dot, no colon, no blank. */
const nameRule = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,126}[A-Za-z0-9_-])?$/;

/** Where `path` lies below `root`. Paths are the engine's own, so a bad one is a mistake of Rushes. */
export function inside(root: string, path: string): string {
  const names = path.split('/');
  const refuse = (rule: string) =>
    new RushesError('INTERNAL', { field: 'path', rule, found: path.slice(0, 80) });
  if (!names.every((name) => nameRule.test(name))) throw refuse('relative, of plain names with / between');
  if (path.endsWith('.part')) throw refuse('no part');
  const absolute = resolve(root, ...names);
  if (!absolute.startsWith(root.endsWith(sep) ? root : root + sep)) throw refuse('inside the root');
  return absolute;
}

/**
 * The folders below one root: made with 0700, never a link, and on the disk before a file in them counts as stored.
 * A folder is on the disk when its parent was synced after it was made. Who made it is not remembered over a restart,
 * so each process syncs the parents of a folder once.
 */
export function createFolders(root: string, onSync: OnSync) {
  const settled = new Set<string>();
  let rootIsOurs = false;

  /** From the root down to the folder of `absolute`. */
  const way = (absolute: string): string[] => {
    const names = relative(root, dirname(absolute)).split(sep).filter(Boolean);
    return [root, ...names.map((_, i) => join(root, ...names.slice(0, i + 1)))];
  };

  const refuseLink = (folder: string) =>
    new RushesError('DISK_FAILED', { subject: folder, rule: 'a real folder', detail: 'ENOTDIR' });

  /** False where a folder is not there. A link below the root is refused; the root itself may be one. */
  async function present(absolute: string): Promise<boolean> {
    for (const folder of way(absolute).slice(1)) {
      try {
        if (!(await lstat(folder)).isDirectory()) throw refuseLink(folder);
      } catch (error) {
        if (failureCode(error) === 'ENOENT') return false;
        throw error;
      }
    }
    return true;
  }

  /** A root that was there before is its maker's to sync; its parent may not even be readable. */
  async function makeRoot(): Promise<void> {
    const made = await mkdir(root, { recursive: true, mode: 0o700 });
    if (made !== undefined) rootIsOurs = true;
    if (!rootIsOurs) settled.add(root);
  }

  /** Makes what is missing on the way to `absolute`. */
  async function make(absolute: string): Promise<void> {
    for (const folder of way(absolute)) {
      try {
        if (folder === root) await makeRoot();
        else {
          await mkdir(folder, { mode: 0o700 });
          settled.delete(folder);
        }
      } catch (error) {
        if (failureCode(error) !== 'EEXIST') throw error;
        if (!(await lstat(folder)).isDirectory()) throw refuseLink(folder);
      }
    }
  }

  async function syncFolder(folder: string): Promise<void> {
    if (process.platform === 'win32') return; // a folder cannot be opened there; NTFS journals names by itself
    const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    onSync('folder', folder);
  }

  /** Puts the name of the file `absolute`, and of every folder on its way, on the disk. */
  async function sync(absolute: string): Promise<void> {
    await syncFolder(dirname(absolute));
    for (const folder of way(absolute).toReversed()) {
      if (settled.has(folder)) continue;
      await syncFolder(dirname(folder));
      settled.add(folder);
    }
  }

  return { present, makeRoot, make, sync };
}
export type Folders = ReturnType<typeof createFolders>;
