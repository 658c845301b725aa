import type { Job } from '../../../src-shared/contract/shapes.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import { providerOf } from '../../stores/groups.ts';

/** What the closed drawer says. Flat, so that it is compared by its parts. */
export type Summary = {
  running: number;
  waiting: number;
  /** Jobs that wait for a person, or for something that a person must mend. */
  held: number;
  /** Credits that the running and the waiting ones hold. */
  credits: number;
  /** Seconds until nothing runs and nothing waits, as far as is known; 0: nothing is known. */
  seconds: number;
};

type Queue = {
  jobs: ReadonlyMap<string, Job>;
  groups: Readonly<Record<'running' | 'waiting' | 'held', readonly string[]>>;
};

/**
 * Providers work side by side and each takes so many at once as run there now: what stands at one is shared by those. Whoever has the most
 * left says how long it takes.
 */
export function summaryOf({ jobs, groups }: Queue): Summary {
  const at = new Map<ProviderId | undefined, { running: number; seconds: number }>();
  let credits = 0;
  const count = (id: string, runs: boolean): void => {
    const job = jobs.get(id);
    if (!job) return;
    credits += job.hold.held;
    const provider = providerOf(job.workflow);
    const sum = at.get(provider) ?? { running: 0, seconds: 0 };
    at.set(provider, {
      running: sum.running + (runs ? 1 : 0),
      seconds: sum.seconds + (job.etaS ?? 0),
    });
  };
  for (const id of groups.running) count(id, true);
  for (const id of groups.waiting) count(id, false);
  const left = [...at.values()].map(({ running, seconds }) => seconds / Math.max(1, running));
  return {
    running: groups.running.length,
    waiting: groups.waiting.length,
    held: groups.held.length,
    credits,
    seconds: Math.round(Math.max(0, ...left)),
  };
}
