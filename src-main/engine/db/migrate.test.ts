import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jobAt } from '../../../test/ledger/steps.ts';
import { dumpOf, engineOn, openFile } from '../../../test/ledger/world.ts';
import { auditLedger } from '../ledger/audit.ts';
import { type Db, openDb } from './db.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { migrations } from './migrations/list.ts';

let folder = '';
let db: Db;
const path = (): string => join(folder, 'rushes.db');
const backups = (): string => join(folder, 'backups');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-migrate-'));
  db = openFile(path());
  const engine = engineOn(db);
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  jobAt(engine, 'completed');
  jobAt(engine, 'queued');
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const schemaOf = (of: Db): string =>
  JSON.stringify([
    of.sqlite.pragma('user_version'),
    of.sqlite.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all(),
  ]);
const second = {
  name: 'second',
  sql: 'ALTER TABLE jobs ADD COLUMN colour TEXT; CREATE TABLE b (c TEXT) STRICT',
};

test('every step of the list has been taken by a new file, and none again by an old one', () => {
  expect(db.sqlite.pragma('user_version', { simple: true })).toBe(migrations.length);
  const before = schemaOf(db) + dumpOf(db);
  migrate(db, backups());
  expect(schemaOf(db) + dumpOf(db)).toBe(before);
  expect(existsSync(backups())).toBe(false);
});

test('jobs from before know what their files came from, as far as it was kept', () => {
  const old = openDb(join(folder, 'old.db'));
  migrate(old, backups(), migrations.slice(0, 4));
  for (const id of ['voice', 'video', 'other'])
    old.sqlite
      .prepare(
        `INSERT INTO jobs (id, workflow, state, stage, priority, review, params, provider, price_total, price_preview, rank, claimable,
           created_at, updated_at) VALUES (?, 'tts', 'completed', 'final', 'normal', 'hold', '{}', 'fal', 0, 0, 0, 0, 0, 0)`,
      )
      .run(id);
  old.sqlite.exec(`
    INSERT INTO takes (id, job_id, go, stage, created_at) VALUES ('spoken', 'voice', 1, 'final', 0);
    INSERT INTO inputs (job_id, field, name, path, mime, bytes, sha256, from_take, facts) VALUES
      ('video', 'image', 'a.png', 'a', 'image/png', 1, '', NULL, '{}'),
      ('video', 'audio', 'take:spoken', 'b', 'audio/mpeg', 1, '', 'spoken', '{}'),
      ('other', 'audio', 'c.mp3', 'c', 'audio/mpeg', 1, '', NULL, '{}')`);
  migrate(old, backups());
  const origins = old.sqlite.prepare('SELECT id, origins FROM jobs ORDER BY id').all() as object[];
  expect(origins).toEqual([
    { id: 'other', origins: '[]' },
    { id: 'video', origins: '[{"field":"audio","job":"voice","take":"spoken","stage":"final"}]' },
    { id: 'voice', origins: '[]' },
  ]);
  old.close();
});

test('takes from before are found by what they wrote, but for those that went', () => {
  const old = openDb(join(folder, 'old.db'));
  migrate(old, backups(), migrations.slice(0, 5));
  const add = (id: string, result: unknown, removedAt: number | null): void => {
    old.sqlite
      .prepare(
        `INSERT INTO jobs (id, workflow, state, stage, priority, review, params, provider, price_total, price_preview, rank, claimable,
           created_at, updated_at) VALUES (?, 'chat', 'completed', 'final', 'normal', 'auto', ?, 'openrouter', 0, 0, 0, 0, 0, 0)`,
      )
      .run(id, JSON.stringify({ prompt: 'A hook' }));
    old.sqlite
      .prepare(
        `INSERT INTO attempts (job_id, n, go, stage, part, state, provider, request, result, created_at, updated_at)
           VALUES (?, 1, 1, 'final', 0, 'succeeded', 'openrouter', '{}', ?, 0, 0)`,
      )
      .run(id, result === null ? null : JSON.stringify(result));
    old.sqlite
      .prepare(`INSERT INTO takes (id, job_id, go, stage, created_at) VALUES (?, ?, 1, 'final', 0)`)
      .run(`take-${id}`, id);
    old.sqlite.prepare('UPDATE takes SET removed_at = ? WHERE job_id = ?').run(removedAt, id);
  };
  const heron = [{ type: 'text', text: 'A heron' }];
  add('wrote', heron, null);
  add('removed', heron, 1);
  add('silent', null, null);
  migrate(old, backups());
  const found = (word: string): unknown[] =>
    old.sqlite
      .prepare(
        `SELECT l.take_id FROM take_words w JOIN library l ON l.id = w.rowid WHERE take_words MATCH ? ORDER BY l.id`,
      )
      .pluck()
      .all(word);
  expect([found('heron'), found('hook')]).toEqual([['take-wrote'], ['take-wrote', 'take-silent']]);
  old.sqlite.exec('UPDATE takes SET removed_at = NULL');
  expect(found('heron')).toEqual(['take-wrote', 'take-removed']);
  old.close();
});

test('every table is STRICT', () => {
  const tables = db.sqlite.pragma('table_list') as { name: string; type: string; strict: number }[];
  for (const t of tables)
    if (t.type === 'table' && !t.name.startsWith('sqlite_')) expect([t.name, t.strict]).toEqual([t.name, 1]);
});

test('a file of a later version is refused, and nothing in it changes', () => {
  db.sqlite.pragma(`user_version = ${migrations.length + 1}`);
  db.sqlite.exec('CREATE TABLE of_later (a TEXT) STRICT');
  const before = schemaOf(db) + dumpOf(db);
  db.close();
  const bytes = readFileSync(path());
  const newer = expect.objectContaining({
    code: 'DATABASE_NEWER',
    facts: { found: String(migrations.length + 1), rule: String(migrations.length) },
  });
  // As a profile opens it, not a byte changes; nor does a migration that meets it later.
  expect(() => openDb(path(), (sqlite) => void refuseNewer(sqlite, migrations.length))).toThrow(newer);
  expect(readFileSync(path()).equals(bytes)).toBe(true);
  db = openDb(path());
  expect(() => migrate(db, backups())).toThrow(newer);
  expect(schemaOf(db) + dumpOf(db)).toBe(before);
  expect(existsSync(backups())).toBe(false);
});

describe('a second step', () => {
  test('keeps every row, and a proven copy from before it', () => {
    const schema = schemaOf(db);
    const rows = dumpOf(db);
    migrate(db, backups(), [...migrations, second]);
    expect(db.sqlite.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
    expect(db.sqlite.prepare('SELECT colour FROM jobs').pluck().all()).toEqual([null, null]);
    expect(auditLedger(db)).toEqual([]);
    const name = `before-000${migrations.length + 1}-second.db`;
    expect(readdirSync(backups())).toEqual([name]);
    const copy = openDb(join(backups(), name));
    expect([schemaOf(copy), dumpOf(copy)]).toEqual([schema, rows]);
    copy.close();
  });

  test.each([
    ['is no SQL', `${second.sql}; CREATE TABLE`],
    ['breaks a constraint at its end', `${second.sql}; UPDATE accounts SET balance = -1 WHERE name = 'held'`],
    [
      'leaves a row that points at nothing',
      `${second.sql}; CREATE TABLE d (e TEXT REFERENCES b (c)); PRAGMA defer_foreign_keys = ON; INSERT INTO d VALUES ('x')`,
    ],
    ['ends an entry', `${second.sql}; DELETE FROM entries`],
  ])('that %s leaves the old schema and the old rows', (_name, sql) => {
    const before = schemaOf(db) + dumpOf(db);
    expect(() => migrate(db, backups(), [...migrations, { name: 'second', sql }])).toThrow();
    expect(db.sqlite.inTransaction).toBe(false);
    expect(schemaOf(db) + dumpOf(db)).toBe(before);
    // Mended, it goes through, over the copy that is there already.
    migrate(db, backups(), [...migrations, second]);
    expect(db.sqlite.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
  });
});
