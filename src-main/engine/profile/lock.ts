import { join } from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import { openRaw } from '../db/db.ts';

/**
 * One engine per profile: an exclusive lock on a small SQLite file, which the system frees on any death. Nothing else
 * in this process may open and close that file, because closing any handle of it would drop a POSIX lock.
 */
export type Lock = { release(): void };

/** Takes the lock, or answers null where another process (or this one) has it. */
export function takeLock(folder: string): Lock | null {
  let file: BetterSqlite.Database | undefined;
  try {
    file = openRaw(join(folder, 'lock.db'), { timeout: 0 });
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file?.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  const held = file;
  return { release: () => held.close() };
}
