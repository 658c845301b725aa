/**
 * What a job's inputs came from: a JSON list of `{field, job, take, stage}`, written with the job and never changed. Before, only files that
 * were takes knew it, by `inputs.from_take`.
 */
export const origins = `
ALTER TABLE jobs ADD COLUMN origins TEXT NOT NULL DEFAULT '[]';
UPDATE jobs SET origins = (
  SELECT json_group_array(json_object('field', i.field, 'job', t.job_id, 'take', t.id, 'stage', t.stage))
  FROM inputs i JOIN takes t ON t.id = i.from_take WHERE i.job_id = jobs.id)
WHERE id IN (SELECT job_id FROM inputs WHERE from_take IS NOT NULL);
`;
