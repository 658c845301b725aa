import { copyFileSync, existsSync, linkSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Db } from '../../src-main/engine/db/db.ts';
import { createLedger } from '../../src-main/engine/ledger/ledger.ts';
import type { OpenProfile } from '../../src-main/engine/profile/profile.ts';
import { createSettings } from '../../src-main/engine/settings/settings.ts';
import { base32 } from '../../src-shared/domain/ids.ts';
import type { Pattern, Row } from './patterns.ts';

/** Between two jobs (ms): an afternoon's work becomes a year's. */
const apartMs = 4 * 60_000;
const starredEvery = 17;
const leftOver = 1_000;

const things = [
  'bottle',
  'toothbrush',
  'lamp',
  'serum',
  'backpack',
  'candle',
  'kettle',
  'notebook',
  'scarf',
  'mug',
];
const moods = [
  'on a rainy morning',
  'in golden light',
  'by the window',
  'after a long day',
  'on the kitchen table',
];
const ways = ['She holds up the', 'A slow move over the', 'He unpacks the', 'Hands turn the', 'Close on the'];

const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
const wordsOf = (i: number): string =>
  `${at(ways, Math.floor(i / 7))} ${at(things, i)} ${at(moods, Math.floor(i / 3))}. Take ${i + 1}.`;

/** Copies the patterns into a profile `count` times in turn, oldest first, the last an hour ago. Answers how many jobs were made. */
export async function fill(
  profile: OpenProfile,
  patterns: readonly Pattern[],
  count: number,
): Promise<number> {
  const { db } = profile;
  const first = Date.now() - 3_600_000 - count * apartMs;
  let now = first;
  const ledger = createLedger(db, () => now);
  db.write(() => {
    const prices = patterns.reduce((sum, { job }) => sum + Number(job.price_total), 0);
    ledger.grant(Math.ceil(count / patterns.length) * prices + leftOver, 'seed', 'for a full library');
    // Else the daily look at the history would clear most of it away.
    createSettings(db).set({ keep: { takes: count * 2 + 5_000, bytes: 1_000_000_000_000 } });
    for (let i = 0; i < count; i++) {
      now = first + i * apartMs;
      const pattern = at(patterns, i);
      const id = base32(now, 9) + base32(i, 7);
      copyRows(db, pattern, { id, i, now });
      ledger.hold(id, Number(pattern.job.price_total), Number(pattern.job.price_preview));
      ledger.settle(id, 'capture_all', 'final stored');
      copyFiles(profile.assets, pattern, id);
    }
  });
  return count;
}

type Copy = { id: string; i: number; now: number };

function copyRows(db: Db, pattern: Pattern, { id, i, now }: Copy): void {
  const old = String(pattern.job.id);
  const later = now - Number(pattern.job.created_at);
  const moved = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        name === 'job_id' ? id : name.endsWith('_at') && typeof value === 'number' ? value + later : value,
      ]),
    );
  const under = (path: Row[string]): string => String(path).replace(old, id);
  const params = JSON.parse(String(pattern.job.params)) as Row;
  const spoken = 'text' in params ? { ...params, text: wordsOf(i) } : { ...params, prompt: wordsOf(i) };

  insert(db, 'jobs', { ...moved(pattern.job), id, params: JSON.stringify(spoken), rank: now });
  for (const row of pattern.inputs) insert(db, 'inputs', { ...moved(row), path: under(row.path ?? '') });
  const attempts = new Map<unknown, number>();
  for (const { id: own, ...row } of pattern.attempts) {
    const request_id = row.request_id === null ? null : `${row.request_id}-${i}`;
    attempts.set(own, insert(db, 'attempts', { ...moved(row), request_id }));
  }
  const takes = new Map<unknown, string>();
  for (const [n, { id: own, ...row }] of pattern.takes.entries()) {
    const take = base32(now + n, 9) + base32(2 * i + n, 7);
    takes.set(own, take);
    const starred = (2 * i + n) % starredEvery === 0 ? 1 : 0;
    insert(db, 'takes', { ...moved(row), id: take, from_take: takes.get(row.from_take) ?? null, starred });
  }
  for (const { id: _, ...row } of pattern.assets)
    insert(db, 'assets', {
      ...row,
      attempt_id: attempts.get(row.attempt_id) ?? null,
      take_id: takes.get(row.take_id) ?? null,
      path: under(row.path ?? ''),
    });
  for (const { id: _, ...row } of pattern.steps) insert(db, 'steps', moved(row));
}

function insert(db: Db, table: string, row: Row): number {
  const names = Object.keys(row);
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  return Number(db.sql(sql).run(...Object.values(row)).lastInsertRowid);
}

/** The files of the first copy are copies, those of all others second names of them. */
function copyFiles(assets: string, pattern: Pattern, id: string): void {
  const folders = new Set<string>();
  for (const { path } of [...pattern.inputs, ...pattern.assets]) {
    const from = join(pattern.files, String(path));
    const shared = join(assets, String(path));
    const to = join(assets, String(path).replace(String(pattern.job.id), id));
    for (const folder of [dirname(shared), dirname(to)]) {
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
      folders.add(folder);
    }
    if (!existsSync(shared)) copyFileSync(from, shared);
    linkSync(shared, to);
  }
}
