import { keptByEnding } from '../../../src-shared/contract/charges.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';

/** What can be done with the tiles that were chosen together, and what it comes to. */
export type Basket = {
  chosen: number;
  /** Jobs whose final can be made, in the order of choosing. */
  finals: readonly string[];
  /** Credits of those finals; held since their jobs were made. */
  credits: number;
  rejects: readonly string[];
  /** Credits that rejecting them charges. */
  keeps: number;
};

export function basketOf(jobs: readonly Job[]): Basket {
  const ready = jobs.filter((job) => job.state === 'preview_ready');
  const finals = ready.filter((job) => job.can.includes('approve'));
  const rejects = ready.filter((job) => job.can.includes('reject'));
  return {
    chosen: jobs.length,
    finals: finals.map((job) => job.id),
    credits: finals.reduce((sum, job) => sum + job.price.final, 0),
    rejects: rejects.map((job) => job.id),
    keeps: rejects.reduce((sum, job) => sum + keptByEnding(job), 0),
  };
}
