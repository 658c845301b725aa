import type { StoredError } from '../../../../src-shared/contract/errors.ts';
import type { AssetKind } from '../../../../src-shared/domain/asset.ts';
import type { Stage } from '../../../../src-shared/domain/job.ts';
import type { StepName, StepPlace } from '../../../../src-shared/domain/step.ts';
import type { Workflow } from '../../../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../../../ports/asset-files.ts';
import type { MediaPort, Probe } from '../../../ports/media.ts';
import type { MirrorPort } from '../../../ports/mirror.ts';
import type { Db } from '../../db/db.ts';
import type { JobRow } from '../../jobs/store.ts';
import type { Settings } from '../../settings/settings.ts';

/** What this machine does with the files of a stage. One file a step; `list.ts` names them all. */
export type AssetStep = {
  name: StepName;
  place: StepPlace;
  /** True: without it there is no take, and the stage fails. False: its failure is noted and nothing more. */
  needed: boolean;
  /**
   * Does it. Throws `media_refused`, `media_failed` or `media_missing` where it cannot be done, `Later` where it can be done
   * later. Doing it twice makes the same files.
   */
  run(world: StepWorld, on: StepOn): Promise<StepDone>;
};

export type StepWorld = {
  db: Db;
  files: AssetFiles;
  media: MediaPort;
  mirror: MirrorPort | null;
  settings: Settings;
  now(): number;
  /** Tells whoever watches how far an upload is, in bytes. */
  progress(jobId: string, sent: number, total: number): void;
};

/** The stage that a step works on. `attempts` are its parts, in order, by part. */
export type StepOn = {
  job: JobRow;
  workflow: Workflow;
  go: number;
  stage: Stage;
  models: readonly string[];
  attempts: ReadonlyMap<number, number>;
  signal: AbortSignal;
};

export type MadeFile = {
  kind: AssetKind;
  path: string;
  mime: string;
  bytes: number;
  sha256: string;
  facts: Pick<Probe, 'durationS' | 'width' | 'height' | 'fps' | 'videoCodec' | 'audioCodec'> | null;
};

/** Files that the step made, facts of files that were there, and in words what was done, for the receipt. */
export type StepDone = {
  files: MadeFile[];
  facts: { path: string; facts: NonNullable<MadeFile['facts']> }[];
  did: string[];
};

/** Inside the world but not now: no key, no network, a busy provider. */
export class Later extends Error {
  readonly error: StoredError;
  readonly afterMs: number | null;
  /** False: nothing of the provider answered, so it says nothing about this file. */
  readonly counts: boolean;
  constructor(error: StoredError, wait: { afterMs: number | null; counts: boolean }) {
    super(error.code);
    this.name = 'Later';
    this.error = error;
    this.afterMs = wait.afterMs;
    this.counts = wait.counts;
  }
}
