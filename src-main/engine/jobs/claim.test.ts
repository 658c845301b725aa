import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimNext, jobAt, runThrough } from '../../../test/ledger/steps.ts';
import { engineOn, openFile } from '../../../test/ledger/world.ts';
import type { Engine } from '../engine.ts';
import { claimSql } from './claim.ts';
import { attemptsOf, getJob } from './store.ts';

let folder = '';
let engine: Engine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-claim-'));
  engine = engineOn(openFile(join(folder, 'rushes.db')));
  engine.write(() => engine.ledger.grant(100_000, 'first', 'test'));
});
afterEach(() => {
  engine.db.close();
  rmSync(folder, { recursive: true, force: true });
});

const tts = (priority: 'low' | 'normal' | 'high' = 'normal'): string =>
  engine.write(() => engine.create.create({ workflow: 'tts', params: { text: 'Hello.' }, priority }))[0]
    ?.id ?? '';
const claimed = (): string | undefined => engine.write(() => claimNext(engine, 'fal'))?.job_id;

describe('how the database answers', () => {
  const plan = (sql: string, ...values: unknown[]): string =>
    (engine.db.sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[])
      .map((row) => row.detail)
      .join('; ');

  test('the claim reads its partial index in order', () => {
    expect(plan(claimSql, 'fal')).toMatch(/USING INDEX jobs_claim/);
    expect(plan(claimSql, 'fal')).not.toMatch(/TEMP B-TREE|SCAN/);
  });

  test.each([
    ['a page of the history', 'SELECT * FROM jobs WHERE id < ? ORDER BY id DESC LIMIT ?', ['~', 50]],
    [
      'a page of one state',
      'SELECT * FROM jobs WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?',
      ['completed', '~', 50],
    ],
    [
      'a page of the statement',
      'SELECT id, at, kind, job_id AS job, amount, available, reason FROM entries WHERE id < ? ORDER BY id DESC LIMIT ?',
      [9, 50],
    ],
    ['the next due time', 'SELECT MIN(wake_at) FROM jobs WHERE wake_at IS NOT NULL', []],
    [
      'waking',
      'UPDATE jobs SET claimable = 1, wake_at = NULL WHERE wake_at <= ? AND wake_at IS NOT NULL',
      [1],
    ],
    ['the holds of a job', 'SELECT run FROM holds WHERE job_id = ? ORDER BY run', ['a']],
    [
      'the refunds of a job',
      `SELECT COALESCE(SUM(amount), 0) FROM entries WHERE job_id = ? AND kind = 'refund'`,
      ['a'],
    ],
    ['the attempts of a job', 'SELECT * FROM attempts WHERE job_id = ? ORDER BY n', ['a']],
    [
      'the live attempts',
      `SELECT * FROM attempts WHERE state IN ('submitting', 'running', 'saving', 'cancelling', 'unknown') ORDER BY provider, id`,
      [],
    ],
  ])('%s uses an index and sorts nothing', (_name, sql, values) => {
    const said = plan(sql, ...values);
    expect(said).toMatch(/USING (COVERING )?(INDEX|INTEGER PRIMARY KEY|PRIMARY KEY)/);
    expect(said).not.toMatch(/TEMP B-TREE/);
    // What is scanned is a partial index of the few rows that matter.
    expect(said).not.toMatch(/SCAN \w+(?! USING (COVERING )?INDEX)$/);
  });
});

test('the smallest rank goes first: high before older normal ones, low after younger', async () => {
  const [low, normal, high] = [tts('low'), tts('normal'), tts('high')];
  expect([claimed(), claimed(), claimed(), claimed()]).toEqual([high, normal, low, undefined]);
});

test('a claim starts the job and writes the intent in one transaction', () => {
  const id = tts();
  expect(claimed()).toBe(id);
  expect(getJob(engine.db, id)).toMatchObject({ state: 'processing', claimable: false });
  expect(attemptsOf(engine.db, id)).toMatchObject([
    { n: 1, state: 'submitting', stage: 'preview', part: 0, provider: 'fal' },
  ]);
  expect(claimed()).toBeUndefined();
});

test('an approved job is claimed again for its final', () => {
  const id = jobAt(engine, 'preview_ready');
  expect(claimed()).toBeUndefined();
  engine.write(() => engine.actions.approve([id]));
  expect(engine.write(() => claimNext(engine, 'fal'))).toMatchObject({ job_id: id, stage: 'final', go: 2 });
});

test('a job over budget is kept back and the next one goes', () => {
  const dear = tts();
  const cheap = engine.write(() =>
    engine.create.create({ workflow: 'image_to_video', params: { price: 10 } }),
  )[0]?.id;
  engine.write(() => engine.settings.setLimits({ job: 50 }));
  expect(claimed()).toBe(cheap);
  expect(engine.show(dear)).toMatchObject({ state: 'queued', waitingFor: 'budget', position: null });
  engine.write(() => {
    engine.settings.setLimits({ job: null });
    engine.jobs.reconsider();
  });
  expect(claimed()).toBe(dear);
});

test('a job of a workflow that is no more fails and gives its credits back', () => {
  const id = tts();
  engine.db.sql(`UPDATE jobs SET workflow = 'gone' WHERE id = ?`).run(id);
  expect(claimed()).toBeUndefined();
  expect(engine.balance()).toMatchObject({ available: 100_000, held: 0 });
  expect(engine.show(id).state).toBe('failed');
});

test('run next and reorder change who is claimed; what is at a provider cannot be moved', () => {
  const [a, b, c, d] = [tts(), tts(), tts(), tts()];
  engine.write(() => engine.actions.next(d));
  engine.write(() => engine.actions.move(c, b));
  expect([engine.show(d).position, engine.show(a).position, engine.show(c).position]).toEqual([1, 2, 3]);
  expect(claimed()).toBe(d);
  expect(() => engine.write(() => engine.actions.next(d))).toThrow('NOT_ALLOWED');
  expect([claimed(), claimed(), claimed()]).toEqual([a, c, b]);
});

test('moving between two neighbours works far more often than a number has bits', () => {
  const ids = [tts(), tts(), tts()];
  for (let i = 0; i < 200; i++) {
    const [last, before] = i % 2 ? [ids[2], ids[1]] : [ids[1], ids[2]];
    engine.write(() => engine.actions.move(last ?? '', before ?? ''));
    const at = (id: string | undefined): number => engine.show(id ?? '').position ?? 0;
    expect(at(last)).toBe(at(before) - 1);
    expect(at(ids[0])).toBe(1);
  }
});

test('a job that ran through is charged its price', () => {
  const id = jobAt(engine, 'generating_final');
  const row = attemptsOf(engine.db, id).at(-1);
  if (row) runThrough(engine, row);
  expect(engine.show(id)).toMatchObject({ state: 'completed', hold: { state: 'captured', captured: 100 } });
});

test('after an answer without text the next try of the go may use twice the tokens', () => {
  const made = engine.write(() => engine.create.create({ workflow: 'chat', params: { prompt: 'Hello.' } }));
  const id = made[0]?.id ?? '';
  const first = engine.write(() => claimNext(engine, 'openrouter'));
  expect(first?.request).toMatchObject({ task: 'text', maxTokens: 150 });
  engine.write(() => {
    engine.attempts.tryStep(first?.id ?? 0, 'failed', { error: { code: 'answer_unusable' } });
    engine.jobs.sendable(id, 'processing');
  });
  const second = engine.write(() => claimNext(engine, 'openrouter'));
  expect(second?.request).toMatchObject({ task: 'text', maxTokens: 300 });
});
