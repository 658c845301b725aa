import { useEffect, useMemo, useState } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { call } from '../../api/connect.ts';
import { bestStage } from '../../lib/takes.ts';
import { useJob } from '../../stores/hooks.ts';
import { aboutJob, workflowTitle } from '../../texts/words.ts';

/** What a row of the ledger says of its job. */
export type JobFacts = { title: string; about: string; stage: Stage; billedUsd: number | null };

/** Of jobs that the mirror does not hold. The oldest go first. */
const kept = new Map<string, JobFacts>();
const mostKept = 2_000;
/** A row that is in view for so long (ms) asks for its job; one that flies past does not. */
const lingerMs = 120;

function factsOf(job: Job): JobFacts {
  const told = job.attempts.flatMap(({ billedUsd }) => (billedUsd === null ? [] : [billedUsd]));
  return {
    title: workflowTitle(job.workflow),
    about: aboutJob(job),
    stage: bestStage(job),
    billedUsd: told.length === 0 ? null : told.reduce((sum, usd) => sum + usd, 0),
  };
}

function keep(id: string, facts: JobFacts): void {
  kept.set(id, facts);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}

/** Null until it is known. */
export function useJobFacts(id: string | null): JobFacts | null {
  const job = useJob(id);
  const [, setRound] = useState(0);
  const missing = id !== null && job === undefined && !kept.has(id);
  useEffect(() => {
    if (!missing || id === null) return;
    let gone = false;
    const timer = setTimeout(async () => {
      const answer = await call((client) => client.jobs.get({ job: id })).catch(() => null);
      if (answer) keep(id, factsOf(answer.job));
      if (answer && !gone) setRound((n) => n + 1);
    }, lingerMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id, missing]);
  return useMemo(
    () => (job ? factsOf(job) : id === null || missing ? null : (kept.get(id) ?? null)),
    [job, id, missing],
  );
}
