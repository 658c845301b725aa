import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import { answering, engineOn, quickFolder, seeded } from './engine-world.ts';

/**
 * A wait that ends while the queue is looking must not be overlooked: the harness met a job that slept for a minute
 * where its backoff was half a second. Here the wall clock moves on with every look at it, as a real one may.
 */
const jobs = 60;
/** No job waits longer: its window with all others waiting, too, is below 8 s (third try), and a pass takes some looks. */
const longestMs = 12_000;

let folder: ReturnType<typeof quickFolder>;
beforeEach(() => {
  folder = quickFolder();
});
afterEach(() => folder.remove());

test('what comes due while the queue looks is sent all the same', { timeout: 60_000 }, async () => {
  const steady = fakeClock(Date.UTC(2026, 5, 1, 12));
  let looks = 0;
  const clock: Clock = { ...steady, now: () => steady.now() + Math.floor(looks++ / 3) };
  const sent = new Map<string, number[]>();
  const fal = answering(
    () => ({ kind: 'refused', error: { code: 'provider_busy' }, wait: 'busy', retryAfterMs: null }),
    (request) => {
      const text = 'text' in request ? request.text : '';
      sent.set(text, [...(sent.get(text) ?? []), steady.monotonic()]);
    },
  );
  const { engine, close } = engineOn({ folder: folder.path, clock, fal, random: seeded('due') });
  engine.write(() => {
    engine.ledger.grant(jobs * 100, 'opening', 'enough for all');
    for (let i = 0; i < jobs; i++)
      engine.create.create({ workflow: 'tts', params: { text: `Number ${i}.` } });
  });
  engine.start();
  await steady.advance(600_000);
  const waits = [...sent.values()].flatMap((at) => at.slice(1).map((t, i) => t - at[i]!));
  expect(waits).toHaveLength(2 * jobs);
  expect(Math.max(...waits)).toBeLessThan(longestMs);
  await close();
});
