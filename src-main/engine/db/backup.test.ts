import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupName, backupTo, keepOf, thin } from './backup.ts';
import { type Db, openDb, openRaw } from './db.ts';
import { migrate } from './migrate.ts';

const dayMs = 86_400_000;
const nameOf = (day: number): string => `rushes-${new Date(day * dayMs).toISOString().slice(0, 10)}.db`;
/** 2026-11-23, a Monday. */
const today = Date.parse('2026-11-23') / dayMs;

describe('keepOf', () => {
  it('keeps 3 days, then the newest of 4 weeks and of 6 months', () => {
    const year = Array.from({ length: 365 }, (_, i) => nameOf(today - i));
    const kept = [...keepOf(year)].sort().reverse();
    expect(kept.slice(0, 3)).toEqual([nameOf(today), nameOf(today - 1), nameOf(today - 2)]);
    const months = new Set(kept.map((name) => name.slice(7, 14)));
    expect([...months]).toEqual(['2026-11', '2026-10', '2026-09', '2026-08', '2026-07', '2026-06']);
    expect(kept.length).toBeLessThanOrEqual(3 + 4 + 6);
    // The newest of a past month is its last day.
    expect(kept).toContain('rushes-2026-10-31.db');
    expect(kept).toContain('rushes-2026-06-30.db');
  });

  it('keeps everything while there is little, and nothing of what is none of ours', () => {
    const few = [nameOf(today), nameOf(today - 40), nameOf(today - 1)];
    expect(keepOf(few)).toEqual(new Set(few));
    expect(keepOf([])).toEqual(new Set());
    expect(keepOf(['notes.db', 'rushes-by-hand-2026.db', 'rushes-2026-11-23.db.part'])).toEqual(new Set());
  });

  it('always keeps the newest 3 and never more than 13, whatever days there are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: today - 2_000, max: today }), { maxLength: 200 }),
        (days) => {
          const names = days.map(nameOf);
          const kept = keepOf(names);
          const newest = [...days].sort((a, b) => b - a);
          for (const day of newest.slice(0, 3)) expect(kept.has(nameOf(day))).toBe(true);
          expect(kept.size).toBeLessThanOrEqual(13);
          for (const name of kept) expect(names).toContain(name);
        },
      ),
    );
  });

  it('run every day for two years, always keeps one of each of the last 6 months', () => {
    let kept: string[] = [];
    for (let day = today - 730; day <= today; day++) kept = [...keepOf([...kept, nameOf(day)])];
    expect(new Set(kept.map((name) => name.slice(7, 14))).size).toBe(6);
    expect(kept.length).toBeLessThanOrEqual(13);
  });
});

describe('backupName', () => {
  it('is the local day, for zones from UTC-11 to UTC+12', () => {
    for (const hours of [-11, -8, 0, 1, 5.5, 12]) {
      const midnight = Date.parse('2026-11-23T00:00:00Z') - hours * 3_600_000;
      expect(backupName(midnight)).toBe('rushes-2026-11-23.db');
    }
  });

  it('is another one each day, also through a change of the clocks', () => {
    const hours = [24, 23, 24, 25, 24];
    let at = Date.parse('2026-03-27T23:00:00Z');
    const names = hours.map((long) => {
      const name = backupName(at);
      at += long * 3_600_000;
      return name;
    });
    expect(new Set(names).size).toBe(hours.length);
  });
});

describe('a backup', () => {
  let folder: string;
  let db: Db;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rushes-backup-'));
    db = openDb(join(folder, 'rushes.db'));
    migrate(db, join(folder, 'backups'));
  });
  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is whole, has what was committed, and goes on while rows are written', async () => {
    const put = (n: number): void => {
      db.write(() => db.sql('INSERT INTO settings VALUES (?, ?)').run(`k${n}`, 'x'.repeat(2_000)));
    };
    for (let n = 0; n < 400; n++) put(n);
    const path = join(folder, 'backups', 'b.db');
    const made = backupTo(db, path);
    for (let n = 400; n < 420; n++) {
      put(n);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await made).toBeGreaterThan(400 * 2_000);
    const copy = openRaw(path, { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(Number(copy.prepare('SELECT COUNT(*) FROM settings').pluck().get())).toBeGreaterThanOrEqual(400);
    copy.close();
    expect(readdirSync(join(folder, 'backups')).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('of a database that is damaged is refused, and leaves no file under its name', async () => {
    db.write(() => db.sql(`INSERT INTO settings VALUES ('k', 'v')`).run());
    db.sqlite.exec(`PRAGMA foreign_keys = OFF; INSERT INTO takes (id, job_id, go, stage, created_at)
      VALUES ('t', 'no such job', 1, 'preview', 0); PRAGMA foreign_keys = ON`);
    const path = join(folder, 'backups', 'b.db');
    await expect(backupTo(db, path)).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' });
    expect(existsSync(path)).toBe(false);
  });

  it('that cannot be written says so', async () => {
    writeFileSync(join(folder, 'taken'), 'a file');
    await expect(backupTo(db, join(folder, 'taken', 'b.db'))).rejects.toMatchObject({
      code: 'PROFILE_UNUSABLE',
    });
    mkdirSync(join(folder, 'there.db'));
    await expect(backupTo(db, join(folder, 'there.db'))).rejects.toMatchObject({ code: 'PROFILE_UNUSABLE' });
  });

  it('is thinned among its kind, and nothing else is touched', () => {
    const backups = join(folder, 'backups');
    mkdirSync(backups, { recursive: true });
    const others = ['rushes-by-hand-1.db', 'before-0002-x.db', 'notes.txt'];
    const all = [...Array.from({ length: 60 }, (_, i) => nameOf(today - i)), ...others];
    for (const name of all) writeFileSync(join(backups, name), '');
    thin(backups);
    const left = readdirSync(backups);
    expect(left).toEqual(expect.arrayContaining(others));
    expect(new Set(left.filter((name) => !others.includes(name)))).toEqual(keepOf(all));
    thin(join(folder, 'no such folder'));
  });
});
