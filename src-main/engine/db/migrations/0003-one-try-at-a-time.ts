/**
 * A part of a stage is sent only while no other try of it is out, whatever go sent that: the rule of jobs/parts.ts as a
 * constraint. The index of the first schema looks at one go; a trigger looks at new rows only, so no older profile breaks it.
 */
export const oneTryAtATime = `
CREATE TRIGGER attempts_one_try BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts a WHERE a.job_id = new.job_id AND a.stage = new.stage AND a.part = new.part
  AND a.state IN ('submitting', 'running', 'saving', 'cancelling', 'unknown')) BEGIN
  SELECT RAISE(ABORT, 'another try of this part is out');
END;
`;
