import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { PartFile } from '../../ports/asset-files.ts';
import type { Folders, OnSync } from './folders.ts';

/** Not there on Windows, where the flag is not needed: nobody without rights makes a link there. */
export const noFollow = constants.O_NOFOLLOW ?? 0;

export type PartPlace = { absolute: string; folders: Folders; onSync: OnSync };

/**
 * Writes `NAME.part` and gives it its name only when it is whole. The order is the promise:
 * bytes, fsync of the file, close, rename, fsync of the folders. A failure leaves no file under the name.
 */
export async function openPart({ absolute, folders, onSync }: PartPlace): Promise<PartFile> {
  const partPath = `${absolute}.part`;
  await folders.make(absolute);
  await rm(partPath, { force: true });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;
  const handle = await open(partPath, flags, 0o600);

  const hash = createHash('sha256');
  let bytes = 0;
  let writing = 0;
  let state: 'open' | 'broken' | 'whole' = 'open';

  const mistake = (rule: string) => new RushesError('INTERNAL', { field: 'part', rule, subject: absolute });

  async function writeAll(chunk: Uint8Array, start: number): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, start + done);
      done += bytesWritten;
    }
  }

  return {
    async write(chunk) {
      if (state !== 'open') throw mistake('open');
      const start = bytes;
      bytes += chunk.length;
      hash.update(chunk);
      writing += 1;
      try {
        await writeAll(chunk, start);
      } catch (error) {
        state = 'broken';
        throw error;
      } finally {
        writing -= 1;
      }
    },

    async commit() {
      if (state !== 'open' || writing > 0) throw mistake('open, with every write awaited');
      state = 'broken';
      if ((await handle.stat()).size !== bytes) throw mistake('as long as what was written');
      await handle.sync();
      onSync('file', partPath);
      await handle.close();
      await rename(partPath, absolute);
      state = 'whole';
      await folders.sync(absolute);
      return { bytes, sha256: hash.digest('hex') };
    },

    async discard() {
      if (state === 'whole') return;
      state = 'broken';
      await handle.close().catch(() => {});
      await rm(partPath, { force: true }).catch(() => {}); // the sweep takes what could not be removed
    },
  };
}
