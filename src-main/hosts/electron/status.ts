import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd, type WaitReason } from '../../../src-shared/domain/job.ts';
import type { Client } from '../../api/client.ts';

/** How the queue stands, as far as a tray, a dock and a question before the end need it. */
export type Status = {
  /** Something is being made for them. */
  running: number;
  waiting: number;
  /** They wait for the person: a preview to be looked at, a decision. */
  asking: number;
  /** Of those that run: what a provider has and goes on with whatever happens here. */
  atProvider: number;
  /** Of those that run or wait: what goes on by itself, but only while this app is open. */
  here: number;
  paused: boolean;
};

const none: Status = { running: 0, waiting: 0, asking: 0, atProvider: 0, here: 0, paused: false };
/** What else a job waits for is the person's to change. */
const passing: ReadonlySet<WaitReason> = new Set(['checking', 'network', 'rate']);

/** Follows the engine through the contract, as a page does, until the signal fires. `changed` hears of each other status. */
export async function followStatus(
  client: Client,
  changed: (status: Status) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = none;
  const jobs = new Map<string, Job>();
  let paused = false;
  let rev = -1;
  const tell = (): void => {
    const status = statusOf(jobs.values(), paused);
    if (JSON.stringify(status) === JSON.stringify(told)) return;
    told = status;
    changed(status);
  };
  const fill = async (): Promise<void> => {
    const snapshot = await client.app.snapshot(undefined, { signal });
    jobs.clear();
    for (const job of snapshot.jobs) if (!isEnd(job.state)) jobs.set(job.id, job);
    ({ rev, paused } = snapshot);
    tell();
  };
  const events = await client.app.events(undefined, { signal });
  await fill();
  for await (const event of events) {
    if (event.type === 'text' || event.type === 'progress' || event.rev <= rev) continue;
    // What the jobs wait for is another matter once the queue is paused, and no job tells of that.
    if (event.rev > rev + 1 || event.type === 'queue') {
      await fill();
      continue;
    }
    rev = event.rev;
    if (event.type === 'job') {
      if (isEnd(event.job.state)) jobs.delete(event.job.id);
      else jobs.set(event.job.id, event.job);
    }
    tell();
  }
}

export function statusOf(jobs: Iterable<Job>, paused: boolean): Status {
  const status = { ...none, paused };
  for (const job of jobs) {
    if (job.state === 'preview_ready' || job.waitingFor === 'decision') status.asking += 1;
    else if (job.state === 'queued' || job.waitingFor !== null) status.waiting += 1;
    else status.running += 1;
    if (job.attempts.some(({ state }) => state === 'submitting' || state === 'running'))
      status.atProvider += 1;
    else if (job.state !== 'preview_ready' && (job.waitingFor === null || passing.has(job.waitingFor)))
      status.here += 1;
  }
  return status;
}
