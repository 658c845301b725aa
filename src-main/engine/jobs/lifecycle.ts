import type { JobState, Stage } from '../../../src-shared/domain/job.ts';
import type { SettleAs } from '../ledger/ledger.ts';

/**
 * THE table of a job: state x event -> next state, with what happens to its hold in the same transaction.
 * What is missing is not allowed. Pure; `transition.ts` is its only user that writes.
 */
export const jobEvents = [
  'start',
  'preview_stored',
  'approve',
  'final_stored',
  'reject',
  'cancel',
  'fail',
  'retry_preview',
  'retry_final',
] as const;
export type JobEvent = (typeof jobEvents)[number];

/** keep: the hold stays as it is. hold_again: a new hold, because the last one was settled. */
export type LedgerEffect = 'keep' | 'hold_again' | SettleAs;

export type JobStep = { to: JobState; ledger: LedgerEffect; stage?: Stage };

const retry = {
  retry_preview: { to: 'queued', ledger: 'hold_again', stage: 'preview' },
  retry_final: { to: 'generating_final', ledger: 'hold_again', stage: 'final' },
} as const satisfies Partial<Record<JobEvent, JobStep>>;

export const jobTable: Record<JobState, Partial<Record<JobEvent, JobStep>>> = {
  queued: {
    start: { to: 'processing', ledger: 'keep' },
    cancel: { to: 'cancelled', ledger: 'release_all' },
    fail: { to: 'failed', ledger: 'release_all' },
  },
  processing: {
    preview_stored: { to: 'preview_ready', ledger: 'keep' },
    cancel: { to: 'cancelled', ledger: 'release_all' },
    fail: { to: 'failed', ledger: 'release_all' },
  },
  preview_ready: {
    approve: { to: 'generating_final', ledger: 'keep', stage: 'final' },
    reject: { to: 'rejected', ledger: 'capture_preview_share' },
    cancel: { to: 'cancelled', ledger: 'capture_preview_share' },
  },
  generating_final: {
    final_stored: { to: 'completed', ledger: 'capture_all' },
    cancel: { to: 'cancelled', ledger: 'capture_preview_share' },
    fail: { to: 'failed', ledger: 'release_all' },
  },
  completed: {},
  failed: retry,
  cancelled: retry,
  rejected: { retry_final: retry.retry_final },
};
