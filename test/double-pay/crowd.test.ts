import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import { backoffMs, submitBackoff } from '../../src-main/engine/jobs/backoff.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import type { SubmitOutcome } from '../../src-main/ports/provider.ts';
import { full } from '../full.ts';
import { answering, engineOn, quickFolder, seeded } from './engine-world.ts';

/** T40: a provider that turns everybody away gets no more than three knocks of each, and never all of them at once. */
const seed = process.env.RUSHES_SEED ?? '40';
const crowd = 1_000;
const start = Date.UTC(2026, 5, 1, 12);

let folder: ReturnType<typeof quickFolder>;
beforeEach(() => {
  folder = quickFolder();
});
afterEach(() => folder.remove());

const busy: SubmitOutcome = {
  kind: 'refused',
  error: { code: 'provider_busy', subject: 'fal' },
  wait: 'busy',
  retryAfterMs: null,
};
const broken: SubmitOutcome = {
  kind: 'failed',
  error: { code: 'provider_failed', subject: 'fal' },
  mayMend: true,
  billedUsd: null,
  draft: null,
  requestId: null,
};

for (const { name, outcome } of [
  { name: 'busy', outcome: busy },
  ...(full ? [{ name: 'broken', outcome: broken }] : []),
]) {
  test(`${crowd} jobs fail at once (${name}): three submits each, spread, all credits back`, {
    timeout: 120_000,
  }, async () => {
    const clock = fakeClock(start);
    const sent = new Map<string, number[]>();
    const fal = answering(
      () => outcome,
      (request) => {
        const text = 'text' in request ? request.text : '';
        sent.set(text, [...(sent.get(text) ?? []), clock.monotonic()]);
      },
    );
    const { engine, close } = engineOn({
      folder: folder.path,
      clock,
      fal,
      random: seeded(`${seed} ${name}`),
    });
    engine.write(() => {
      engine.ledger.grant(crowd * 100, 'opening', 'enough for all');
      engine.settings.set({ concurrency: { ...engine.settings.values().concurrency, fal: 40 } });
      for (let i = 0; i < crowd; i++)
        engine.create.create({ workflow: 'tts', params: { text: `Number ${i}.` } });
    });
    engine.start();
    await clock.advance(3_600_000);

    const times = [...sent.values()];
    expect(times.length).toBe(crowd);
    expect(times.filter((t) => t.length !== 3)).toEqual([]);
    const first = Math.max(...times.map((t) => t[0]!));
    const retries = times.flatMap((t) => t.slice(1));
    const perSecond = new Map<number, number>();
    for (const at of retries)
      perSecond.set(Math.floor(at / 1_000), (perSecond.get(Math.floor(at / 1_000)) ?? 0) + 1);
    const most = Math.max(...perSecond.values());
    const longest = Math.max(...times.flatMap((t) => [t[1]! - t[0]!, t[2]! - t[1]!]));
    console.log(
      `crowd of ${crowd} (${name}): first submits within ${Math.round(first)} ms, longest wait ${Math.round(longest / 1_000)} s, fullest second ${((100 * most) / retries.length).toFixed(1)} % of ${retries.length} retries`,
    );
    expect(most / retries.length).toBeLessThanOrEqual(0.03);
    expect(auditLedger(engine.db)).toEqual([]);
    expect(engine.balance()).toMatchObject({ available: crowd * 100, held: 0, spent: 0 });
    expect(engine.stats().byState.failed).toBe(crowd);
    await close();
  });
}

test('a wait never exceeds its window, whatever the chance', () => {
  const random = seeded(seed);
  for (const tries of [1, 2, 3, 10]) {
    const window = Math.min(submitBackoff.most, submitBackoff.first * 2 ** (tries - 1));
    for (let i = 0; i < 1_000; i++) {
      const wait = backoffMs(tries, random());
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(window);
    }
  }
});
