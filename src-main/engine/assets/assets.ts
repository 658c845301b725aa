import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { StepName, StepPlace } from '../../../src-shared/domain/step.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { MediaPort } from '../../ports/media.ts';
import type { MirrorPort } from '../../ports/mirror.ts';
import type { Db } from '../db/db.ts';
import type { Events } from '../events.ts';
import type { AttemptTransition } from '../jobs/attempt-transition.ts';
import type { Transition } from '../jobs/transition.ts';
import type { Gates } from '../providers/gates.ts';
import type { Keys } from '../providers/keys.ts';
import type { Settings } from '../settings/settings.ts';
import { createEviction } from './eviction.ts';
import { createInputs } from './inputs.ts';
import { clearMirror } from './mirror-clearing.ts';
import { createStageEnd } from './stage-end.ts';
import { createStaged } from './staged.ts';
import { createStepRunner } from './step-runner.ts';
import { createStepTransition } from './step-transition.ts';
import { assetSteps } from './steps/list.ts';
import { unwantedFiles } from './sweep.ts';

/** What an engine does with files: inputs in, steps after a stage, a second home, eviction, the sweep at its start. */

export type AssetsDeps = {
  db: Db;
  clock: Clock;
  log: Logger;
  files: AssetFiles;
  media: MediaPort | null;
  mirror: MirrorPort | null;
  settings: Settings;
  keys: Keys;
  gates: Gates;
  events: Events;
  jobs: Transition;
  attempts: AttemptTransition;
  workflows: readonly Workflow[];
  write<T>(work: () => T): T;
  newId(): string;
  changed(): void;
  /** True while the files of this job are being copied: it is not in the database yet. */
  isUnderway(jobId: string): boolean;
};

export function createAssets(deps: AssetsDeps) {
  const { db, clock, files, media, mirror, settings, keys, events, write } = deps;
  const now = (): number => clock.now();
  const steps = createStepTransition(db, now, events.emit);
  const placeOf = (name: StepName): StepPlace | null => {
    const { place } = assetSteps[name];
    if (place === 'media') return media ? place : null;
    return mirror && settings.values().cloudinary.mirror && keys.present('cloudinary') ? place : null;
  };
  const stageEnd = createStageEnd({ ...deps, steps, placeOf, now });
  const staged = createStaged({ db, files, media, clock, newId: deps.newId, swept: () => swept(), write });
  let sweeping: Promise<void> | null = null;
  /** Removes what an earlier process left half written; once, and before the first file of this one. */
  const swept = (): Promise<void> => {
    const isUnderway = (id: string): boolean => deps.isUnderway(id) || staged.isUnderway(id);
    sweeping ??= files.sweep(unwantedFiles(db, isUnderway)).then(
      (parts) => void (parts > 0 && deps.log.info('half-written files removed', { parts })),
      (error: unknown) => deps.log.warn('half-written files could not be removed', { error }),
    );
    return sweeping;
  };
  const runner = createStepRunner({
    ...deps,
    // A step that needs it is never begun where there is none.
    media: media as MediaPort,
    steps,
    stageEnd,
    now,
    swept,
    progress: (job, sent, total) => events.progress(job, sent, total),
  });
  const eviction = createEviction({ db, files, clock, settings, emit: events.emit, write });

  return {
    steps: runner,
    stageEnd,
    swept,
    staged,
    inputs: createInputs({ db, files, media, staged, swept }),
    eviction,

    /** Lets what waits for the mirror go on: a person mended its key, or says so. */
    mirrorMended(): void {
      write(() => steps.hurry('cloudinary'));
      runner.tick();
    },

    /** Refuses new work while the disk is nearly full, so that downloads fail before the ledger does; first the oldest takes go. */
    async roomForWork(leastBytes: number): Promise<void> {
      let free = await files.freeBytes();
      if (free < lowDisk) {
        await this.evict(false);
        free = await files.freeBytes();
      }
      if (free >= leastBytes) return;
      throw new RushesError('DISK_FULL', {
        subject: `the profile (${Math.floor(free / 1024 / 1024)} MiB free)`,
      });
    },

    /** Clears away what is over the limits, here and, where wished, in the mirror. */
    async evict(dryRun: boolean) {
      if (!dryRun) await staged.clear();
      const report = await eviction.evict(dryRun);
      if (!dryRun && settings.values().cloudinary.removeEvicted && mirror) {
        await keys.load('cloudinary').catch(() => undefined);
        if (keys.has('cloudinary')) await clearMirror({ ...deps, mirror, now }, AbortSignal.timeout(clearMs));
      }
      return report;
    },
  };
}

/** Below this many free bytes the oldest takes go before their day (product.md, Assets). */
const lowDisk = 2 * 1024 ** 3;
/** Longest time (ms) that clearing the mirror may take at once. */
const clearMs = 60_000;
