import type { Job } from '../../../src-shared/contract/shapes.ts';
import { waitWords } from '../../../src-shared/texts/cli.ts';
import type { Screen } from './screen.ts';
import { stateWord } from './show-job.ts';
import { clip } from './table.ts';

/** How far the jobs are that a command waits for: one line on stderr, redrawn on a terminal, else a line per change. */
export type Progress = { draw(jobs: readonly Job[]): void; clear(): void };

type Clock = () => number;

export function createProgress(screen: Screen, now: Clock = () => performance.now()): Progress {
  const said = new Map<string, string>();
  const since = new Map<string, number>();
  let drawn = false;

  /** Seconds that the stage is expected to take from now on; null before it began. */
  const left = (job: Job): number | null => {
    if (job.etaS === null || job.waitingFor !== null || !isMaking(job)) return null;
    const key = `${job.id} ${job.stage} ${job.attempts.length}`;
    const began = since.get(key) ?? now();
    since.set(key, began);
    return Math.max(0, Math.round(job.etaS - (now() - began) / 1000));
  };

  return {
    draw(jobs) {
      if (screen.live) {
        const line = jobs.map(
          (job) =>
            `${job.workflow} ${jobs.length > 1 ? `${job.id.slice(-4)} ` : ''}${progressText(job, left(job))}`,
        );
        screen.redraw(clip(`${screen.demo ? 'demo  ' : ''}${line.join('  |  ')}`, screen.columns() - 1));
        drawn = true;
        return;
      }
      for (const job of jobs) {
        const key = [job.state, job.stage, job.waitingFor, job.position, job.attempts.length].join();
        if (said.get(job.id) === key) continue;
        said.set(job.id, key);
        screen.note(
          `${screen.demo ? 'demo  ' : ''}${job.workflow} ${job.id}  ${progressText(job, left(job))}`,
        );
      }
    },
    clear() {
      if (drawn) screen.redraw('');
      drawn = false;
    },
  };
}

/** Something of this job is at a provider or on its way to the disk. */
const isMaking = (job: Job): boolean =>
  (job.state === 'processing' || job.state === 'generating_final') && job.position === null;

/** State, stage, position, time left, or why it waits. */
export function progressText(job: Job, leftS: number | null): string {
  const parts = [stateWord(job.state)];
  if (job.state === 'queued' || job.state === 'processing') parts.push(job.stage);
  if (job.waitingFor) parts.push(waitWords[job.waitingFor]);
  if (job.position !== null) {
    parts.push(job.position === 1 ? 'next in the queue' : `number ${job.position} in the queue`);
  }
  if (leftS !== null) parts.push(leftS > 0 ? `about ${leftS} s left` : 'any moment now');
  return parts.join(', ');
}
