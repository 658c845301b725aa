import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRaw } from '../../src-main/engine/db/db.ts';
import { hold, makeJob } from './world.ts';

/** Profiles to be damaged: made once, copied for each test. */
export type Samples = {
  /** Closed in order, with `jobs` jobs and a backup of all of them. */
  closed: string;
  /** The same, with one more job, left by a process that was killed: the job stands in the log only. */
  killed: string;
  jobs: number;
};

export async function makeSamples(closed: string, killed: string): Promise<Samples> {
  const jobs = 8;
  const env = { FAL_KEY: 'damage:1234' };
  const first = await hold({ folder: closed, env });
  const one = await first.connect();
  for (let i = 0; i < jobs; i++) await makeJob(one.client, 'tts', `Sentence ${i}. And another.`);
  await one.client.app.backup();
  one.close();
  await first.end();
  copyProfile(closed, killed);
  const second = await hold({ folder: killed, env });
  const two = await second.connect();
  await makeJob(two.client, 'tts', 'Only in the log.');
  await second.kill('SIGKILL');
  two.close();
  return { closed, killed, jobs };
}

export const copyProfile = (from: string, to: string): void =>
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.sock') });

/** The backup of a sample. */
export function backupOf(folder: string): string {
  const [name] = readdirSync(join(folder, 'backups')).filter((file) => file.endsWith('.db'));
  if (!name) throw new Error('no backup was made');
  return join(folder, 'backups', name);
}

/** Byte at which the first page of a table or an index begins, and how long a page is. */
export function pageOf(database: string, name: string): { at: number; size: number } {
  const db = openRaw(database);
  try {
    const size = Number(db.pragma('page_size', { simple: true }));
    const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
    return { at: (Number(page) - 1) * size, size };
  } finally {
    db.close();
  }
}

/** Turns bytes over; a place below 0 counts from the end. */
export function flip(path: string, places: readonly number[]): void {
  const bytes = readFileSync(path);
  for (const place of places) {
    const at = place < 0 ? bytes.length + place : place;
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  }
  writeFileSync(path, bytes);
}

/** A change of a row's value that leaves every page whole. */
export function alter(database: string, sql: string): void {
  const db = openRaw(database);
  try {
    db.pragma('ignore_check_constraints = ON');
    db.exec(sql);
  } finally {
    db.close();
  }
}
