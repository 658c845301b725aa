import type { Db } from '../src-main/engine/db/db.ts';
import { idMaker } from '../src-shared/domain/ids.ts';

/**
 * The reference side: bare better-sqlite3 with the product's schema and pragmas and the statements that write, prepared
 * once. No schema is checked, nothing is read back, nobody is told.
 */
export function limitOf({ sqlite }: Pick<Db, 'sqlite'>) {
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commit = sqlite.prepare('COMMIT');
  const job = sqlite.prepare(
    `INSERT INTO jobs (id, workflow, state, stage, priority, review, params, provider, price_total, price_preview,
       usd_estimate, rank, claimable, created_at, updated_at)
     VALUES (?, ?, 'queued', 'preview', ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
  );
  const entry = sqlite.prepare(
    `INSERT INTO entries (at, kind, key, source, target, amount, job_id, available, reason)
     SELECT ?, ?, ?, ?, ?, ?, ?, balance + ?, ? FROM accounts WHERE name = 'available'`,
  );
  const hold = sqlite.prepare(
    'INSERT INTO holds (job_id, run, entry_id, at, amount, preview_share) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const settle = sqlite.prepare(
    'UPDATE holds SET settled = 1, captured = ?, released = ? WHERE job_id = ? AND run = ? AND settled = 0',
  );
  const event = sqlite.prepare('INSERT INTO events (at, type, job_id, facts) VALUES (?, ?, ?, ?)');
  const newId = idMaker(Date.now, (below) => Math.floor(Math.random() * below));

  const reserve = (id: string, at: number): void => {
    const held = entry.run(at, 'hold', `${id}:1`, 'available', 'held', 100, id, -100, 'held for the job');
    hold.run(id, 1, held.lastInsertRowid, at, 100, 20);
  };

  return {
    newId,
    create(params: unknown): void {
      const at = Date.now();
      const id = newId();
      begin.run();
      job.run(id, 'tts', 'normal', 'hold', JSON.stringify(params), 'fal', 100, 20, null, at, at, at);
      reserve(id, at);
      event.run(at, 'job', id, '{"event":"created"}');
      event.run(at, 'credits', id, '{}');
      commit.run();
    },
    /** A hold and its capture, a commit each. */
    pair(id: string): void {
      const at = Date.now();
      begin.run();
      reserve(id, at);
      commit.run();
      begin.run();
      settle.run(100, 0, id, 1);
      entry.run(at, 'capture', `${id}:1:capture`, 'held', 'spent', 100, id, 0, 'final stored');
      commit.run();
    },
  };
}
