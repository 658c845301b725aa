import { describe, expect, test } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { stateOf } from '../../texts/words.ts';
import { linesOf } from './lines.ts';
import { isMaking, isSent, mendOf, rowState } from './row-words.ts';
import { summaryOf } from './summary.ts';

const job = (id: string, change: Partial<Job> = {}): Job =>
  ({
    id,
    workflow: 'image_to_video',
    state: 'processing',
    waitingFor: null,
    position: null,
    etaS: 45,
    hold: { held: 150, captured: 0, refunded: 0 },
    attempts: [],
    can: [],
    ...change,
  }) as unknown as Job;
const queued = (id: string, change: Partial<Job> = {}): Job =>
  job(id, { state: 'queued', position: 1, ...change });

describe('the closed drawer', () => {
  const of = (all: Job[], groups: { running: string[]; waiting: string[]; held: string[] }) =>
    summaryOf({ jobs: new Map(all.map((one) => [one.id, one])), groups });

  test('sums what runs and what waits; what needs a person holds nobody up', () => {
    const all = [job('a'), queued('b'), queued('c'), job('d', { state: 'preview_ready' })];
    expect(of(all, { running: ['a'], waiting: ['b', 'c'], held: ['d'] })).toEqual({
      running: 1,
      waiting: 2,
      held: 1,
      credits: 450,
      seconds: 135,
    });
  });

  test('two at once take half as long, and providers do not wait for each other', () => {
    const chat = (id: string): Job => queued(id, { workflow: 'chat', etaS: 5 });
    const all = [job('a'), job('b'), queued('c'), chat('d')];
    expect(of(all, { running: ['a', 'b'], waiting: ['c', 'd'], held: [] }).seconds).toBe(68);
  });

  test('says nothing of what it does not know', () => {
    expect(of([], { running: [], waiting: [], held: [] }).seconds).toBe(0);
    expect(of([job('a', { etaS: null })], { running: ['a'], waiting: [], held: [] }).seconds).toBe(0);
  });
});

describe('the open drawer', () => {
  const groups = { running: ['r'], waiting: [], held: ['h'], done: ['d2', 'd1', 'd0'] };
  const ended: Record<string, number> = { d2: 300, d1: 200, d0: 99 };
  const ask = { groups, endedAt: (id: string) => ended[id] ?? 0, todayMs: 100, older: true };

  test('has its groups in order, this day apart from earlier ones', () => {
    expect(
      linesOf(ask).map((line) => (line.kind === 'title' ? `${line.title} ${line.count}` : line.key)),
    ).toEqual(['running 1', 'r', 'held 1', 'h', 'today 2', 'd2', 'd1', 'earlier 1', 'd0', 'older']);
  });

  test('offers older jobs only where there may be some', () => {
    expect(linesOf({ ...ask, older: false }).at(-1)?.key).toBe('d0');
  });
});

describe('a row', () => {
  test('says why it waits, and where it stands', () => {
    expect(rowState(queued('a'), 2).word).toBe('Waiting, number 2 in line');
    expect(stateOf(queued('a')).word).toBe('Waiting');
    expect(stateOf({ ...queued('a'), waitingFor: 'paused' }).word).toBe('Waiting');
    expect(stateOf({ ...queued('a'), waitingFor: 'key' }).word).toBe('Held');
    const final = { state: 'generating_final' as const };
    expect(stateOf(job('a', final)).word).toBe('Making final');
    expect(stateOf(job('a', { ...final, position: 2 })).word).toBe('Final waiting');
    expect(stateOf(job('a', { ...final, waitingFor: 'rate' })).word).toBe('Final waiting');
    expect(stateOf(job('a', { ...final, waitingFor: 'price' })).word).toBe('Final held');
    expect(rowState(job('a', { waitingFor: 'key' }), null).word).toBe('Waits for a key');
    expect(rowState(job('a', { state: 'preview_ready' }), null)).toEqual({
      word: 'Needs your OK',
      tone: 'held',
    });
    expect(rowState(job('a'), null).word).toBe('Making preview');
    const charged = { held: 0, captured: 150, refunded: 0 } as Job['hold'];
    expect(rowState(job('a', { state: 'completed', hold: charged }), null).word).toBe('Final · charged 150');
  });

  test('is being made where nothing holds it', () => {
    expect(isMaking(job('a'))).toBe(true);
    expect(
      [queued('a'), job('a', { waitingFor: 'network' }), job('a', { state: 'preview_ready' })].map(isMaking),
    ).toEqual([false, false, false]);
  });

  test('knows what a provider has already', () => {
    const at = (state: string): Job => job('a', { attempts: [{ state }] as unknown as Job['attempts'] });
    expect([at('running'), at('unknown'), at('refused'), job('a')].map(isSent)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isSent({ ...at('running'), state: 'cancelled' })).toBe(false);
  });

  test('offers what mends it', () => {
    expect(mendOf(job('a', { state: 'preview_ready', can: ['approve'] }))).toBe('approve');
    expect(mendOf(job('a', { waitingFor: 'decision', can: ['resolve'] }))).toBe('decide');
    expect(mendOf(job('a', { state: 'failed', can: ['resolve', 'retry'] }))).toBe('decide');
    expect(mendOf(job('a', { waitingFor: 'price', can: ['approve'] }))).toBe('price');
    expect(mendOf(job('a', { waitingFor: 'network' }))).toBeNull();
  });
});
