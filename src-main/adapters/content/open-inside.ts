import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

export type OpenFile = { handle: FileHandle; bytes: number };

/** What a disk says of a file that is not there for us: gone, a link, no folder on the way, not ours to read. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'ENXIO', 'EISDIR']);

/**
 * Opens a plain file below `root`, wherever links on the way to it lead; null where there is none. The file itself is
 * never a link: what is opened is what was stored.
 */
export async function openInside(root: string, path: string): Promise<OpenFile | null> {
  try {
    const top = await realpath(root);
    const folder = await realpath(dirname(path));
    // With the separator: a folder beside the root may begin with its name.
    if (folder !== top && !folder.startsWith(top + sep)) return null;
    // Without O_NONBLOCK the open of a named pipe waits for ever.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    return await plainFile(await open(join(folder, basename(path)), flags));
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

async function plainFile(handle: FileHandle): Promise<OpenFile | null> {
  try {
    const stat = await handle.stat();
    if (stat.isFile()) return { handle, bytes: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}
