import * as z from 'zod/mini';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { Db } from '../db/db.ts';

/** A stored file as a host serves it; `name` is what it is called when it is saved elsewhere. */
export type ServedFile = { path: string; mime: string; sha256: string; name: string };

const file = z.object({ path: z.string(), mime: z.string(), sha256: z.string(), name: z.string() });

/** Files by id for the host: it is given an id and never a path. What was cleared away has a row and no file. */
export function createServed(db: Db, files: AssetFiles) {
  const served = (row: unknown): ServedFile | null => {
    if (row === undefined) return null;
    const { path, ...known } = file.parse(row);
    return { ...known, path: files.absolute(path) };
  };
  return {
    asset(id: number): ServedFile | null {
      const row = db
        .sql(
          `SELECT a.path, a.mime, a.sha256, j.workflow || '-' || t.stage || '-' || t.id AS name
           FROM assets a JOIN takes t ON t.id = a.take_id JOIN jobs j ON j.id = t.job_id WHERE a.id = ?`,
        )
        .get(id) as { path: string; name: string } | undefined;
      return served(row && { ...row, name: row.name + extensionOf(row.path) });
    },
    staged: (id: string): ServedFile | null =>
      served(db.sql('SELECT path, mime, sha256, name FROM staged WHERE id = ?').get(id)),
    input: (job: string, field: string): ServedFile | null =>
      served(
        db.sql('SELECT path, mime, sha256, name FROM inputs WHERE job_id = ? AND field = ?').get(job, field),
      ),
  };
}

const extensionOf = (path: string): string => /\.[a-z0-9]{1,5}$/.exec(path)?.[0] ?? '';
