import * as z from 'zod/mini';
import type { Inputs } from '../../../src-shared/workflows/workflow.ts';
import type { Db } from '../db/db.ts';
import { json } from '../jobs/store.ts';

/** The files that jobs were given, as rows. Loaded with the first job that has one. */
const text = z.string();
const number = z.number();
const maybe = z.nullable(number);

const facts = z.object({
  kind: z.enum(['image', 'audio']),
  width: maybe,
  height: maybe,
  seconds: maybe,
  silences: z.array(z.tuple([number, number])),
});

export const inputRow = z.object({
  job_id: text,
  field: text,
  /** The name that the file had where it came from; data, never a path. */
  name: text,
  path: text,
  mime: text,
  bytes: number,
  sha256: text,
  from_take: z.nullable(text),
  facts: json(facts),
});
export type InputRow = z.infer<typeof inputRow>;

export const inputsOf = (db: Db, jobId: string): InputRow[] =>
  db
    .sql('SELECT * FROM inputs WHERE job_id = +? ORDER BY field')
    .all(jobId)
    .map((row) => inputRow.parse(row));

/** The same as a workflow sees them, by field. */
export const factsOf = (rows: readonly InputRow[]): Inputs =>
  Object.fromEntries(rows.map((row) => [row.field, row.facts]));
