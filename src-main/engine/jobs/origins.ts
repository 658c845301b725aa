import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { CreateInput } from '../../../src-shared/contract/jobs.ts';
import type { Origin } from '../../../src-shared/contract/shapes.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Gathered } from '../assets/inputs.ts';
import type { Db } from '../db/db.ts';
import { findTake } from './store.ts';

/**
 * What the inputs of a new job came from: of its texts what the caller tells, of its files what their references name. BAD_INPUT where a
 * field is no text of the workflow; a take that is not here is left out, since a job needs none of it.
 */
export function originsOf(
  db: Db,
  { fields, id: workflow }: Workflow,
  { told, files }: { told: CreateInput['origins']; files: readonly Gathered[] },
): Origin[] {
  const texts = (told ?? []).flatMap(({ field, take }): Origin[] => {
    if (!fields.some(({ name, file }) => name === field && file === undefined))
      throw new RushesError('BAD_INPUT', {
        field: 'origins',
        rule: `about fields of ${workflow} that are no files`,
        found: `"${field}"`,
      });
    const row = findTake(db, take);
    return row ? [{ field, job: row.job_id, take, stage: row.stage }] : [];
  });
  const given = files.flatMap(({ field, from_job: job, from_take: take }): Origin[] => {
    if (job === null) return [];
    // What another job had from a take is still of that take.
    const row = take === null ? null : findTake(db, take);
    return [{ field, job: row?.job_id ?? job, take, stage: row?.stage ?? null }];
  });
  return [...texts, ...given];
}
