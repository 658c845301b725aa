import { createLedger } from '../src-main/engine/ledger/ledger.ts';
import { openProfile } from '../src-main/engine/profile/profile.ts';
import type { StoredError } from '../src-shared/contract/errors.ts';
import { base32 } from '../src-shared/domain/ids.ts';

/** A job that ended with an error; `tried`: with an attempt that did. */
export type Failed = { name: string; error: StoredError; tried: boolean };
type Row = Record<string, string | number | null>;

/** Copies the one job of a profile, which has failed, once for each; the last is the newest. */
export function copyFailed(folder: string, wished: readonly Failed[]): void {
  const profile = openProfile(folder);
  if (!profile) throw new Error(`${folder} is in use`);
  const { db } = profile;
  const first = (table: string): Row => db.sql(`SELECT * FROM ${table}`).get() as Row;
  const job = first('jobs');
  const { id: _, ...attempt } = first('attempts');
  const insert = (table: string, row: Row): void => {
    const names = Object.keys(row);
    const places = names.map(() => '?').join(', ');
    db.sql(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`).run(...Object.values(row));
  };
  db.write(() => {
    for (const [n, { name, error: found, tried }] of wished.entries()) {
      const at = Number(job.created_at) + n + 1;
      const id = base32(at, 9) + base32(n, 7);
      const times = { created_at: at, updated_at: at };
      const params = JSON.stringify({ ...JSON.parse(String(job.params)), text: name });
      const error = JSON.stringify(found);
      insert('jobs', { ...job, ...times, id, params, rank: at, error });
      const ledger = createLedger(db, () => at);
      ledger.hold(id, Number(job.price_total), Number(job.price_preview));
      ledger.settle(id, 'release_all', 'failed');
      const request_id = `request-${n}`;
      if (tried) insert('attempts', { ...attempt, ...times, job_id: id, state: 'failed', request_id, error });
    }
  });
  profile.close();
}
