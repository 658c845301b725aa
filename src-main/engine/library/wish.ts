import { createHash } from 'node:crypto';
import { fileFields, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import { inputsOf } from '../assets/input-store.ts';
import type { Db } from '../db/db.ts';
import type { JobRow } from '../jobs/store.ts';

/** What a job asks for, so that the same can be told from the same: parameters by their values, files by their bytes and not their names. */
export type Wish = {
  workflow: Workflow;
  /** As the workflow's schema reads them, which gives them their order. */
  params: Record<string, unknown>;
  /** SHA-256 of the file of each field. */
  files: Readonly<Record<string, string>>;
};

export function wishHash({ workflow, params, files }: Wish): string {
  const named = new Set(fileFields(workflow).map((field) => field.name));
  const plain = Object.entries(params).filter(([name]) => !named.has(name));
  const given = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([workflow.id, plain, given]))
    .digest('hex');
}

/** Inside the transaction that makes a take: what it was made for, so that the same is offered and not paid for again. */
export function recordWish(
  db: Db,
  takeId: string,
  { workflow, job }: { workflow: Workflow; job: JobRow },
): void {
  const rows = fileFields(workflow).length === 0 ? [] : inputsOf(db, job.id);
  const files = Object.fromEntries(rows.map((row) => [row.field, row.sha256]));
  const wish = wishHash({ workflow, params: job.params, files });
  db.sql('UPDATE library SET wish = ? WHERE take_id = ?').run(wish, takeId);
}
