import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AttemptState,
  attemptEvents,
  attemptStates,
  attemptTable,
  isLive,
  liveAttemptStates,
} from '../../../src-shared/domain/attempt.ts';
import { claimNext, jobAt } from '../../../test/ledger/steps.ts';
import { dumpOf, engineOn, openFile } from '../../../test/ledger/world.ts';
import type { Engine } from '../engine.ts';
import { recoveryAnswers } from './recovery.ts';
import { attemptsOf, getAttempt } from './store.ts';

/** Every state x event of an attempt, from the table itself. */
let folder = '';
let engine: Engine;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-attempts-'));
  engine = engineOn(openFile(join(folder, 'rushes.db')));
  engine.write(() => engine.ledger.grant(1_000_000, 'first', 'test'));
});
afterAll(() => {
  engine.db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The events that lead to each state, from `submitting`. */
const roads: Record<AttemptState, (typeof attemptEvents)[number][]> = {
  submitting: [],
  running: ['accepted'],
  saving: ['accepted', 'finished'],
  succeeded: ['accepted', 'finished', 'saved'],
  refused: ['refused'],
  failed: ['failed'],
  cancelling: ['accepted', 'cancel_asked'],
  cancelled: ['cancelled'],
  unknown: ['lost'],
};

function attemptAt(state: AttemptState): number {
  engine.db.sql('UPDATE jobs SET claimable = 0, wake_at = NULL WHERE claimable = 1').run();
  const job = jobAt(engine, 'processing');
  const id = attemptsOf(engine.db, job)[0]?.id ?? 0;
  for (const event of roads[state]) engine.write(() => engine.attempts.tryStep(id, event));
  expect(getAttempt(engine.db, id).state).toBe(state);
  return id;
}

const cases = attemptStates.flatMap((state) => attemptEvents.map((event) => ({ state, event })));

test.each(cases)('$state, $event', ({ state, event }) => {
  const id = attemptAt(state);
  const before = dumpOf(engine.db);
  const was = engine.balance();
  const to = attemptTable[state][event];
  const facts = { requestId: `r${id}`, error: { code: 'provider_failed' as const } };
  const row = engine.write(() => engine.attempts.tryStep(id, event, facts));
  if (!to) {
    expect(row).toBeNull();
    expect(dumpOf(engine.db)).toBe(before);
    return;
  }
  expect(row).toMatchObject({ state: to, request_id: `r${id}`, error: { code: 'provider_failed' } });
  // An attempt moves no credits by itself.
  expect(engine.balance()).toEqual(was);
});

test('facts that are left out stay as they were, and null takes them away', () => {
  const id = attemptAt('submitting');
  engine.write(() => engine.attempts.tryStep(id, 'accepted', { requestId: `kept${id}`, model: 'a' }));
  const row = engine.write(() => engine.attempts.tryStep(id, 'finished', { billedUsd: 0.5, model: null }));
  expect(row).toMatchObject({ request_id: `kept${id}`, model: null, billed_usd: 0.5, sent: true });
});

test('a step that the table does not know leaves the time, the lookups and the row alone', () => {
  const id = attemptAt('succeeded');
  const before = dumpOf(engine.db);
  engine.write(() => engine.attempts.active(id, 5_000));
  expect(dumpOf(engine.db)).toBe(before);
  const running = attemptAt('running');
  engine.write(() => engine.attempts.active(running, 1_234.4));
  expect(getAttempt(engine.db, running).active_ms).toBe(1_234);
});

test('one live attempt per part of a stage, by constraint, whatever its go', () => {
  const id = attemptAt('running');
  const row = getAttempt(engine.db, id);
  const again = engine.db.sql(
    `INSERT INTO attempts (job_id, n, go, stage, part, state, provider, request, created_at, updated_at)
     SELECT job_id, n + 1, go + 1, stage, part, 'submitting', provider, request, 0, 0 FROM attempts WHERE id = ?`,
  );
  expect(() => again.run(row.id)).toThrow('another try of this part is out');
  expect(claimNext(engine, 'fal')).toBeNull();
});

test('recovery has an answer for each live state and for no other', () => {
  expect(Object.keys(recoveryAnswers).sort()).toEqual([...liveAttemptStates].sort());
  for (const state of attemptStates) expect(recoveryAnswers[state] !== undefined).toBe(isLive(state));
  // What recovery does next must be possible from there.
  expect(attemptTable.submitting.lost).toBe('unknown');
  expect(attemptTable.unknown.adopted).toBe('running');
  expect(attemptTable.saving.saved).toBe('succeeded');
});
