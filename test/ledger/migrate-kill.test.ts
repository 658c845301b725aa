import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFile } from '../../src-main/engine/db/check.ts';
import { openDb } from '../../src-main/engine/db/db.ts';
import { migrate } from '../../src-main/engine/db/migrate.ts';
import { migrations } from '../../src-main/engine/db/migrations/list.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { everyNth } from '../full.ts';
import { byTwos, fsyncsIn, killAtFsync, logFsyncs, run, straceMissing } from './child.ts';
import { temporaryFolder } from './folder.ts';
import { secondStep } from './second-step.ts';
import { jobAt } from './steps.ts';
import { dumpOf, engineOn, openFile } from './world.ts';

/** T38: a process that dies anywhere in a step leaves the old schema or the new one, and a backup that is whole. */
const oldVersion = migrations.length;

test('a kill at each fsync of a migration leaves the old schema or the new one', {
  timeout: 300_000,
}, async (ctx) => {
  const missing = straceMissing();
  if (missing) return ctx.skip(missing);
  const folder = temporaryFolder();
  const template = join(folder, 'template.db');
  const engine = engineOn(openFile(template));
  engine.write(() => engine.ledger.grant(10_000, 'first', 'test'));
  for (const state of ['completed', 'rejected', 'failed'] as const) jobAt(engine, state);
  const rows = dumpOf(engine.db);
  engine.db.close();
  const copy = (name: string): string => {
    copyFileSync(template, join(folder, name));
    return join(folder, name);
  };

  const log = join(folder, 'strace.log');
  expect((await run(['migrate', copy('whole.db')], { strace: logFsyncs(log) })).code).toBe(0);
  const points = fsyncsIn(log);
  const ends = new Map<number, number>();
  await byTwos(everyNth(5, points + 1), async (n) => {
    const path = copy(`${n}.db`);
    const died = await run(['migrate', path], { strace: killAtFsync(n) });
    expect(died.code === 0, `fsync ${n} of ${points}`).toBe(n > points);
    const db = openDb(path);
    const version = Number(db.sqlite.pragma('user_version', { simple: true }));
    ends.set(version, (ends.get(version) ?? 0) + 1);
    const hasSecond = db.sqlite.prepare(`SELECT COUNT(*) FROM sqlite_schema WHERE name = 'second'`).pluck();
    expect(hasSecond.get()).toBe(version - oldVersion);
    expect(db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    if (version === oldVersion) expect(dumpOf(db)).toBe(rows);
    else expect(db.sqlite.prepare('SELECT COUNT(*) FROM jobs WHERE second IS NULL').pluck().get()).toBe(0);
    expect(auditLedger(db)).toEqual([]);
    if (died.lines.includes('{"migrated":true}')) expect(version).toBe(oldVersion + 1);

    // The next start takes it to its end, whatever was left lying there.
    migrate(db, `${path}-backups`, [...migrations, secondStep]);
    expect(db.sqlite.pragma('user_version', { simple: true })).toBe(oldVersion + 1);
    db.close();
    const backups = existsSync(`${path}-backups`) ? readdirSync(`${path}-backups`) : [];
    expect(backups.filter((name) => name.endsWith('.db'))).toHaveLength(1);
    for (const name of backups)
      if (name.endsWith('.db')) {
        expect(await checkFile(join(`${path}-backups`, name), 'full')).toBe('ok');
        const kept = openDb(join(`${path}-backups`, name));
        expect(dumpOf(kept)).toBe(rows);
        kept.close();
      }
  });
  const tried = [...ends.values()].reduce((sum, one) => sum + one, 0);
  process.stdout.write(
    `killed at ${tried - 1} of the ${points} fsyncs of a migration: ${JSON.stringify([...ends])}\n`,
  );
  expect([...ends.keys()].sort()).toEqual([oldVersion, oldVersion + 1]);
});
