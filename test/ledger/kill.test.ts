import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Db } from '../../src-main/engine/db/db.ts';
import { openDb } from '../../src-main/engine/db/db.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { everyNth, full } from '../full.ts';
import { byTwos, fsyncsIn, killAtFsync, logFsyncs, run, straceMissing } from './child.ts';
import { temporaryFolder } from './folder.ts';
import { violations } from './invariants.ts';
import type { Ack } from './kill-child.ts';
import { engineOn, openFile, runSeed, seeded } from './world.ts';

const kills = full ? 300 : 2;
const perFile = 30;

/** Everything that was said to be on disk is there, and nothing is half there. */
function proveAfterDeath(path: string, lines: string[]): { jobs: number; entries: number } {
  const db = openDb(path);
  try {
    expect(db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.sqlite.pragma('foreign_key_check')).toEqual([]);
    for (const line of lines) proveAck(db, JSON.parse(line) as Partial<Ack>);
    expect(auditLedger(db)).toEqual([]);
    expect(violations(db)).toEqual([]);
    const count = (table: string): number => Number(db.sql(`SELECT COUNT(*) FROM ${table}`).pluck().get());
    // The row of a job and its hold are one commit.
    expect(db.sql(`SELECT COUNT(*) FROM entries WHERE kind = 'hold'`).pluck().get()).toBe(count('holds'));
    return { jobs: count('jobs'), entries: count('entries') };
  } finally {
    db.close();
  }
}

function proveAck(db: Db, ack: Partial<Ack>): void {
  if (ack.rev === undefined) return;
  const rev = Number(db.sql('SELECT COALESCE(MAX(rev), 0) FROM events').pluck().get());
  expect(rev).toBeGreaterThanOrEqual(ack.rev);
  const entry = db.sql('SELECT available FROM entries WHERE id = ?').pluck().get(ack.entry);
  if (ack.entry !== 0) expect(entry).toBe(ack.available);
}

function freshFile(path: string): void {
  const db = openFile(path);
  const engine = engineOn(db);
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  db.close();
}

test(`${kills} kills at random moments: nothing acknowledged is lost`, {
  timeout: full ? 900_000 : 120_000,
}, async () => {
  const random = seeded(runSeed);
  const folder = temporaryFolder();
  let acks = 0;
  let behind = 0;
  const first = join(folder, 'first.db');
  freshFile(first);
  // It ends by itself, and so leaves behind what makes the others load faster.
  expect((await run(['commits', first, '0'])).code).toBe(0);
  for (let i = 0; i < kills; i++) {
    const path = join(folder, `${Math.floor(i / perFile)}.db`);
    if (i % perFile === 0) freshFile(path);
    const after = Math.floor(random() * 60);
    const delay = random() * 3;
    let said = 0;
    const died = await run(['many', path, String(runSeed + i)], {
      onLine: (_line, kill) => {
        // The moment, not a wait for anything: any moment will do.
        if (said++ === after) setTimeout(kill, delay);
      },
    });
    expect(died.signal).toBe('SIGKILL');
    const last = JSON.parse(died.lines.at(-1) ?? '{}') as Partial<Ack>;
    const { entries } = proveAfterDeath(path, died.lines);
    acks += died.lines.length - 1;
    if (entries > (last.entry ?? 0)) behind++;
  }
  process.stdout.write(
    `${kills} kills (seed ${runSeed}): ${acks} acknowledged commits kept, ${behind} times more than was said\n`,
  );
  expect(acks).toBeGreaterThan(0);
});

test('a kill at each fsync from making a job to settling it leaves the ledger whole', {
  timeout: 300_000,
}, async (ctx) => {
  const missing = straceMissing();
  if (missing) return ctx.skip(missing);
  const folder = temporaryFolder();
  const template = join(folder, 'template.db');
  freshFile(template);
  const log = join(folder, 'strace.log');
  const copy = (name: string): string => {
    copyFileSync(template, join(folder, name));
    return join(folder, name);
  };
  const whole = await run(['one', copy('whole.db')], { strace: logFsyncs(log) });
  expect(whole.code).toBe(0);
  const points = fsyncsIn(log);
  expect(points).toBeGreaterThanOrEqual(6);
  const ends: number[] = [];
  await byTwos(everyNth(4, points + 1), async (n) => {
    const path = copy(`${n}.db`);
    const died = await run(['one', path], { strace: killAtFsync(n) });
    expect(died.code === 0, `fsync ${n} of ${points}`).toBe(n > points);
    const { jobs } = proveAfterDeath(path, died.lines);
    ends.push(jobs);
  });
  // Some died before the job was on disk, some after.
  expect(new Set(ends)).toEqual(new Set([0, 1]));
  process.stdout.write(`killed at ${ends.length - 1} of the ${points} fsyncs of one job\n`);
});

test('every ledger commit is synced: at least one fsync each, and not many more', {
  timeout: 120_000,
}, async (ctx) => {
  const missing = straceMissing();
  if (missing) return ctx.skip(missing);
  const folder = temporaryFolder();
  const commits = full ? 500 : 40;
  const syncsOf = async (n: number): Promise<number> => {
    const path = join(folder, `${n}.db`);
    freshFile(path);
    const log = join(folder, `${n}.log`);
    const ended = await run(['commits', path, String(n)], { strace: logFsyncs(log) });
    expect(ended.lines).toHaveLength(n + 1);
    return fsyncsIn(log);
  };
  const syncs = (await syncsOf(commits)) - (await syncsOf(0));
  process.stdout.write(`${commits} ledger commits: ${syncs} fsyncs\n`);
  expect(syncs).toBeGreaterThanOrEqual(commits);
  expect(syncs).toBeLessThan(commits * 1.1 + 10);
});
