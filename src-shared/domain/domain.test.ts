import { describe, expect, test } from 'vitest';
import {
  afterFailure,
  afterRefusal,
  attemptEvents,
  attemptStates,
  attemptTable,
  isLive,
  lookupUntilMs,
  submitsPerPart,
} from './attempt.ts';
import { endStates, isEnd, jobStates, rankOf, stageLimitMs } from './job.ts';
import { accounts, entryKinds, isCredits, movement } from './ledger.ts';

describe('the queue', () => {
  test('orders by time, a priority is worth ten minutes', () => {
    const now = Date.UTC(2026, 10, 23);
    expect(rankOf(now, 'normal')).toBe(now);
    expect(rankOf(now, 'high')).toBe(now - 600_000);
    expect(rankOf(now, 'low')).toBe(now + 600_000);
    // What waited long enough is not overtaken for ever.
    expect(rankOf(now, 'low')).toBeLessThan(rankOf(now + 1_200_001, 'high'));
    expect(rankOf(now, 'high')).toBeLessThan(rankOf(now + 1_199_999, 'low'));
  });

  test('lets a stage take ten times what is expected, and a minute at least', () => {
    expect([0, 5, 6, 10, 90].map(stageLimitMs)).toEqual([60_000, 60_000, 60_000, 100_000, 900_000]);
    expect(lookupUntilMs(stageLimitMs(10))).toBe(200_000);
  });
});

describe('states', () => {
  test('of a job that are ends', () => {
    expect(jobStates.filter(isEnd)).toEqual([...endStates]);
  });

  test('of an attempt: what is not live leads nowhere but to a late arrival, and to a delivery that turns out to be of no use', () => {
    const after: Partial<Record<string, object>> = {
      failed: { adopted: 'running' },
      succeeded: { spoiled: 'failed' },
    };
    for (const state of attemptStates) {
      if (isLive(state)) expect(Object.keys(attemptTable[state]).length, state).toBeGreaterThan(0);
      else expect(attemptTable[state], state).toEqual(after[state] ?? {});
    }
  });

  test('an attempt that may have left the machine never goes back to be sent', () => {
    for (const state of attemptStates)
      for (const event of attemptEvents) expect(attemptTable[state][event]).not.toBe('submitting');
  });
});

describe('the go rule', () => {
  test('(b): busy is asked again, up to three submits; key and balance wait for a person', () => {
    expect([1, 2, 3, 4].map((n) => afterRefusal('busy', n).do)).toEqual([
      'submit_again',
      'submit_again',
      'end_go',
      'end_go',
    ]);
    for (const wait of ['key', 'balance'] as const)
      expect(afterRefusal(wait, 1)).toEqual({ do: 'wait_for_person', reason: wait });
    expect(afterRefusal(null, 0)).toEqual({ do: 'end_go' });
  });

  test('(c): a failure is asked again only where that may mend it', () => {
    for (let n = 0; n <= submitsPerPart + 1; n++) {
      expect(afterFailure(false, n)).toEqual({ do: 'end_go' });
      expect(afterFailure(true, n).do).toBe(n < submitsPerPart ? 'submit_again' : 'end_go');
    }
  });
});

describe('credits', () => {
  test('are whole, not negative and exact', () => {
    for (const n of [0, 1, 100, Number.MAX_SAFE_INTEGER]) expect(isCredits(n), String(n)).toBe(true);
    for (const n of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, -0.1])
      expect(isCredits(n), String(n)).toBe(false);
  });

  test('move between accounts of this machine only, and never to where they are', () => {
    for (const [kind, { from, to }] of Object.entries(movement)) {
      expect(entryKinds).toContain(kind);
      expect(accounts).toContain(from);
      expect(accounts).toContain(to);
      expect(from).not.toBe(to);
    }
  });
});
