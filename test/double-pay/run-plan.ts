import type { Timeouts } from '../../src-main/adapters/net/line.ts';
import type { CreateInput } from '../../src-shared/contract/jobs.ts';
import type { AttemptState } from '../../src-shared/domain/attempt.ts';
import type { JobState, Stage, WaitReason } from '../../src-shared/domain/job.ts';

/** What a child is told (job-run.ts, one JSON argument) and what it says (one JSON line each). */
export type RunPlan = {
  folder: string;
  /** Key of both providers; a canary that may be found nowhere on the disk. */
  key: string;
  urls: { openrouter: string; fal: string };
  timeouts: Partial<Timeouts>;
  create: CreateInput[];
  person: Person;
  /** Says that what stopped a provider is mended. */
  resume: boolean;
  /** Credits beyond the opening budget. */
  grant: number;
  /** Jobs of fal that run at once, where it is not the usual number. */
  falAtOnce: number | null;
  /** fsyncs made in the pool's thread at first, so that strace can tell its calls from those of the main thread. */
  warmSyncs: number;
};

/** What the person at the screen does; previews are always approved. */
export type Person = {
  /** Cancels the job once, when it stands here. */
  cancelAt: JobState | { stage: Stage; attempt: AttemptState } | null;
  /** Retries a failed stage once. */
  retries: boolean;
  /** Decides once on an attempt that was lost and looked for. */
  decides: 'not_run' | 'pay_again' | null;
};

export type Rest = { job: string; state: JobState; waitingFor: WaitReason | null };

/** Whatever a line tells was on disk before the line was written. */
export type ChildLine =
  | { is: 'locked' }
  | { is: 'started'; at: number }
  | { is: 'created'; rev: number; jobs: string[] }
  | { is: 'change'; rev: number; job: string; state: JobState; attempt: AttemptState | null }
  | { is: 'rests'; rests: Rest[] };

/** Exit code of a child that finds its profile locked. */
export const lockedExit = 7;
