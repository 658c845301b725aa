import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { checkFile } from './check.ts';
import { asRushesError, type Db } from './db.ts';
import { syncPath } from './migrate.ts';

const name = /^rushes-(\d{4}-\d{2}-\d{2})\.db$/;
/** In one read transaction: a copy that is made in steps begins again with each row that is written meanwhile. */
const inWorker = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Sqlite = require(workerData.module);
  const said = (error) => ({ code: String(error.code), message: String(error.message) });
  try {
    const db = new Sqlite(workerData.path, { readonly: true });
    db.exec('BEGIN');
    db.pragma('schema_version');
    db.backup(workerData.part, { progress: () => 2 ** 30 })
      .then(() => db.close())
      .then(() => parentPort.postMessage(null), (error) => parentPort.postMessage(said(error)));
  } catch (error) {
    parentPort.postMessage(said(error));
  }
`;

/** Copies a database on a thread of its own and its own read-only connection: the sync of a large file takes long. */
async function copyOf(path: string, part: string): Promise<void> {
  const { Worker } = await import('node:worker_threads');
  const module = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(inWorker, { eval: true, workerData: { module, path, part } });
  const failure = await new Promise<{ code?: string; message: string } | null>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', resolve);
    worker.once('exit', () => resolve({ message: 'the copy ended early' }));
  });
  await worker.terminate();
  if (failure) throw Object.assign(new Error(failure.message), { code: failure.code });
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** Copies the open database while work goes on, proves the copy, and only then gives it its name. Nothing of it keeps this thread for long. */
export async function backupTo(db: Db, path: string): Promise<number> {
  const part = `${path}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    removeWhole(part);
    await copyOf(db.path, part);
    const found = await checkFile(part, 'full');
    if (found !== 'ok') throw new RushesError('DATABASE_DAMAGED', { subject: db.path, detail: found });
    await synced(part);
    renameSync(part, path);
    removeWhole(part);
    syncPath(dirname(path));
    return statSync(path).size;
  } catch (error) {
    removeWhole(part);
    throw asRushesError(error, path);
  }
}

/** With what a reading connection leaves beside a database in WAL mode. Where it cannot be removed, the cause is told instead. */
function removeWhole(part: string): void {
  try {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${end}`, { force: true });
  } catch {
    // a folder that is none, or is not ours
  }
}

/** `2026-11-23`, in local time as the clock gives its day. */
export const backupName = (dayStart: number): string => {
  const noon = new Date(dayStart + 12 * 3_600_000);
  return `rushes-${noon.toISOString().slice(0, 10)}.db`;
};

/** Which daily backups stay: the newest 3, and the newest of each of the last 4 weeks and 6 months. Pure. */
export function keepOf(names: readonly string[]): Set<string> {
  const days = names
    .map((file) => ({ file, day: name.exec(file)?.[1] }))
    .filter((b): b is { file: string; day: string } => b.day !== undefined)
    .sort((a, b) => b.day.localeCompare(a.day));
  const keep = new Set(days.slice(0, 3).map((b) => b.file));
  const newestOf = (period: (day: string) => string, most: number): void => {
    const seen = new Set<string>();
    for (const b of days) {
      const p = period(b.day);
      if (seen.has(p) || seen.size >= most) continue;
      seen.add(p);
      keep.add(b.file);
    }
  };
  newestOf((day) => String(Math.floor(Date.parse(day) / (7 * 86_400_000))), 4);
  newestOf((day) => day.slice(0, 7), 6);
  return keep;
}

/** Removes daily backups that are not kept; nothing else in the folder is touched. */
export function thin(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((file) => name.test(file));
  const keep = keepOf(names);
  for (const file of names) if (!keep.has(file)) rmSync(join(folder, file), { force: true });
}
