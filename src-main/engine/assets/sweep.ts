import type { Db } from '../db/db.ts';

/**
 * Which stored files nobody can want: folders of jobs that were never made (a crash between the copy of the inputs and the
 * row), deliveries whose take is there, and files of takes that were cleared away. Everything else stays, whatever it is.
 */
export function unwantedFiles(db: Db, isUnderway: (id: string) => boolean): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const isJob = (id: string): boolean => {
    let found = known.get(id);
    if (found === undefined) {
      found = db.sql('SELECT 1 FROM jobs WHERE id = ?').get(id) !== undefined;
      known.set(id, found);
    }
    return found;
  };
  return (path) => {
    const [, staged] = /^user_[^/]+\/staged\/([0-9a-z]{16})\.[a-z0-9]+$/.exec(path) ?? [];
    if (staged) return !isUnderway(staged) && !isStaged(db, staged);
    const [, id, folder, name] = /^user_[^/]+\/job_([0-9a-z]{16})\/([a-z]+)\/([^/]+)$/.exec(path) ?? [];
    if (!id || !folder || !name || isUnderway(id)) return false;
    if (!isJob(id)) return true;
    if (folder === 'input') return allEvicted(db, id);
    const source = name.includes('.source.');
    return (source || allEvicted(db, id)) && !hasRow(db, path) && !isSaving(db, id);
  };
}

const isStaged = (db: Db, id: string): boolean =>
  db.sql('SELECT 1 FROM staged WHERE id = ?').get(id) !== undefined;

const hasRow = (db: Db, path: string): boolean =>
  db.sql('SELECT 1 FROM assets WHERE path = ?').get(path) !== undefined;

/** Every take of an ended job was cleared away, and there was one. */
const allEvicted = (db: Db, jobId: string): boolean =>
  db
    .sql(
      `SELECT COUNT(*) > 0 AND COUNT(*) = COUNT(t.evicted_at) FROM takes t JOIN jobs j ON j.id = t.job_id
       WHERE t.job_id = ? AND j.state IN ('completed', 'failed', 'cancelled', 'rejected')`,
    )
    .pluck()
    .get(jobId) === 1;

/** A delivery that is being stored now may be written before its row. */
const isSaving = (db: Db, jobId: string): boolean =>
  db
    .sql(
      `SELECT 1 FROM attempts WHERE job_id = ? AND state IN ('saving', 'running', 'submitting', 'cancelling', 'unknown')`,
    )
    .get(jobId) !== undefined;
