import { RushesError, type StoredError, stored } from '../../../src-shared/contract/errors.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import { type StepPlace, stepPlaces } from '../../../src-shared/domain/step.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { AttemptTransition } from '../jobs/attempt-transition.ts';
import { donePartsOf } from '../jobs/parts.ts';
import { pause } from '../jobs/pause.ts';
import { getAttempt, getJob } from '../jobs/store.ts';
import type { Gates } from '../providers/gates.ts';
import type { StageEnd } from './stage-end.ts';
import { recordFacts, recordFile } from './stage-files.ts';
import { dueSteps, nextWake, type StepRow } from './step-store.ts';
import type { StepTransition } from './step-transition.ts';
import { assetSteps } from './steps/list.ts';
import { Blocked } from './steps/mirror.ts';
import { Spoiled } from './steps/spoiled.ts';
import { Later, type StepDone, type StepOn, type StepWorld } from './steps/step.ts';

/**
 * Does the steps that are due: as many at once per place as the settings say, oldest first, each in the order of its stage.
 * A step is a row, so a restart takes it up again; doing it twice makes the same files. Nothing here ever asks a provider
 * to make something.
 */
export type StepRunner = ReturnType<typeof createStepRunner>;

export type StepRunnerDeps = StepWorld & {
  clock: Clock;
  log: Logger;
  gates: Gates;
  steps: StepTransition;
  attempts: AttemptTransition;
  stageEnd: StageEnd;
  workflows: readonly Workflow[];
  write<T>(work: () => T): T;
  swept(): Promise<void>;
  /** Called when a step ended: jobs may go on now. */
  changed(): void;
};

/** Tries of a step that failed by this machine, or by an answer of the mirror that said "later". */
const mostTries = { media: 2, cloudinary: 8 } as const;
const waitMs = { first: 1_000, most: 3_600_000, disk: 10_000, write: 1_000 } as const;
const diskCodes: readonly string[] = ['disk_full', 'DISK_FULL', 'DISK_FAILED'];

export function createStepRunner(deps: StepRunnerDeps) {
  const { db, clock, steps, attempts, stageEnd, settings, gates } = deps;
  const running = new Map<number, { place: StepPlace; done: Promise<void> }>();
  const stopping = new AbortController();
  let on = false;
  let forget: (() => void) | null = null;

  const stageOf = (row: StepRow): StepOn => {
    const job = getJob(db, row.job_id);
    const workflow = deps.workflows.find((w) => w.id === job.workflow);
    if (!workflow) throw new RushesError('INTERNAL', { detail: `no workflow ${job.workflow}` });
    const made = donePartsOfStage(row);
    const first = made.get(0) ?? [...made.values()][0];
    if (first === undefined) throw new RushesError('INTERNAL', { detail: 'a stage without parts' });
    return {
      job: { ...job, stage: row.stage },
      workflow,
      go: row.go,
      stage: row.stage,
      models: getAttempt(db, first).request.models,
      attempts: made,
      signal: stopping.signal,
    };
  };

  /** The parts that the stage is made of; once it has its take, those of its own go. */
  const donePartsOfStage = (row: StepRow): Map<number, number> =>
    donePartsOf(db, { ...getJob(db, row.job_id), go: row.go, stage: row.stage });

  /** Inside a transaction. The row may have moved to a later go meanwhile; null where nobody wants it any more. */
  const finish = (row: StepRow, on: StepOn, done: StepDone): StepRow | null => {
    const ended = steps.tryStep(row.id, 'finish', { did: done.did, error: null });
    if (!ended) return null;
    const owner = Math.max(...on.attempts.values());
    for (const file of done.files) recordFile(db, owner, file);
    for (const { path, facts } of done.facts) recordFacts(db, path, facts);
    stageEnd.stepEnded(ended);
    deps.log.info('step done', { step: row.name, job: row.job_id });
    return ended;
  };

  const failed = (row: StepRow, error: StoredError, spoiled: readonly number[] = []): void => {
    const ended = steps.tryStep(row.id, 'fail', { error });
    if (!ended) return;
    for (const id of spoiled) attempts.tryStep(id, 'spoiled', { error });
    if (assetSteps[row.name].needed) stageEnd.stageFailed(ended, error);
    else stageEnd.stepEnded(ended);
  };

  const trouble = (row: StepRow, error: unknown): void => {
    if (stopping.signal.aborted) return;
    const tries = row.tries + 1;
    const backoff = Math.min(waitMs.first * 4 ** Math.min(tries - 1, 8), waitMs.most);
    const wait = (ms: number, why: { error: StoredError; counts: boolean }): void =>
      steps.wait(row.id, clock.now() + ms, why);
    if (error instanceof Blocked) gates.pause('cloudinary', error.reason, error.error);
    if (error instanceof Later) {
      if (error.counts && tries >= mostTries[row.place]) failed(row, error.error);
      else wait(Math.max(error.afterMs ?? 0, backoff), { error: error.error, counts: error.counts });
      return;
    }
    if (error instanceof Spoiled) {
      failed(row, error.error, error.attempts);
      return;
    }
    const told: StoredError = error instanceof RushesError ? stored(error) : { code: 'INTERNAL' };
    if (diskCodes.includes(told.code)) wait(waitMs.disk, { error: told, counts: false });
    else if (told.code === 'media_failed' && tries < mostTries[row.place])
      wait(waitMs.first, { error: told, counts: true });
    else {
      deps.log.warn('a step failed', { step: row.name, code: told.code, detail: told.detail ?? null, error });
      failed(row, told);
    }
  };

  const drive = async (row: StepRow): Promise<void> => {
    await deps.swept();
    try {
      const stage = stageOf(row);
      const done = await assetSteps[row.name].run(deps, stage);
      if (stopping.signal.aborted) return;
      const ended = deps.write(() => finish(row, stage, done));
      if (ended?.place === 'media') await tidy(ended);
    } catch (error) {
      await told(row, error);
    }
  };

  /** Writes what became of a step that did not end well; waits for a disk that takes no more. */
  const told = async (row: StepRow, error: unknown): Promise<void> => {
    for (;;) {
      try {
        return deps.write(() => trouble(row, error));
      } catch (again) {
        deps.log.error('what became of a step could not be written yet', { step: row.name, error: again });
        if (!(await pause(clock, waitMs.write, stopping.signal))) return;
      }
    }
  };

  /** What was delivered is not needed any more once the take is there; the rows go first, so that a crash leaves files only. */
  const tidy = async (row: StepRow): Promise<void> => {
    const taken = db
      .sql('SELECT 1 FROM takes WHERE job_id = ? AND go = ? AND stage = ?')
      .get(row.job_id, row.go, row.stage);
    if (!taken) return;
    const ids = JSON.stringify(
      db
        .sql('SELECT id FROM attempts WHERE job_id = ? AND stage = ? AND go <= ?')
        .pluck()
        .all(row.job_id, row.stage, row.go),
    );
    const paths = deps.write(
      () =>
        db
          .sql(
            `DELETE FROM assets WHERE kind = 'source' AND attempt_id IN (SELECT value FROM json_each(?)) RETURNING path`,
          )
          .pluck()
          .all(ids) as string[],
    );
    for (const path of paths) await deps.files.remove(path).catch(() => undefined);
  };

  const limit = (place: StepPlace): number => settings.values().concurrency[place];
  const count = (place: StepPlace): number =>
    [...running.values()].filter((one) => one.place === place).length;

  const tick = (): void => {
    if (!on || stopping.signal.aborted) return;
    for (const place of stepPlaces) {
      if (count(place) >= limit(place)) continue;
      if (place === 'media' && !deps.media) continue;
      for (const row of dueSteps(db, place, clock.now())) {
        if (count(place) >= limit(place)) break;
        if (running.has(row.id)) continue;
        if (place === 'cloudinary' && !gates.ready('cloudinary')) break;
        const done = drive(row).finally(() => {
          running.delete(row.id);
          if (!stopping.signal.aborted) deps.changed();
          tick();
        });
        running.set(row.id, { place, done });
      }
    }
    forget?.();
    forget = null;
    const wakes = stepPlaces.map((place) => nextWake(db, place)).filter((at) => at !== null);
    if (wakes.length > 0) forget = clock.after(Math.max(50, Math.min(...wakes) - clock.now()), tick);
  };

  return {
    tick,
    start(): void {
      on = true;
      tick();
    },
    /** Steps that are under way or due now, by the provider they need; those on this machine have none. */
    busy(): { provider: ProviderId | null }[] {
      return stepPlaces.flatMap((place) =>
        dueSteps(db, place, clock.now()).map(() => ({
          provider: place === 'cloudinary' ? ('cloudinary' as const) : null,
        })),
      );
    },
    async stop(): Promise<void> {
      on = false;
      forget?.();
      stopping.abort();
      await Promise.all([...running.values()].map((one) => one.done));
    },
  };
}
