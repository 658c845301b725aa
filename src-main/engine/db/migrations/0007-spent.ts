/** What was sent in a day or month is found by its time: budgets in dollars count what is spent then, also on jobs that were made before. */
export const spent = `
CREATE INDEX attempts_by_time ON attempts (created_at, job_id);
`;
