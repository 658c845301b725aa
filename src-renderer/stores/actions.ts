import { call } from '../api/connect.ts';
import { say } from '../texts/say.ts';
import { attempt, notify } from './notices.ts';
import { ahead, pausedAhead, rankAhead, takeAhead } from './optimistic.ts';
import { createPresses } from './presses.ts';

const pressed = createPresses();
/** The same of one job: a second press that is none is no mistake to tell of, either. */
const once =
  (act: (job: string) => Promise<boolean>, isFresh = createPresses()) =>
  async (job: string): Promise<boolean> =>
    isFresh([job], performance.now()).length > 0 && act(job);

/** What a person can do to jobs and takes from any place of the studio. Each says what went wrong; the mirror shows what became of it. */
export async function approve(wished: readonly string[]): Promise<boolean> {
  const jobs = pressed(wished, performance.now());
  return jobs.length > 0 && attempt(() => call((client) => client.jobs.approve({ jobs })));
}
export const reject = once((job) => attempt(() => call((client) => client.jobs.reject({ job }))));
export const cancel = once((job) => attempt(() => call((client) => client.jobs.cancel({ job }))));
export const retry = once((job) => attempt(() => call((client) => client.jobs.retry({ job }))));
export const runNext = (job: string): Promise<boolean> =>
  ahead(rankAhead(job), () => call((client) => client.jobs.next({ job })));
export const moveBefore = (job: string, before: string): Promise<boolean> =>
  ahead(rankAhead(job, before), () => call((client) => client.jobs.move({ job, before })));
export const pauseQueue = (): Promise<boolean> =>
  ahead(pausedAhead(true), () => call((client) => client.queue.pause()));
export const resumeQueue = (): Promise<boolean> =>
  ahead(pausedAhead(false), () => call((client) => client.queue.resume()));
export const star = (take: string, starred: boolean): Promise<boolean> =>
  ahead(takeAhead(take, { starred }), () => call((client) => client.takes.star({ take, starred })));

export type Decision = { kind: 'found'; requestId: string } | { kind: 'not_run' } | { kind: 'pay_again' };
/** `about` is the attempt that the person was shown: the word on it is not taken for one on another. */
export const resolve = (job: string, about: number, decision: Decision): Promise<boolean> =>
  attempt(() => call((client) => client.jobs.resolve({ job, attempt: about, decision })));

/** Removes a take at once, with a way back in the corner. */
export async function removeTake(take: string): Promise<boolean> {
  const undo = takeAhead(take, { removedAt: Date.now() });
  const done = await ahead(undo, () => call((client) => client.takes.remove({ take })));
  if (done)
    notify({
      text: say.library.removed,
      action: { label: say.undo, run: () => void restoreTake(take) },
    });
  return done;
}
export const restoreTake = (take: string): Promise<boolean> =>
  ahead(takeAhead(take, { removedAt: null }), () => call((client) => client.takes.restore({ take })));
