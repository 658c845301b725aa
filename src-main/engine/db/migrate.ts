import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { asRushesError, type Db, openRaw } from './db.ts';
import { migrations } from './migrations/list.ts';

/**
 * Brings a database to the newest schema: refuses a newer file, copies the file before each step, proves the copy,
 * then takes the step in one exclusive transaction. Whatever fails or dies, the file holds the old or the new schema.
 */
export function migrate(db: Db, backups: string, steps = migrations): void {
  const version = refuseNewer(db.sqlite, steps.length);
  for (let at = version; at < steps.length; at++) {
    const step = steps[at];
    if (!step) continue;
    // A file that is being made has nothing to lose.
    if (version > 0) snapshot(db, join(backups, `before-${String(at + 1).padStart(4, '0')}-${step.name}.db`));
    takeStep(db, step.sql, at + 1);
  }
}

/** The version of an open database; throws DATABASE_NEWER. Reads only, so that a newer file is left as it is. */
export function refuseNewer(sqlite: Db['sqlite'], newest: number): number {
  const version = Number(sqlite.pragma('user_version', { simple: true }));
  if (version > newest)
    throw new RushesError('DATABASE_NEWER', { found: String(version), rule: String(newest) });
  return version;
}

function takeStep(db: Db, sql: string, version: number): void {
  try {
    db.sqlite.exec('BEGIN EXCLUSIVE');
    db.sqlite.exec(sql);
    const broken = db.sqlite.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) throw new RushesError('DATABASE_DAMAGED', { detail: 'foreign keys' });
    db.sqlite.pragma(`user_version = ${version}`);
    db.sqlite.exec('COMMIT');
  } catch (error) {
    if (db.sqlite.inTransaction) db.sqlite.exec('ROLLBACK');
    throw asRushesError(error, db.path);
  }
}

/** A proven copy of the open database: `VACUUM INTO` a part, synced, checked, renamed. Blocks; see `backup.ts` for the copy off this thread. */
function snapshot(db: Db, path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.part`;
  rmSync(part, { force: true });
  try {
    db.sqlite.prepare('VACUUM INTO ?').run(part);
    finishSnapshot(part, path);
  } catch (error) {
    const told = asRushesError(error, path);
    // Half a copy would only take room on a disk that has none; one that is not whole is kept, to be looked at.
    if (!(told instanceof RushesError && told.code === 'DATABASE_DAMAGED')) rmSync(part, { force: true });
    throw told;
  }
}

/** Proves a copy and gives it its name; throws DATABASE_DAMAGED and keeps the part where the copy is not whole. */
function finishSnapshot(part: string, path: string): void {
  const copy = openRaw(part, { readonly: true });
  try {
    const found = copy.pragma('integrity_check', { simple: true });
    const broken = copy.pragma('foreign_key_check') as unknown[];
    if (found !== 'ok' || broken.length > 0)
      throw new RushesError('DATABASE_DAMAGED', { subject: basename(path), detail: String(found) });
  } finally {
    copy.close();
  }
  syncPath(part);
  renameSync(part, path);
  syncPath(dirname(path));
}

/** fsync of a file or folder; folders cannot be synced on Windows, where the rename is durable by itself. */
export function syncPath(path: string): void {
  if (!existsSync(path)) return;
  try {
    const fd = openSync(path, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (process.platform !== 'win32' || (code !== 'EPERM' && code !== 'EISDIR' && code !== 'EACCES'))
      throw error;
  }
}
