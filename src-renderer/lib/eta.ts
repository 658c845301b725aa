import type { Job } from '../../src-shared/contract/shapes.ts';
import { say } from '../texts/say.ts';
import { spanWord } from '../texts/words.ts';

/** Without a range that was learned here, this many times the expected length is still nothing to speak of. */
const patience = 2;
/** Milliseconds without news below which nobody worries. */
const shortMs = 20_000;

/** Seconds as they are said of a silence: tens, then minutes, so that the words do not run. */
export function silenceWord(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 120 ? `${Math.floor(seconds / 10) * 10} s` : `${Math.floor(seconds / 60)} min`;
}

/**
 * How long a job that is being made takes, in words: the range that this machine has learned, never a count that runs down. Where it should
 * have been done, how long nothing was heard of it (`heardMs`: when the last was). Empty where nothing is known.
 */
export function etaWord(job: Job, nowMs: number, heardMs: number = job.updatedAt): string {
  const { etaS, etaRangeS } = job;
  const silentMs = nowMs - heardMs;
  const latestS = etaRangeS?.[1] ?? (etaS === null ? 0 : etaS * patience);
  if (silentMs > Math.max(shortMs, latestS * 1000)) return say.eta.silent(silenceWord(silentMs));
  return etaS === null ? '' : spanWord(etaS, etaRangeS);
}
