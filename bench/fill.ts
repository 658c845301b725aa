import type BetterSqlite from 'better-sqlite3';
import { openRaw } from '../src-main/engine/db/db.ts';
import { openProfile } from '../src-main/engine/profile/profile.ts';
import { base32 } from '../src-shared/domain/ids.ts';
import { newFolder } from './place.ts';

/** Jobs that a database is filled with before it is measured. */
export type Load = {
  /** Spoken and paid for: 2 entries, hold, 2 attempts, 2 takes, 2 files, 4 events each. */
  finished?: number;
  /** Chats that could be sent now. */
  queued?: number;
  /** Chats that wait for a time that is a year away. */
  delayed?: number;
};

/** Beyond this many jobs no take is found by its words: nobody measures that, and it would take a minute. */
const mostWorded = 100_000;
const aYear = 365 * 24 * 3_600_000;
const built = new Map<string, string>();

/** A profile that holds this load; made once for each load, so a figure leaves it as it found it. */
export function filled(load: Load): string {
  const name = JSON.stringify(load);
  let folder = built.get(name);
  if (!folder) {
    folder = filledAnew(load);
    built.set(name, folder);
  }
  return folder;
}

/** The same, for a figure that changes it. Real schema, real constraints; only what makes a bulk load slow is off meanwhile. */
export function filledAnew(load: Load): string {
  const folder = newFolder('profile');
  const profile = openProfile(folder);
  if (!profile) throw new Error(`${folder} is in use`);
  profile.close();
  const db = openRaw(profile.database);
  db.exec(
    'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -200000',
  );
  db.function('id_of', (ms: unknown, i: unknown) => base32(Number(ms), 9) + base32(Number(i), 7));
  db.exec('BEGIN');
  const now = Date.now();
  finishedJobs(db, load.finished ?? 0, now);
  waitingJobs(db, load.queued ?? 0, { at: now - 1_000_000, wakeAt: null });
  waitingJobs(db, load.delayed ?? 0, { at: now - 2_000_000, wakeAt: now + aYear });
  db.exec('COMMIT; PRAGMA journal_mode = WAL');
  db.close();
  return folder;
}

const params = JSON.stringify({
  text: 'The same bottle, a different morning: it keeps water cold for a day and coffee hot until the meeting ends.',
  voice: 'Sarah',
  stability: 0.5,
  similarity: 0.75,
  style: 0,
  speed: 1,
  language: null,
});
const request = JSON.stringify({
  task: 'speech',
  provider: 'fal',
  models: ['elevenlabs/turbo-v2.5'],
  ...JSON.parse(params),
});
const chatParams = JSON.stringify({
  prompt: 'Write a 12 second hook for a bamboo toothbrush',
  system: null,
  history: [],
  temperature: 0.7,
});

/** Rows 0 to n - 1 with a time and an id each, one second apart, the last an hour ago. */
function numbers(db: BetterSqlite.Database, n: number, at: number): void {
  db.exec('DROP TABLE IF EXISTS temp.n; CREATE TEMP TABLE n (i INTEGER PRIMARY KEY, at INTEGER, id TEXT)');
  db.prepare(
    `WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < @n - 1)
     INSERT INTO temp.n SELECT i, @at + i * 1000, id_of(@at + i * 1000, i) FROM c WHERE @n > 0`,
  ).run({ n, at });
}

function finishedJobs(db: BetterSqlite.Database, n: number, now: number): void {
  if (n === 0) return;
  numbers(db, n, now - 3_600_000 - n * 1_000);
  const trigger = db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'entries_move'`).pluck().get();
  const listing = db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'takes_listed'`).pluck().get();
  db.exec('DROP TRIGGER entries_move; DROP TRIGGER takes_listed');
  const granted = 100 * n + 10_000_000_000;
  db.prepare(
    `INSERT INTO entries (id, at, kind, key, source, target, amount, job_id, available, reason)
     VALUES (1, 0, 'grant', 'grant:bench', 'granted', 'available', @granted, NULL, @granted, 'for the bench')`,
  ).run({ granted });
  for (const sql of [
    `INSERT INTO jobs (id, workflow, state, stage, priority, review, params, provider, price_total, price_preview,
       rank, claimable, created_at, updated_at)
     SELECT id, 'tts', 'completed', 'final', 'normal', 'hold', @params, 'fal', 100, 20, at, 0, at, at + 9000 FROM temp.n`,
    `INSERT INTO entries (id, at, kind, key, source, target, amount, job_id, available, reason)
     SELECT 2 + 2 * i + k, at, iif(k, 'capture', 'hold'), id || iif(k, ':1:capture', ':1'),
       iif(k, 'held', 'available'), iif(k, 'spent', 'held'), 100, id, @granted - 100 * (i + 1),
       iif(k, 'final stored', 'held for the job')
     FROM temp.n, (SELECT 0 AS k UNION ALL SELECT 1) ORDER BY i, k`,
    `INSERT INTO holds (job_id, run, entry_id, at, amount, preview_share, settled, captured, released)
     SELECT id, 1, 2 + 2 * i, at, 100, 20, 1, 100, 0 FROM temp.n`,
    `INSERT INTO attempts (id, job_id, n, go, stage, part, state, provider, model, request, request_id, active_ms,
       billed_usd, created_at, updated_at)
     SELECT 1 + 2 * i + k, id, 1 + k, 1 + k, iif(k, 'final', 'preview'), 0, 'succeeded', 'fal', 'elevenlabs/turbo-v2.5',
       @request, 'req-' || id || k, 4000, 0.01, at, at + 4000
     FROM temp.n, (SELECT 0 AS k UNION ALL SELECT 1) ORDER BY i, k`,
    `INSERT INTO takes (id, job_id, go, stage, relation, from_take, created_at)
     SELECT id_of(at + k, 2 * i + k), id, 1 + k, iif(k, 'final', 'preview'), iif(k, 'new_take', NULL),
       iif(k, id_of(at, 2 * i), NULL), at FROM temp.n, (SELECT 0 AS k UNION ALL SELECT 1) ORDER BY i, k`,
    `INSERT INTO library (take_id, workflow, stage, model, at, starred, gone)
     SELECT id, 'tts', stage, 'elevenlabs/turbo-v2.5', created_at, 0, 0 FROM takes ORDER BY id`,
    `INSERT INTO take_words (rowid, words) SELECT l.id, json_extract(@params, '$.text') || ' ' || l.id FROM library l
     WHERE @n <= ${mostWorded}`,
    `INSERT INTO assets (attempt_id, take_id, kind, path, mime, bytes, sha256)
     SELECT 1 + 2 * i + k, id_of(at + k, 2 * i + k), 'audio', 'user_local/job_' || id || '/' || k || '.mp3', 'audio/mpeg',
       48000, '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
     FROM temp.n, (SELECT 0 AS k UNION ALL SELECT 1) ORDER BY i, k`,
    `INSERT INTO events (rev, at, type, job_id, facts)
     SELECT 1 + 4 * i + k, at, 'job', id, '{"event":"submitting","attempt":1}'
     FROM temp.n, (SELECT 0 AS k UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) ORDER BY i, k`,
    `UPDATE accounts SET balance = CASE name WHEN 'granted' THEN -@granted WHEN 'available' THEN @granted - 100 * @n
       WHEN 'spent' THEN 100 * @n ELSE 0 END`,
  ]) {
    const named = { params, request, granted, n };
    const used = Object.entries(named).filter(([key]) => new RegExp(`@${key}\\b`).test(sql));
    db.prepare(sql).run(Object.fromEntries(used));
  }
  db.exec(`${trigger}; ${listing}`);
}

type Waiting = { at: number; wakeAt: number | null };

function waitingJobs(db: BetterSqlite.Database, n: number, { at, wakeAt }: Waiting): void {
  if (n === 0) return;
  numbers(db, n, at - n * 1_000);
  // The three priorities stand mixed, as creators leave them.
  db.prepare(
    `INSERT INTO jobs (id, workflow, state, stage, priority, review, params, provider, price_total, price_preview,
       rank, claimable, wake_at, created_at, updated_at)
     SELECT id, 'chat', 'queued', 'preview', iif(i % 3, 'normal', 'high'), 'auto', @params, 'openrouter', 0, 0,
       at - iif(i % 3, 0, 600000), @claimable, @wakeAt, at, at FROM temp.n`,
  ).run({ params: chatParams, wakeAt, claimable: wakeAt === null ? 1 : 0 });
}
