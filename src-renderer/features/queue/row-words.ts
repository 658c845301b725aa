import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd, type WaitReason } from '../../../src-shared/domain/job.ts';
import { say } from '../../texts/say.ts';
import { chargeWord, stateOf, type Tone, waitWord } from '../../texts/words.ts';

/** True where a request of the job is at the provider: what is cancelled there may still be billed. */
export const isSent = (job: Job): boolean =>
  !isEnd(job.state) &&
  job.attempts.some((attempt) => ['submitting', 'running', 'saving', 'unknown'].includes(attempt.state));

/** Where a job stands, in words; `place` is that in its line. The tone is that of its tile. */
export function rowState(job: Job, place: number | null): { word: string; tone: Tone } {
  const { tone, word } = stateOf(job);
  if (job.waitingFor) return { word: waitWord[job.waitingFor], tone };
  if (job.state === 'preview_ready') return { word: say.queue.needsOk, tone: 'held' };
  if (place !== null) return { word: `${word}, ${say.queue.position(place)}`, tone };
  if (job.state === 'completed') return { word: `${word} · ${chargeWord(job)}`, tone: 'done' };
  return { word, tone };
}

/** True while it is being made: it has a bar and an expected time. */
export const isMaking = (job: Job): boolean =>
  !isEnd(job.state) && job.state !== 'preview_ready' && job.waitingFor === null && job.position === null;

export type Mend = 'decide' | 'approve' | 'settings' | 'topped' | 'spend' | 'price';

const mends: Partial<Record<WaitReason, Mend>> = {
  decision: 'decide',
  key: 'settings',
  balance: 'topped',
  budget: 'spend',
  price: 'price',
};

/** What a person can do about it; null: nothing but to wait. */
export function mendOf(job: Job): Mend | null {
  if (job.state === 'preview_ready') return job.can.includes('approve') ? 'approve' : null;
  if (job.can.includes('resolve')) return 'decide';
  const mend = job.waitingFor === null ? undefined : mends[job.waitingFor];
  return mend ?? null;
}
