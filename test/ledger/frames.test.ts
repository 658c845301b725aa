import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { engineOn, openFile } from './world.ts';

/** What a created job writes, counted in frames of the write-ahead log: each is a page that has to reach the disk. */
const most = 16;
const jobsBefore = 5_000;
const counted = 200;
const headerBytes = 32;

test(`a created job writes at most ${most} frames, on a database of ${jobsBefore} jobs`, {
  timeout: 120_000,
}, () => {
  const path = join(temporaryFolder('quick'), 'rushes.db');
  let wall = Date.UTC(2026, 10, 23);
  const clock = {
    now: () => (wall += 25),
    monotonic: () => wall,
    after: () => () => undefined,
    soon: queueMicrotask,
    localDay: () => ({ dayStart: 0, nextDay: 0, monthStart: 0, nextMonth: 0 }),
  };
  const engine = engineOn(openFile(path), { clock });
  const { sqlite } = engine.db;
  const create = (): unknown =>
    engine.create.create({ workflow: 'tts', params: { text: 'A bamboo toothbrush. '.repeat(10) } });
  engine.write(() => engine.ledger.grant(10_000_000, 'first', 'test'));
  for (let i = 0; i < jobsBefore; i += 500)
    engine.write(() => {
      for (let n = 0; n < 500; n++) create();
    });
  sqlite.pragma('wal_autocheckpoint = 0');
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  const frameBytes = Number(sqlite.pragma('page_size', { simple: true })) + 24;
  const frames = (): number => Math.max(0, (statSync(`${path}-wal`).size - headerBytes) / frameBytes);
  const each: number[] = [];
  for (let i = 0; i < counted; i++) {
    const before = frames();
    engine.write(create);
    each.push(frames() - before);
  }
  engine.db.close();
  each.sort((a, b) => a - b);
  const median = each[counted / 2] ?? 0;
  process.stdout.write(`WAL frames per created job: median ${median}, most ${each.at(-1)}\n`);
  expect(Number.isInteger(median)).toBe(true);
  expect(median).toBeGreaterThan(0);
  expect(median).toBeLessThanOrEqual(most);
});
