import { expect, test } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { basketOf } from './basket.ts';
import { cameBefore, tileAfter } from './order.ts';

const job = (id: string, change: Partial<Job> = {}): Job =>
  ({
    id,
    state: 'preview_ready',
    can: ['approve', 'reject', 'cancel'],
    price: { total: 150, preview: 30, final: 120 },
    hold: { captured: 0, refunded: 0 },
    takes: [{ stage: 'preview', late: false }],
    ...change,
  }) as unknown as Job;

test('the finals of those that wait for an OK are one sum', () => {
  expect(basketOf([job('a'), job('b'), job('c', { state: 'completed', can: ['refund'] })])).toEqual({
    chosen: 3,
    finals: ['a', 'b'],
    credits: 240,
    rejects: ['a', 'b'],
    keeps: 60,
  });
});

test('a job that needs an OK for its price is no final', () => {
  expect(basketOf([job('a', { state: 'queued', can: ['approve', 'cancel'] })]).finals).toEqual([]);
});

test('arrow keys stop at the ends', () => {
  expect(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'a'].map((key) => tileAfter(key, 2, 3))).toEqual([
    2,
    1,
    0,
    2,
    null,
  ]);
  expect(tileAfter('ArrowLeft', 0, 3)).toBe(0);
});

test('tiles that came in front are counted', () => {
  expect(cameBefore(['b', 'a'], ['d', 'c', 'b', 'a'])).toBe(2);
  expect(cameBefore(['b', 'a'], ['a'])).toBe(0);
  expect(cameBefore([], ['a'])).toBe(0);
});
