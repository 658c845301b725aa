/** Named waits of the queue. Pure: randomness is passed in. */

/** First wait, longest wait (ms) between two submits of a part. */
export const submitBackoff = { first: 2_000, most: 60_000 };

/** How much of the crowd may come back in one second: with 60 ms each, 1.7 %. */
const perJobMs = 60;

/** A larger crowd than this gets no wider window: it fills the longest wait. */
export const largestCrowd = submitBackoff.most / perJobMs;

/**
 * Full jitter (Brooker, "Exponential Backoff and Jitter", AWS 2015): anywhere from now to the end of a window that
 * doubles with each try and widens with the number of jobs that may come back alike, so that they do not come together.
 * Never longer than the longest wait.
 * @param tries submits made so far, from 1
 * @param random a number in [0, 1)
 */
export function backoffMs(tries: number, random: number, crowd = 0): number {
  const span = Math.max(submitBackoff.first * 2 ** (tries - 1), crowd * perJobMs);
  return Math.round(random * Math.min(submitBackoff.most, span));
}

/** Polls of a running request: from 2 s to 30 s, +-25 % (security.md 5.2). */
export const pollEvery = { first: 2_000, most: 30_000, growth: 1.5, jitter: 0.25 };

/** What sets the wait before a poll: its number, counted from 0, and the seconds that the request is expected to take. */
export type Poll = { n: number; expectedS: number };

/** Wait (ms) before a poll. Short jobs are asked sooner: after a tenth of their expected time. */
export function pollMs({ n, expectedS }: Poll, random: number, firstMs = pollEvery.first): number {
  const first = Math.min(firstMs, expectedS * 100);
  const base = Math.min(pollEvery.most, first * pollEvery.growth ** n);
  return Math.round(base * (1 + pollEvery.jitter * (2 * random - 1)));
}
