import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/**
 * What a studio keeps in its profile (0600): its port and its sessions, of which only hashes. A file that cannot be read is
 * as good as none: everybody signs in anew.
 */
const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const session = z.object({ id: hash, cookie: hash, bearer: hash, assets: hash, until: z.number() });
const shape = z.object({ port: z.nullable(z.int()), sessions: z.array(session) });

export type KeptSession = z.infer<typeof session>;
export type Kept = { port: number | null; sessions: readonly KeptSession[] };

const fileOf = (folder: string): string => join(folder, 'studio.json');

export function readKept(folder: string): Kept {
  try {
    return shape.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')));
  } catch {
    return { port: null, sessions: [] };
  }
}

/** Whole or not at all. */
export function writeKept(folder: string, kept: Kept): void {
  const part = `${fileOf(folder)}.part`;
  const { O_WRONLY, O_CREAT, O_TRUNC } = constants;
  const fd = openSync(part, O_WRONLY | O_CREAT | O_TRUNC | (constants.O_NOFOLLOW ?? 0), 0o600);
  try {
    // A part that was left behind keeps the rights it had.
    if (process.platform !== 'win32') fchmodSync(fd, 0o600);
    writeFileSync(fd, `${JSON.stringify(kept)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(part, fileOf(folder));
}

/** A full disk lets a file go where it takes none. */
export const dropKept = (folder: string): void => rmSync(fileOf(folder), { force: true });
