import type { Stage } from '../../../src-shared/domain/job.ts';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * The history keeps what the creator keeps: takes and bytes up to the settings, and more room while the disk is nearly full.
 * What a person removed goes a day later, whatever the limits. Then the oldest unstarred takes of ended jobs go first; starred ones
 * and those of unfinished jobs never. Rows of what went stay, and with them what it cost.
 */

export type EvictionDeps = {
  db: Db;
  files: AssetFiles;
  clock: Clock;
  settings: Settings;
  emit: Emit;
  write<T>(work: () => T): T;
};

export type Evicted = {
  take: string;
  job: string;
  workflow: string;
  stage: Stage;
  at: number;
  bytes: number;
};
export type EvictionReport = { evicted: Evicted[]; bytes: number; kept: { takes: number; bytes: number } };

/** How long (ms) the files of a take that a person removed stay, so that it can be restored. */
const removedMs = 24 * 3_600_000;
/** Below this many free bytes takes go although the settings would keep them. */
const leastFree = 2 * 1024 ** 3;
const atOnce = 500;

/** Whether a take may go as far as its job is concerned: that has ended, and nothing is left to be done for it. */
const jobIsOver = (take: string): string =>
  `EXISTS (SELECT 1 FROM jobs o WHERE o.id = ${take}.job_id AND o.state IN ('completed', 'failed', 'cancelled', 'rejected'))
     AND NOT EXISTS (SELECT 1 FROM steps s WHERE s.job_id = ${take}.job_id AND s.state = 'due')`;

type Candidate = Evicted & { removedAt: number | null; paths: string[] };

export function createEviction({ db, files, clock, settings, emit, write }: EvictionDeps) {
  const totals = (): { takes: number; bytes: number } =>
    db
      .sql(
        `SELECT COUNT(DISTINCT t.id) AS takes, COALESCE(SUM(a.bytes), 0) AS bytes
         FROM takes t LEFT JOIN assets a ON a.take_id = t.id WHERE t.evicted_at IS NULL`,
      )
      .get() as { takes: number; bytes: number };

  const candidates = (where: string, ...values: (string | number)[]): Candidate[] =>
    (
      db
        .sql(
          `SELECT t.id AS take, t.job_id AS job, t.stage AS stage, t.created_at AS at, t.removed_at AS removedAt,
             j.workflow AS workflow,
             (SELECT COALESCE(SUM(bytes), 0) FROM assets WHERE take_id = t.id) AS bytes,
             (SELECT json_group_array(path) FROM assets WHERE take_id = t.id) AS paths
           FROM takes t JOIN jobs j ON j.id = t.job_id
           WHERE t.starred = 0 AND t.evicted_at IS NULL AND ${where} AND ${jobIsOver('t')}
           ORDER BY t.id LIMIT ${atOnce}`,
        )
        .all(...values) as (Omit<Candidate, 'paths'> & { paths: string })[]
    ).map((row) => ({ ...row, paths: JSON.parse(row.paths) as string[] }));
  /** Takes that may go, oldest first, a page after `after`. */
  const page = (after: string): Candidate[] => candidates('t.id > ?', after);
  /** Takes that were removed a day ago or longer. */
  const removed = (after: string): Candidate[] =>
    candidates('t.removed_at < ? AND t.id > ?', clock.now() - removedMs, after);

  /**
   * Inside a transaction. The inputs of a job go with its last take. null: a person wants it after all, by a star, by restoring it or
   * by a retry.
   */
  const mark = (one: Candidate): string[] | null => {
    const marked = db
      .sql(
        `UPDATE takes SET evicted_at = ?
         WHERE id = ? AND evicted_at IS NULL AND starred = 0 AND removed_at IS ? AND ${jobIsOver('takes')}`,
      )
      .run(clock.now(), one.take, one.removedAt);
    if (marked.changes === 0) return null;
    db.sql('DELETE FROM assets WHERE take_id = ?').run(one.take);
    const left = db.sql('SELECT 1 FROM takes WHERE job_id = ? AND evicted_at IS NULL').get(one.job);
    const inputs = left
      ? []
      : (db.sql('SELECT path FROM inputs WHERE job_id = ?').pluck().all(one.job) as string[]);
    if (settings.values().cloudinary.removeEvicted) {
      const gone = JSON.stringify([...one.paths, ...inputs]);
      db.sql('UPDATE mirrors SET unwanted = 1 WHERE path IN (SELECT value FROM json_each(?))').run(gone);
    }
    emit({ type: 'job', job: one.job, facts: { event: 'evicted', take: one.take } });
    return [...one.paths, ...inputs];
  };

  return {
    /** Clears away what is over the limits, or with `dryRun` only says what would go. */
    async evict(dryRun: boolean): Promise<EvictionReport> {
      const { takes: mostTakes, bytes: mostBytes } = settings.values().keep;
      const now = totals();
      let { takes, bytes } = now;
      let free = await files.freeBytes();
      const gone: Candidate[] = [];
      const went = new Set<string>();
      const clear = async (one: Candidate): Promise<void> => {
        if (!dryRun) {
          const paths = write(() => mark(one));
          if (!paths) return;
          for (const path of paths) await files.remove(path);
        }
        gone.push(one);
        went.add(one.take);
        takes -= 1;
        bytes -= one.bytes;
        free += one.bytes;
      };
      const over = (one: Candidate): boolean =>
        takes > mostTakes || bytes > mostBytes || (free < leastFree && one.bytes > 0);
      for (const one of each(removed)) await clear(one);
      for (const one of each(page)) {
        if (!over(one)) break;
        // With `dryRun` it still stands among the rest.
        if (!went.has(one.take)) await clear(one);
      }
      return report(gone, { takes, bytes });
    },
  };
}

/** Page after page. */
function* each(page: (after: string) => Candidate[]): Generator<Candidate> {
  for (let after = ''; ; ) {
    const found = page(after);
    yield* found;
    const last = found.at(-1);
    if (!last || found.length < atOnce) return;
    after = last.take;
  }
}

const report = (gone: readonly Candidate[], kept: EvictionReport['kept']): EvictionReport => ({
  evicted: gone.map(({ paths: _, removedAt: __, ...rest }) => rest),
  bytes: gone.reduce((sum, one) => sum + one.bytes, 0),
  kept,
});
