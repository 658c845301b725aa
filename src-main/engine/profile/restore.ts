import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { asRushesError, openRaw } from '../db/db.ts';
import { refuseNewer, syncPath } from '../db/migrate.ts';
import { migrations } from '../db/migrations/list.ts';
import { takeLock } from './lock.ts';
import { makeFolder, profileAt } from './profile.ts';

/**
 * Puts a backup in the place of a profile's database. A copy of the backup is proven first; the database that was there
 * is kept beside it under a name with the time; nothing is deleted. Answers the path of what was put aside, null where
 * none was. The queue comes back paused: a job that was sent after the backup was made is still to be sent in it, and
 * sending it again would be paid again.
 */
export function restore(folder: string, file: string, stamp: string): string | null {
  requireFile(file);
  makeFolder(folder);
  const profile = profileAt(folder);
  const part = `${profile.database}.part`;
  const lock = lockOf(folder);
  try {
    copyWhole(file, part);
    prove(part, file);
    pauseQueue(part);
    syncPath(part);
    const aside = join(profile.folder, `rushes-put-aside-${stamp}.db`);
    const had = existsSync(profile.database);
    // The database before its log: one without the other, after a crash here, is refused at the next start.
    for (const end of ['', '-wal', '-shm']) {
      if (existsSync(`${profile.database}${end}`)) renameSync(`${profile.database}${end}`, `${aside}${end}`);
    }
    renameSync(part, profile.database);
    syncPath(profile.folder);
    return had ? aside : null;
  } catch (error) {
    throw asRushesError(error, folder);
  } finally {
    removeWhole(part);
    lock.release();
  }
}

function pauseQueue(part: string): void {
  const db = openRaw(part);
  try {
    db.prepare(
      `INSERT INTO settings (key, value) VALUES ('paused', 'true') ON CONFLICT (key) DO UPDATE SET value = 'true'`,
    ).run();
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

const noBackup = (found: string, cause?: unknown): RushesError =>
  new RushesError(
    'BAD_INPUT',
    { field: 'restore', rule: 'the path of a backup made by Rushes', found },
    { cause },
  );

function requireFile(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw noBackup('no such file');
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw noBackup('a file that cannot be read', error);
  }
}

function lockOf(folder: string) {
  let lock: ReturnType<typeof takeLock>;
  try {
    lock = takeLock(folder);
  } catch (error) {
    throw asRushesError(error, folder);
  }
  if (!lock) {
    throw new RushesError('NOT_ALLOWED', {
      field: 'restore',
      subject: 'The profile',
      found: 'in use by a running Rushes',
      rule: 'a restore',
      detail: 'Close it, then run the command again.',
    });
  }
  return lock;
}

const removeWhole = (file: string): void => {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
};

/** The file with the log beside it, if there is one: a database that was put aside after a crash has its last work there. */
function copyWhole(file: string, to: string): void {
  removeWhole(to);
  for (const end of ['', '-wal']) {
    if (end !== '' && !existsSync(`${file}${end}`)) continue;
    copyFileSync(`${file}${end}`, `${to}${end}`);
    chmodSync(`${to}${end}`, 0o600);
  }
}

/** Throws where the copy is no whole database of this or an earlier version. Its log is worked in on the way. */
function prove(copy: string, file: string): void {
  try {
    const db = openRaw(copy);
    try {
      const version = refuseNewer(db, migrations.length);
      const ours = db.prepare(
        `SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('accounts', 'entries', 'jobs')`,
      );
      if (version === 0 || ours.pluck().get() !== 3) throw noBackup('another file');
      const found = String(db.pragma('integrity_check(1)', { simple: true }));
      if (found !== 'ok') throw new RushesError('DATABASE_DAMAGED', { subject: file, detail: found });
    } finally {
      db.close();
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_NOTADB') throw noBackup('another file', error);
    throw asRushesError(error, file);
  }
}
