/** Named waits of the queue. Pure: randomness is passed in. */

/** First wait, longest wait (ms) between two submits of a part. */
export const submitBackoff = { first: 2_000, most: 60_000 };

/** How much of the crowd may come back in one second: with 40 ms each, 2.5 %. */
const perJobMs = 40;

/**
 * Full jitter (Brooker, "Exponential Backoff and Jitter", AWS 2015): anywhere from now to the end of a window that
 * doubles with each try and widens with the number of jobs that wait alike, so that they do not come back together.
 * @param tries submits made so far, from 1
 * @param random a number in [0, 1)
 */
export function backoffMs(tries: number, random: number, crowd = 0): number {
  const span = Math.min(submitBackoff.most, submitBackoff.first * 2 ** (tries - 1));
  return Math.round(random * Math.max(span, crowd * perJobMs));
}

/** Polls of a running request: from 2 s to 30 s, +-25 % (security.md 5.2). */
export const pollEvery = { first: 2_000, most: 30_000, growth: 1.5, jitter: 0.25 };

/** Wait (ms) before poll number `n`, counted from 0. Short jobs are asked sooner: after a tenth of their expected time. */
export function pollMs(n: number, expectedS: number, random: number): number {
  const first = Math.min(pollEvery.first, expectedS * 100);
  const base = Math.min(pollEvery.most, first * pollEvery.growth ** n);
  return Math.round(base * (1 + pollEvery.jitter * (2 * random - 1)));
}
