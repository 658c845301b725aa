import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { openRaw } from '../db/db.ts';
import { syncPath } from '../db/migrate.ts';
import { migrations } from '../db/migrations/list.ts';
import { takeLock } from './lock.ts';
import { makeFolder, profileAt } from './profile.ts';

/**
 * Puts a backup in the place of a profile's database. The backup is proven first; the database that was there is kept
 * beside it under a name with the time; nothing is deleted. Answers the path of what was put aside, null where none was.
 */
export function restore(folder: string, file: string, stamp: string): string | null {
  prove(file);
  makeFolder(folder);
  const profile = profileAt(folder);
  const lock = takeLock(folder);
  if (!lock) throw new RushesError('PROFILE_IN_USE', { subject: folder });
  try {
    const part = `${profile.database}.part`;
    copyFileSync(file, part);
    syncPath(part);
    let aside: string | null = null;
    for (const end of ['-wal', '-shm', '']) {
      const old = `${profile.database}${end}`;
      if (!existsSync(old)) continue;
      const kept = join(profile.folder, `rushes-put-aside-${stamp}.db${end}`);
      renameSync(old, kept);
      if (end === '') aside = kept;
    }
    renameSync(part, profile.database);
    syncPath(profile.folder);
    return aside;
  } finally {
    lock.release();
  }
}

/** Throws where the file is no whole database of this or an earlier version. */
function prove(file: string): void {
  if (!existsSync(file))
    throw new RushesError('BAD_INPUT', {
      field: 'restore',
      rule: 'the path of a backup',
      found: 'no such file',
    });
  // A copy is examined, because opening a database in place may write beside it.
  const copy = `${file}.examined`;
  copyFileSync(file, copy);
  try {
    const db = openRaw(copy);
    try {
      const found = String(db.pragma('integrity_check(1)', { simple: true }));
      const version = Number(db.pragma('user_version', { simple: true }));
      if (found !== 'ok') throw new RushesError('DATABASE_DAMAGED', { subject: file, detail: found });
      if (version > migrations.length)
        throw new RushesError('DATABASE_NEWER', { found: String(version), rule: String(migrations.length) });
      if (version === 0)
        throw new RushesError('BAD_INPUT', {
          field: 'restore',
          rule: 'a backup made by Rushes',
          found: 'another file',
        });
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof RushesError) throw error;
    throw new RushesError(
      'BAD_INPUT',
      { field: 'restore', rule: 'a backup made by Rushes', found: 'another file' },
      { cause: error },
    );
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${end}`, { force: true });
  }
}
