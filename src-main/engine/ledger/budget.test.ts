import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimNext, failAttempt, jobAt, runThrough } from '../../../test/ledger/steps.ts';
import { dumpOf, engineOn, openFile } from '../../../test/ledger/world.ts';
import { type FakeClock, fakeClock } from '../../adapters/system/fake-clock.ts';
import type { Engine } from '../engine.ts';
import { getJob } from '../jobs/store.ts';

let folder = '';
let engine: Engine;
let clock: FakeClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-budget-'));
  clock = fakeClock(Date.UTC(2026, 10, 29, 23));
  engine = engineOn(openFile(join(folder, 'rushes.db')), { clock });
  engine.write(() => engine.ledger.grant(100_000, 'first', 'test'));
});
afterEach(() => {
  engine.db.close();
  rmSync(folder, { recursive: true, force: true });
});

type Limits = Parameters<Engine['settings']['setLimits']>[0];
const limit = (limits: Limits): void =>
  engine.write(() => {
    engine.settings.setLimits(limits);
    engine.jobs.reconsider();
  });
const create = (price: number, count = 1): string[] =>
  engine
    .write(() => engine.create.create({ workflow: 'image_to_video', params: { price }, count }))
    .map((job) => job.id);
const refused = (field: string): unknown =>
  expect.objectContaining({ code: 'OVER_BUDGET', facts: expect.objectContaining({ field }) });
const tts = (text: string): string =>
  engine.write(() => engine.create.create({ workflow: 'tts', params: { text } }))[0]?.id ?? '';
const setPrices = (usdPerMillion: number): void => {
  for (const model of ['elevenlabs/turbo-v2.5', 'elevenlabs/multilingual-v2'])
    engine.db
      .sql(
        `INSERT INTO unit_prices (provider, model, unit, usd_per_million, at) VALUES ('fal', ?, 'characters', ?, 0)`,
      )
      .run(model, usdPerMillion);
};
const waitingFor = (id: string): string | null => engine.show(id).waitingFor;

describe('in credits', () => {
  test('a job that costs more than a job may is refused, whole, with the field', () => {
    limit({ job: 99 });
    const before = dumpOf(engine.db);
    expect(() => create(100)).toThrow(refused('job'));
    expect(dumpOf(engine.db)).toBe(before);
    expect(create(99)).toHaveLength(1);
  });

  test('a day counts held and captured, all of a count or none, and not what was released', async () => {
    limit({ day: 300 });
    expect(() => create(101, 3)).toThrow(refused('day'));
    create(100, 3);
    expect(() => create(1)).toThrow(refused('day'));
    expect(engine.budget.report().used).toMatchObject({ day: 300, month: 300 });
    const [last] = await engine.page({ after: null, limit: 1 });
    engine.write(() => engine.actions.cancel(last?.id ?? ''));
    expect(engine.budget.report().used.day).toBe(200);
    create(100);
  });

  test('a day ends at midnight, a month with its last day', () => {
    limit({ day: 100, month: 250 });
    create(100);
    expect(() => create(100)).toThrow(refused('day'));
    clock.setWall(Date.UTC(2026, 10, 30, 0, 0, 0, 1));
    create(100);
    expect(engine.budget.report().used).toMatchObject({ day: 100, month: 200 });
    clock.setWall(Date.UTC(2026, 10, 30, 23, 59));
    limit({ day: null });
    expect(() => create(100)).toThrow(refused('month'));
    clock.setWall(Date.UTC(2026, 11, 1));
    create(100);
    expect(engine.budget.report().used).toMatchObject({ day: 100, month: 100 });
  });

  test('lowered later, the earlier jobs go and the later ones wait for budget', () => {
    const [first, second, third] = create(100, 3);
    limit({ day: 200 });
    expect([first, second, third].map((id) => waitingFor(id ?? ''))).toEqual([null, null, 'budget']);
    const claimed = [0, 1, 2].map(() => engine.write(() => claimNext(engine, 'fal'))?.job_id);
    expect(claimed).toEqual([first, second, undefined]);
    // A job that costs too much by itself waits, too.
    limit({ day: null, job: 50 });
    expect(waitingFor(third ?? '')).toBe('budget');
    limit({ job: null });
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(third);
  });

  test('a retry needs room for what it would hold', () => {
    const id = jobAt(engine, 'rejected');
    limit({ job: 79 });
    expect(() => engine.write(() => engine.actions.retry(id))).toThrow(refused('job'));
    limit({ job: null, day: 99 });
    expect(() => engine.write(() => engine.actions.retry(id))).toThrow(refused('day'));
    limit({ day: 100 });
    engine.write(() => engine.actions.retry(id));
    expect(engine.show(id)).toMatchObject({ state: 'generating_final', hold: { held: 80, captured: 20 } });
  });

  test('what costs nothing is never refused', () => {
    limit({ day: 0, month: 0, job: 0 });
    expect(
      engine.write(() => engine.create.create({ workflow: 'chat', params: { prompt: 'a' } })),
    ).toHaveLength(1);
  });
});

describe('in dollars', () => {
  test('a job whose price is not known waits for price, and goes by one approve', () => {
    limit({ usdDay: 1 });
    const id = tts('Hello.');
    expect(engine.show(id)).toMatchObject({ waitingFor: 'price', price: { source: 'unknown', usd: null } });
    expect(engine.show(id).can).toContain('approve');
    expect(engine.write(() => claimNext(engine, 'fal'))).toBeNull();
    engine.write(() => engine.actions.approve([id]));
    expect(waitingFor(id)).toBeNull();
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(id);
    expect(() => engine.write(() => engine.actions.approve([id]))).toThrow('NOT_ALLOWED');
  });

  test('an OK that comes while a busy provider is waited for is kept, and so is the wait', () => {
    const id = tts('Hello.');
    const row = engine.write(() => claimNext(engine, 'fal'));
    engine.write(() => row && failAttempt(engine, row, true));
    limit({ usdDay: 1 });
    expect(waitingFor(id)).toBe('price');
    engine.write(() => engine.actions.approve([id]));
    expect(engine.write(() => claimNext(engine, 'fal'))).toBeNull();
    engine.write(() => engine.jobs.wake(clock.now() + 1_000));
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(id);
  });

  test('a price list that comes later is as good as an OK', () => {
    limit({ usdJob: 1 });
    const id = tts('Hello.');
    expect(waitingFor(id)).toBe('price');
    setPrices(1);
    expect(waitingFor(id)).toBeNull();
  });

  test('a known price is held against the job, the day and the month', () => {
    setPrices(10_000);
    const text = 'a'.repeat(150);
    limit({ usdJob: 2 });
    expect(() => tts(text)).toThrow(refused('usd-job'));
    limit({ usdJob: 3, usdDay: 5 });
    tts(text);
    expect(engine.budget.report().used.usdDay).toBeCloseTo(3);
    expect(() => tts(text)).toThrow(refused('usd-day'));
    limit({ usdDay: null, usdMonth: 5 });
    expect(() => tts(text)).toThrow(refused('usd-month'));
    limit({ usdMonth: 6 });
    const second = tts(text);
    limit({ usdMonth: 4 });
    expect(waitingFor(second)).toBe('budget');
  });

  test('what was billed counts instead of what was estimated, once the job has ended', () => {
    setPrices(10_000);
    limit({ usdDay: 100 });
    const id = tts('a'.repeat(100));
    const row = engine.write(() => claimNext(engine, 'fal'));
    expect(engine.budget.report().used.usdDay).toBeCloseTo(2);
    engine.write(() => engine.attempts.tryStep(row?.id ?? 0, 'failed', { billedUsd: 0.25 }));
    engine.write(() => engine.jobs.step(id, 'fail'));
    expect(engine.budget.report().used.usdDay).toBeCloseTo(0.25);
  });

  test('a job that its provider refused cost nothing', () => {
    setPrices(10_000);
    const id = tts('a'.repeat(100));
    const row = engine.write(() => claimNext(engine, 'fal'));
    engine.write(() => engine.attempts.tryStep(row?.id ?? 0, 'refused'));
    engine.write(() => engine.jobs.step(id, 'fail'));
    expect(engine.budget.report().used).toMatchObject({ usdDay: 0, usdMonth: 0 });
  });

  /** A speech of this price (50 characters are a dollar) that was billed and failed. */
  const failedAt = (usd: number): string => {
    const id = tts('a'.repeat(usd * 50));
    const row = engine.write(() => claimNext(engine, 'fal'));
    engine.write(() => engine.attempts.tryStep(row?.id ?? 0, 'failed', { billedUsd: usd }));
    engine.write(() => engine.jobs.step(id, 'fail'));
    return id;
  };
  const retry = (id: string) => engine.write(() => engine.actions.retry(id));

  test('a retry needs room for what it would cost beside what was billed before', () => {
    setPrices(10_000);
    limit({ usdDay: 2 });
    const [first, second] = [failedAt(1), failedAt(1)];
    expect(engine.budget.report().used.usdDay).toBeCloseTo(2);
    expect(() => retry(first)).toThrow(refused('usd-day'));
    limit({ usdDay: 3.1 });
    retry(first);
    expect(engine.budget.report().used.usdDay).toBeCloseTo(3);
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(first);
    limit({ usdDay: null, usdJob: 0.9 });
    expect(() => retry(second)).toThrow(refused('usd-job'));
  });

  test('a retry counts on the day on which it is asked for', () => {
    setPrices(10_000);
    const [first = '', second = ''] = [failedAt(0.9), failedAt(0.9)];
    clock.setWall(clock.now() + 24 * 3_600_000);
    limit({ usdDay: 1 });
    expect(engine.budget.report().used.usdDay).toBe(0);
    retry(first);
    expect(engine.budget.report().used.usdDay).toBeCloseTo(0.9);
    expect(() => retry(second)).toThrow(refused('usd-day'));
    const row = engine.write(() => claimNext(engine, 'fal'));
    engine.write(() => engine.attempts.tryStep(row?.id ?? 0, 'failed', { billedUsd: 0.8 }));
    engine.write(() => engine.jobs.step(first, 'fail'));
    expect(engine.budget.report().used.usdDay).toBeCloseTo(0.8);
    expect(() => retry(second)).toThrow(refused('usd-day'));
  });

  test('a final counts on the day on which it is sent', () => {
    setPrices(10_000);
    const two = [tts('a'.repeat(45)), tts('a'.repeat(45))];
    for (const _ of two) {
      const row = engine.write(() => claimNext(engine, 'fal'));
      if (row) runThrough(engine, row, 0.1);
    }
    clock.setWall(clock.now() + 24 * 3_600_000);
    limit({ usdDay: 1 });
    expect(engine.budget.report().used.usdDay).toBe(0);
    engine.write(() => engine.actions.approve(two));
    // The later one is nearer to its turn: what counts is what has gone out.
    engine.write(() => engine.actions.next(two[1] ?? ''));
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(two[1]);
    expect(engine.budget.report().used.usdDay).toBeCloseTo(0.8);
    expect(engine.write(() => claimNext(engine, 'fal'))).toBeNull();
    expect(waitingFor(two[0] ?? '')).toBe('budget');
    limit({ usdDay: 1.7 });
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(two[0]);
  });

  test('of two that wait for a lowered budget the earlier one goes, whatever the later one is likely to cost yet', () => {
    setPrices(10_000);
    const [first, second] = [tts('a'.repeat(45)), tts('a'.repeat(45))];
    engine.write(() => engine.actions.next(second));
    const row = engine.write(() => claimNext(engine, 'fal'));
    if (row) runThrough(engine, row, 0.1);
    engine.write(() => engine.actions.approve([second]));
    limit({ usdDay: 1.01 });
    expect(waitingFor(second)).toBe('budget');
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(first);
  });

  test('a job that ended before anything was sent cost nothing', () => {
    setPrices(10_000);
    const id = tts('a'.repeat(100));
    engine.write(() => engine.actions.cancel(id));
    expect(engine.budget.report().used.usdDay).toBe(0);
  });
});

test('what was spent is found by indexes', () => {
  const asked: string[] = [];
  const real = engine.db.sql;
  engine.db.sql = (sql) => {
    asked.push(sql);
    return real(sql);
  };
  setPrices(10_000);
  const id = tts('Hello.');
  limit({ usdDay: 5, usdMonth: 5 });
  asked.length = 0;
  expect(engine.budget.blocks(getJob(engine.db, id))).toBeNull();
  engine.budget.report();
  const sums = asked.filter((sql) => sql.includes('@at'));
  expect(sums).toHaveLength(10);
  for (const sql of sums) {
    const of = { at: 1, from: '', upTo: '~', ...(sql.includes('@id') ? { id } : {}) };
    const plan = engine.db.sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(of) as { detail: string }[];
    // The one list that is read whole is that of the jobs which were found.
    expect(plan.map((row) => row.detail).join('; '), sql).not.toMatch(/SCAN (?!o;|o$)|AUTOMATIC/);
  }
});

describe('a final that was approved', () => {
  /** A speech of 100 characters whose preview is there: 2 dollars at this price. */
  const previewed = (): string => {
    const id = tts('a'.repeat(100));
    const row = engine.write(() => claimNext(engine, 'fal'));
    if (row?.job_id !== id) throw new Error('another job was claimed');
    runThrough(engine, row);
    return id;
  };
  const rise = (usdPerMillion: number): void => {
    engine.db.sql('DELETE FROM unit_prices').run();
    setPrices(usdPerMillion);
  };
  const approve = (id: string) => engine.write(() => engine.actions.approve([id]));

  test('waits for price where it has risen by more than a fifth, and goes by one more approve', () => {
    setPrices(10_000);
    const id = previewed();
    approve(id);
    rise(12_000);
    expect(waitingFor(id)).toBeNull();
    rise(12_100);
    expect(engine.show(id)).toMatchObject({ state: 'generating_final', waitingFor: 'price' });
    expect(engine.show(id).can).toContain('approve');
    expect(engine.write(() => claimNext(engine, 'fal'))).toBeNull();
    approve(id);
    expect(waitingFor(id)).toBeNull();
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(id);
  });

  test('is measured against the price that was shown, also where it rose before the approve', () => {
    setPrices(10_000);
    const id = previewed();
    rise(20_000);
    approve(id);
    expect(waitingFor(id)).toBe('price');
  });

  test('goes where it became cheaper, where nothing was known, and where no one approved it', () => {
    setPrices(10_000);
    const cheaper = previewed();
    approve(cheaper);
    rise(1);
    expect(waitingFor(cheaper)).toBeNull();
    engine.db.sql('DELETE FROM unit_prices').run();
    expect(engine.write(() => claimNext(engine, 'fal'))?.job_id).toBe(cheaper);
    const unknown = previewed();
    approve(unknown);
    rise(1_000_000);
    expect(waitingFor(unknown)).toBeNull();
  });

  test('is not held up between its parts', () => {
    setPrices(10_000);
    const id = previewed();
    approve(id);
    const row = engine.write(() => claimNext(engine, 'fal'));
    engine.write(() => engine.attempts.tryStep(row?.id ?? 0, 'accepted', { requestId: 'r-of-the-final' }));
    rise(90_000);
    expect(engine.budget.blocks(getJob(engine.db, id))).toBeNull();
  });
});
