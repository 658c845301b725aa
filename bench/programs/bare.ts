import { createRequire } from 'node:module';
import type BetterSqlite from 'better-sqlite3';

/** The least that could claim a job: Node, better-sqlite3, open, one committed claim. */
const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite;
const db = new Sqlite(String(process.argv[2]));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
const openedAt = performance.timeOrigin + performance.now();
const claimed = db
  .prepare(
    `UPDATE jobs SET state = 'processing', claimable = 0, updated_at = ? WHERE id =
       (SELECT id FROM jobs WHERE claimable = 1 AND provider = 'openrouter' ORDER BY rank, id LIMIT 1) RETURNING id`,
  )
  .get(Date.now());
if (!claimed) throw new Error('there was nothing to claim');
const at = performance.timeOrigin + performance.now();
process.stdout.write(JSON.stringify({ at, openedAt, rssMb: process.memoryUsage.rss() / 1024 ** 2 }), () =>
  process.exit(0),
);
