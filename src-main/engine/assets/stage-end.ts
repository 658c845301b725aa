import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { StepName, StepPlace } from '../../../src-shared/domain/step.ts';
import { relationOf, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Db } from '../db/db.ts';
import type { Events } from '../events.ts';
import { donePartsOf } from '../jobs/parts.ts';
import { getJob, type JobRow, previewTakeOf } from '../jobs/store.ts';
import type { Transition } from '../jobs/transition.ts';
import { recordWish } from '../library/wish.ts';
import { type StepRow, stepsOf } from './step-store.ts';
import type { StepTransition } from './step-transition.ts';

/**
 * How a stage ends once all its parts are on this disk: steps on this machine first, then the take and the job's own step
 * in one transaction, then what follows the take. Everything here runs inside the caller's transaction.
 */
export type StageEnd = ReturnType<typeof createStageEnd>;

export type StageEndDeps = {
  db: Db;
  events: Events;
  jobs: Transition;
  steps: StepTransition;
  workflows: readonly Workflow[];
  newId(): string;
  now(): number;
  /** Steps that can be done in this engine. */
  placeOf(name: StepName): StepPlace | null;
};

type Stage = { jobId: string; go: number; stage: JobRow['stage'] };

export function createStageEnd(deps: StageEndDeps) {
  const { db, jobs, steps, events } = deps;
  const stepsOfStage = (workflow: Workflow | undefined, stage: JobRow['stage'], before: boolean) =>
    (workflow?.steps[stage] ?? []).flatMap((name) => {
      const place = deps.placeOf(name);
      return place !== null && (place === 'media') === before ? [{ name, place }] : [];
    });
  const workflowOf = (job: JobRow): Workflow | undefined => deps.workflows.find((w) => w.id === job.workflow);
  const isWanted = (job: JobRow, { go, stage }: Stage): boolean =>
    job.go === go && job.stage === stage && (job.state === 'processing' || job.state === 'generating_final');

  /** The take of a stage; where the job had ended meanwhile it came late and costs nothing. */
  const take = (of: Stage): void => {
    const job = getJob(db, of.jobId);
    const wanted = isWanted(job, of);
    makeTake(job, of, !wanted);
    const workflow = workflowOf(job);
    const after = stepsOfStage(workflow, of.stage, false);
    if (after.length > 0) steps.begin({ ...job, stage: of.stage }, of.go, after);
    if (!wanted) return;
    if (of.stage === 'final') {
      jobs.step(job.id, 'final_stored');
      return;
    }
    jobs.step(job.id, 'preview_stored');
    if (job.review === 'auto') jobs.step(job.id, 'approve');
  };

  return {
    /** Every part of the stage is on disk: begins its steps, or makes the take where it has none. */
    partsDone(job: JobRow, go: number): void {
      const before = stepsOfStage(workflowOf(job), job.stage, true);
      steps.carry(job, go);
      if (before.length > 0) steps.begin(job, go, before);
      else take({ jobId: job.id, go, stage: job.stage });
    },

    /** A step on this machine has ended: makes the take when it was the last. */
    stepEnded(row: StepRow): void {
      if (row.place !== 'media') return;
      const others = stepsOf(db, row.job_id).filter(
        (one) => one.go === row.go && one.stage === row.stage && one.place === 'media',
      );
      if (others.some((one) => one.state === 'due')) return;
      if (others.some((one) => one.name === 'fit' && one.state !== 'done')) return;
      take({ jobId: row.job_id, go: row.go, stage: row.stage });
    },

    /** What a stage cannot do without has failed: its other steps are dropped, the go ends, nothing is charged. */
    stageFailed(row: StepRow, error: StoredError): void {
      for (const one of stepsOf(db, row.job_id)) {
        if (one.go === row.go && one.stage === row.stage && one.state === 'due')
          steps.tryStep(one.id, 'drop');
      }
      const job = getJob(db, row.job_id);
      if (isWanted(job, { jobId: row.job_id, go: row.go, stage: row.stage }))
        jobs.tryStep(job.id, 'fail', { error });
    },
  };

  function makeTake(job: JobRow, of: Stage, late: boolean): void {
    const id = deps.newId();
    const workflow = workflowOf(job);
    const from = of.stage === 'final' ? previewTakeOf(db, job.id) : null;
    const made = donePartsOf(db, { id: job.id, stage: of.stage, go: of.go });
    db.sql(
      'INSERT INTO takes (id, job_id, go, stage, relation, from_take, late, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      id,
      job.id,
      of.go,
      of.stage,
      of.stage === 'final' && workflow ? relationOf(workflow, job.params) : null,
      from?.id ?? null,
      late ? 1 : 0,
      deps.now(),
    );
    if (workflow) recordWish(db, id, { workflow, job });
    db.sql(
      `UPDATE assets SET take_id = ? WHERE take_id IS NULL AND kind <> 'source'
         AND attempt_id IN (SELECT value FROM json_each(?))`,
    ).run(id, JSON.stringify([...made.values()]));
    events.emit({ type: 'job', job: job.id, facts: { event: late ? 'arrived_late' : 'take', take: id } });
  }
}
