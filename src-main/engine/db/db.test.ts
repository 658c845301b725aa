import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { asRushesError, openDb, openRaw } from './db.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-db-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name = 'rushes.db'): string => join(folder, name);

describe('opening', () => {
  test('sets every pragma of security.md 6, and they read so after a write', () => {
    const db = openDb(at());
    db.write(() => db.sqlite.exec('CREATE TABLE a (b INTEGER) STRICT; INSERT INTO a VALUES (1)'));
    const read = (name: string): unknown => db.sqlite.pragma(name, { simple: true });
    expect({
      journal: read('journal_mode'),
      synchronous: read('synchronous'),
      busy: read('busy_timeout'),
      keys: read('foreign_keys'),
      trusted: read('trusted_schema'),
      cells: read('cell_size_check'),
      fullfsync: read('fullfsync'),
      checkpoint: read('checkpoint_fullfsync'),
    }).toEqual({
      journal: 'wal',
      synchronous: 2,
      busy: 5_000,
      keys: 1,
      trusted: 0,
      cells: 1,
      fullfsync: 1,
      checkpoint: 1,
    });
    db.close();
  });

  test('has something to hold: without it the same library commits with NORMAL', () => {
    const raw = openRaw(at());
    raw.pragma('journal_mode = WAL');
    raw.exec('CREATE TABLE a (b INTEGER)');
    expect(raw.pragma('synchronous', { simple: true })).toBe(1);
    raw.close();
  });

  // A database without a file has no write-ahead log, on any machine: what is read back is not what was set.
  test.each([':memory:', ''])('refuses "%s", where a commit cannot be made durable', (path) => {
    expect(() => openDb(path)).toThrow(
      expect.objectContaining({
        code: 'DATABASE_UNSAFE',
        facts: { rule: expect.stringContaining('journal_mode is') },
      }),
    );
  });

  test('refuses what is not a database, and leaves it alone', () => {
    writeFileSync(at(), 'no database, but something somebody wants to keep'.repeat(100));
    expect(() => openDb(at())).toThrow(expect.objectContaining({ code: 'DATABASE_DAMAGED' }));
  });

  test('refuses a path that is a folder', () => {
    mkdirSync(at());
    expect(() => openDb(at())).toThrow(expect.objectContaining({ code: 'PROFILE_UNUSABLE' }));
  });
});

describe('a transaction', () => {
  test('is all or nothing, and the next one goes on', () => {
    const db = openDb(at());
    db.write(() => db.sqlite.exec('CREATE TABLE a (b INTEGER UNIQUE) STRICT'));
    const insert = (n: number): unknown => db.sql('INSERT INTO a VALUES (?)').run(n);
    expect(() =>
      db.write(() => {
        insert(1);
        throw new RushesError('NOT_ALLOWED');
      }),
    ).toThrow('NOT_ALLOWED');
    expect(() =>
      db.write(() => {
        insert(1);
        insert(1);
      }),
    ).toThrow(/UNIQUE/);
    expect(db.write(() => insert(2))).toMatchObject({ changes: 1 });
    expect(db.sql('SELECT b FROM a').pluck().all()).toEqual([2]);
    db.close();
  });

  test('inside a transaction is refused, and takes the outer one with it', () => {
    const db = openDb(at());
    db.write(() => db.sqlite.exec('CREATE TABLE a (b INTEGER) STRICT'));
    expect(() =>
      db.write(() => {
        db.sql('INSERT INTO a VALUES (1)').run();
        db.write(() => undefined);
      }),
    ).toThrow('INTERNAL');
    expect(db.sqlite.inTransaction).toBe(false);
    expect(db.sql('SELECT COUNT(*) FROM a').pluck().get()).toBe(0);
    db.close();
  });
});

test.each([
  ['SQLITE_FULL', 'DISK_FULL'],
  ['SQLITE_IOERR_FSYNC', 'DISK_FAILED'],
  ['SQLITE_IOERR_WRITE', 'DISK_FAILED'],
  ['SQLITE_CORRUPT', 'DATABASE_DAMAGED'],
  ['SQLITE_CORRUPT_INDEX', 'DATABASE_DAMAGED'],
  ['SQLITE_NOTADB', 'DATABASE_DAMAGED'],
  ['SQLITE_CANTOPEN', 'PROFILE_UNUSABLE'],
  ['SQLITE_READONLY_DBMOVED', 'PROFILE_UNUSABLE'],
])('%s is told as %s, with the cause kept', (code, told) => {
  const cause = Object.assign(new Error(code), { code });
  expect(asRushesError(cause, 'a/path')).toMatchObject({
    code: told,
    facts: { subject: 'a/path' },
    cause,
  });
});

test('what SQLite says of our own mistakes stays as it is', () => {
  const cause = Object.assign(new Error('a'), { code: 'SQLITE_ERROR' });
  expect(asRushesError(cause, '')).toBe(cause);
  expect(asRushesError('a text', '')).toBe('a text');
});
