import type { Job, Take } from '../../src-shared/contract/shapes.ts';
import { countAhead, showJob, showPaused, useMirror } from './mirror.ts';
import { attempt } from './notices.ts';

/**
 * What a press is about to do is shown at once, where the engine can take it back; where it refuses, it is shown as it was. Only what moves
 * no credits is shown ahead: of a charge or a hold the screen says what the engine has written.
 */
type Undo = () => void;
const nothing: Undo = () => undefined;

/** Runs `ask`; where it fails it says why and undoes what was shown. */
export async function ahead(undo: Undo, ask: () => Promise<unknown>): Promise<boolean> {
  countAhead(1);
  const done = await attempt(ask);
  if (!done) undo();
  countAhead(-1);
  return done;
}

function change(job: Job, shown: Job): Undo {
  showJob(shown);
  // What the engine has told of it since is newer than both.
  return () => void (useMirror.getState().jobs.get(job.id) === shown && showJob(job));
}

export function takeAhead(take: string, to: Partial<Pick<Take, 'starred' | 'removedAt'>>): Undo {
  for (const job of useMirror.getState().jobs.values()) {
    if (!job.takes.some(({ id }) => id === take)) continue;
    const takes = job.takes.map((one) => (one.id === take ? { ...one, ...to } : one));
    return change(job, { ...job, takes });
  }
  return nothing;
}

export const pausedAhead = (paused: boolean): Undo => showPaused(paused);

/** The rank that puts a job before another, or before all: the engine's own rule (jobs/actions.ts) as far as there is room between two. */
export function rankAhead(id: string, before?: string): Undo {
  const { jobs, groups } = useMirror.getState();
  const job = jobs.get(id);
  const ranks = groups.waiting.flatMap((one) => (one === id ? [] : [{ one, rank: jobs.get(one)?.rank }]));
  const at = before === undefined ? 0 : ranks.findIndex(({ one }) => one === before);
  const [behind, front] = [ranks[at]?.rank, ranks[at - 1]?.rank];
  if (!job || job.rank === null || typeof behind !== 'number') return nothing;
  const rank = typeof front === 'number' ? (front + behind) / 2 : behind - 1;
  return change(job, { ...job, rank });
}
