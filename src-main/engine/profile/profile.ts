import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { quickCheck } from '../db/check.ts';
import { asRushesError, type Db, openDb } from '../db/db.ts';
import { migrate, refuseNewer } from '../db/migrate.ts';
import { migrations } from '../db/migrations/list.ts';
import { lossOf } from '../db/wal.ts';
import { type Lock, takeLock } from './lock.ts';

/** The folder of one profile and what stands in it. */
export type Profile = {
  folder: string;
  database: string;
  assets: string;
  logs: string;
  backups: string;
  socket: string;
};

export const profileAt = (folder: string): Profile => ({
  folder,
  database: join(folder, 'rushes.db'),
  assets: join(folder, 'assets'),
  logs: join(folder, 'logs'),
  backups: join(folder, 'backups'),
  socket:
    process.platform === 'win32'
      ? `\\\\.\\pipe\\rushes-${Buffer.from(folder).toString('hex').slice(-200)}`
      : join(folder, 'engine.sock'),
});

export type OpenProfile = Profile & { db: Db; close(): void };

/** A file this small (bytes) is proven whole while it is opened; a larger one after the first work. */
const checkedAtOnce = 2 * 1024 * 1024;

/** The bit of a folder in which everybody may put files. */
const sticky = 0o1000;

/** Makes the folder (0700). Throws PROFILE_UNUSABLE where that fails, and where it is others' too: they would be locked out of it. */
export function makeFolder(folder: string): void {
  try {
    makeStepwise(folder);
    if (process.platform === 'win32') return;
    if (dirname(folder) === folder || (statSync(folder).mode & sticky) !== 0) {
      const rule = 'it is shared with other users';
      throw new RushesError('PROFILE_UNUSABLE', { field: 'home', subject: folder, rule });
    }
    chmodSync(folder, 0o700);
  } catch (error) {
    if (error instanceof RushesError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC')
      throw new RushesError('DISK_FULL', { field: 'home', subject: folder }, { cause: error });
    throw new RushesError(
      'PROFILE_UNUSABLE',
      { field: 'home', subject: folder, rule: ruleOf(code) },
      { cause: error },
    );
  }
}

/** Not `recursive`: Node 24 never comes back from it where the system refuses with ENOENT, as /proc does. */
function makeStepwise(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const at of missing.reverse()) {
    try {
      mkdirSync(at, { mode: 0o700 });
    } catch (error) {
      // Another process may make it at the same moment.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  if (!statSync(folder).isDirectory()) mkdirSync(folder);
}

const ruleOf = (code: string | undefined): string =>
  code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    ? 'it cannot be written'
    : code === 'ENOTDIR' || code === 'EEXIST'
      ? 'it is not a folder'
      : `the system says ${code ?? 'no'}`;

/** A database that is gone or empty where there was one must not be made anew in silence; nor one whose log has lost work. */
function refuseLoss({ database, backups }: Profile): void {
  const missing = !existsSync(database) || statSync(database).size === 0;
  const hadOne = missing && existsSync(backups) && readdirSync(backups).some((name) => name.endsWith('.db'));
  const bootedAt = performance.timeOrigin + performance.now() - uptime() * 1_000;
  const loss =
    lossOf(database, bootedAt) ?? (hadOne ? 'it is empty or gone, and its backups are there' : null);
  if (loss !== null) throw new RushesError('DATABASE_DAMAGED', { subject: database, detail: loss });
}

/** Locks, opens, proves and migrates the profile; null where another process has it. Whatever throws, the lock is free again. */
export function openProfile(folder: string): OpenProfile | null {
  makeFolder(folder);
  const profile = profileAt(folder);
  let lock: Lock | null = null;
  let db: Db | undefined;
  try {
    lock = takeLock(folder);
    if (!lock) return null;
    refuseLoss(profile);
    // Both before anything is written: a newer and a damaged file are left as they were.
    db = openDb(profile.database, (sqlite) => {
      refuseNewer(sqlite, migrations.length);
      if (statSync(profile.database).size > checkedAtOnce) return;
      const found = quickCheck(sqlite);
      if (found !== 'ok')
        throw new RushesError('DATABASE_DAMAGED', { subject: profile.database, detail: found });
    });
    migrate(db, profile.backups);
  } catch (error) {
    db?.close();
    lock?.release();
    throw asRushesError(error, folder);
  }
  const held = { db, lock };
  return {
    ...profile,
    db,
    close() {
      held.db.close();
      held.lock.release();
    },
  };
}
