import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDb } from './db.ts';
import { lossOf } from './wal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-wal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database as a killed process leaves it, its log beside it. */
function killed(): string {
  const db = openDb(join(folder, 'live.db'));
  db.sqlite.exec('CREATE TABLE t (a INTEGER) STRICT');
  db.write(() => db.sql('INSERT INTO t VALUES (?)').run(1));
  const left = join(folder, 'left.db');
  for (const end of ['', '-wal', '-shm']) copyFileSync(`${db.path}${end}`, `${left}${end}`);
  db.close();
  return left;
}

test('a log that is whole has lost nothing', () => {
  expect(lossOf(killed(), 0)).toBeNull();
});

test('a log that is gone is noticed', () => {
  const left = killed();
  rmSync(`${left}-wal`);
  expect(lossOf(left, 0)).toBe('its write-ahead log is gone');
});

test('an index from before the machine was started is not believed: after a power cut it may be older than the log', () => {
  const left = killed();
  rmSync(`${left}-wal`);
  expect(lossOf(left, Date.now() + 60_000)).toBeNull();
});
