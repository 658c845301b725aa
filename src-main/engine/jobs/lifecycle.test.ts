import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { endStates, type JobState, jobStates } from '../../../src-shared/domain/job.ts';
import { jobAt } from '../../../test/ledger/steps.ts';
import { dumpOf, engineOn, openFile } from '../../../test/ledger/world.ts';
import type { Engine } from '../engine.ts';
import { auditLedger } from '../ledger/audit.ts';
import { type JobEvent, jobEvents, jobTable } from './lifecycle.ts';
import { previewTakeOf } from './store.ts';

/** Every state x event, from the table itself: what it allows moves the row and the credits, what it does not moves nothing. */
let folder = '';
let engine: Engine;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-lifecycle-'));
  engine = engineOn(openFile(join(folder, 'rushes.db')));
  engine.write(() => engine.ledger.grant(1_000_000, 'first', 'test'));
});
afterAll(() => {
  engine.db.close();
  rmSync(folder, { recursive: true, force: true });
});

class Undo extends Error {}
/** Each case begins with one job on an otherwise empty queue. */
beforeEach(() => {
  engine.db.sql('UPDATE jobs SET claimable = 0, wake_at = NULL WHERE claimable = 1').run();
});

const cases = jobStates.flatMap((state) => jobEvents.map((event) => ({ state, event })));
const stateOf = (id: string): JobState => engine.show(id).state;

/** What each event costs of 100 credits held, said once more and apart from the table: captured, released. */
const effects: Partial<Record<`${JobState} ${JobEvent}`, [captured: number, released: number]>> = {
  'queued cancel': [0, 100],
  'queued fail': [0, 100],
  'processing cancel': [0, 100],
  'processing fail': [0, 100],
  'preview_ready reject': [20, 80],
  'preview_ready cancel': [20, 80],
  'generating_final final_stored': [100, 0],
  'generating_final cancel': [20, 80],
  'generating_final fail': [0, 100],
};
/** A new hold after what was settled before: the whole price, or the final's share. */
const heldAgain: Partial<Record<`${JobState} ${JobEvent}`, number>> = {
  'failed retry_preview': 100,
  'failed retry_final': 100,
  'cancelled retry_preview': 80,
  'cancelled retry_final': 80,
  'rejected retry_final': 80,
};

test.each(cases)('$state, $event', ({ state, event }) => {
  const id = jobAt(engine, state);
  const step = jobTable[state][event];
  const before = dumpOf(engine.db);
  const was = engine.balance();
  if (!step) {
    expect(engine.write(() => engine.jobs.tryStep(id, event))).toBeNull();
    expect(() => engine.write(() => engine.jobs.step(id, event))).toThrow('NOT_ALLOWED');
    expect(dumpOf(engine.db)).toBe(before);
    return;
  }
  const row = engine.write(() => engine.jobs.tryStep(id, event));
  expect(row).toMatchObject({ state: step.to, ...(step.stage ? { stage: step.stage } : {}) });
  const [captured, released] = effects[`${state} ${event}`] ?? [0, 0];
  const held = heldAgain[`${state} ${event}`] ?? 0;
  expect(engine.balance()).toMatchObject({
    available: was.available + released - held,
    held: was.held - captured - released + held,
    spent: was.spent + captured,
  });
  // Taken once: the same event again is not allowed from where it led, or leads on from there by the table.
  if (!jobTable[step.to][event]) expect(engine.write(() => engine.jobs.tryStep(id, event))).toBeNull();
  expect(auditLedger(engine.db)).toEqual([]);
});

describe('the table', () => {
  test('only says keep or hold_again of a state that is not left for an end, and settles each end', () => {
    for (const state of jobStates) {
      for (const step of Object.values(jobTable[state])) {
        const ends = (endStates as readonly string[]).includes(step.to);
        const settles = step.ledger !== 'keep' && step.ledger !== 'hold_again';
        expect(settles, `${state} -> ${step.to}`).toBe(ends);
        const begins = (endStates as readonly string[]).includes(state);
        expect(step.ledger === 'hold_again', `${state} -> ${step.to}`).toBe(begins);
      }
    }
  });

  test('leads to every state and out of every one but completed', () => {
    const led = new Set(jobStates.flatMap((s) => Object.values(jobTable[s]).map((step) => step.to)));
    expect([...led, 'queued'].sort()).toEqual(expect.arrayContaining([...jobStates].sort()));
    expect(jobStates.filter((s) => Object.keys(jobTable[s]).length === 0)).toEqual(['completed']);
  });
});

test.each(jobStates)('what `can` says of a job that is %s is what its actions allow', (state) => {
  const id = jobAt(engine, state);
  const can = engine.show(id).can;
  const { actions } = engine;
  const tries: [ability: (typeof can)[number], act: () => unknown][] = [
    ['approve', () => actions.approve([id])],
    ['reject', () => actions.reject(id)],
    ['cancel', () => actions.cancel(id)],
    ['retry', () => actions.retry(id)],
    ['next', () => actions.next(id)],
    ['refund', () => actions.refund(id, 'a test')],
    ['resolve', () => actions.resolve(id, { kind: 'not_run' })],
  ];
  for (const [ability, act] of tries) {
    const before = dumpOf(engine.db);
    let allowed = false;
    try {
      engine.write(() => {
        act();
        allowed = true;
        throw new Undo();
      });
    } catch (error) {
      if (!(error instanceof Undo)) expect(error).toMatchObject({ code: 'NOT_ALLOWED' });
    }
    expect(dumpOf(engine.db)).toBe(before);
    expect(can.includes(ability), `${ability} of ${state}`).toBe(allowed);
  }
  expect(stateOf(id)).toBe(state);
});

test('a second writer that was faster is an answer, not an overwrite', () => {
  const id = jobAt(engine, 'preview_ready');
  // The row changes between the read and the write, as it would under another process.
  const raced = engine.db.sql('UPDATE jobs SET state = ? WHERE id = ? AND state = ?');
  engine.write(() => engine.actions.reject(id));
  expect(raced.run('cancelled', id, 'preview_ready').changes).toBe(0);
  expect(engine.write(() => engine.jobs.keepBack(id, 'preview_ready', { wakeAt: null, error: null }))).toBe(
    false,
  );
  expect(engine.write(() => engine.jobs.sendable(id, 'preview_ready'))).toBe(false);
  expect(engine.write(() => engine.jobs.agreePrice(id, 'preview_ready'))).toBe(false);
  expect(engine.write(() => engine.jobs.payAgain(id, 'preview_ready'))).toBe(false);
  expect(stateOf(id)).toBe('rejected');
  expect(previewTakeOf(engine.db, id)?.stage).toBe('preview');
});
