import type { Job } from '../../../src-shared/contract/shapes.ts';
import type { WaitReason } from '../../../src-shared/domain/job.ts';
import { exits } from './exit-codes.ts';

/**
 * Whether a command that waits for a job may end, and with which code. Pure: the table of interface.md.
 * `grace`: it may end, with 3, once this has lasted for `graceMs`.
 */
export type Verdict = { end: number } | { end: null; grace: 'network' | 'disk' | null };

/** Time (ms) that a dead network or a full disk is waited for before a person is told and the command ends. */
export const graceMs = 10_000;

const wait: Verdict = { end: null, grace: null };

const ofReason: Record<WaitReason, Verdict> = {
  key: { end: exits.person },
  balance: { end: exits.person },
  budget: { end: exits.person },
  price: { end: exits.person },
  paused: { end: exits.person },
  decision: { end: exits.unsure },
  // Ended only once the provider was asked; see below.
  checking: { end: exits.unsure },
  network: { end: null, grace: 'network' },
  rate: wait,
};

const diskCodes: readonly string[] = ['disk_full', 'DISK_FULL', 'DISK_FAILED'];

export function verdictOf(job: Job): Verdict {
  switch (job.state) {
    case 'completed':
      return { end: exits.done };
    case 'failed':
      return { end: exits.failed };
    case 'cancelled':
    case 'rejected':
      return { end: exits.cancelled };
    case 'preview_ready':
      // Under `auto` it goes on by itself in the same moment.
      return job.review === 'hold' ? { end: exits.done } : wait;
    default:
  }
  if (job.error && diskCodes.includes(job.error.code)) return { end: null, grace: 'disk' };
  if (job.waitingFor === null) return wait;
  if (job.waitingFor === 'checking' && !wasLookedUp(job)) return wait;
  return ofReason[job.waitingFor];
}

/** The first lookup may find the request and adopt it, so it is waited for. */
const wasLookedUp = (job: Job): boolean =>
  (job.attempts.findLast((a) => a.state === 'unknown')?.lookups ?? 0) > 0;
