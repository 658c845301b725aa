import { expect, test } from 'vitest';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { keptByEnding, retryHold } from './charges.ts';

const price = { total: 150, preview: 30, final: 120 };
const job = (state: Job['state'], captured: number, { takes = [] as unknown[], refunded = 0 } = {}): Job =>
  ({ state, price, hold: { captured, refunded }, takes }) as unknown as Job;
const preview = { stage: 'preview', late: false };

test('a retry holds the whole price, and the final alone where the preview was charged', () => {
  expect(retryHold(job('failed', 0))).toBe(150);
  expect(retryHold(job('rejected', 30))).toBe(120);
  expect(retryHold(job('cancelled', 0))).toBe(150);
  expect(retryHold(job('rejected', 30, { refunded: 30 }))).toBe(150);
});

test('ending a job keeps the share of a preview that is there, once', () => {
  expect(keptByEnding(job('processing', 0))).toBe(0);
  expect(keptByEnding(job('preview_ready', 0, { takes: [preview] }))).toBe(30);
  expect(keptByEnding(job('generating_final', 30, { takes: [preview] }))).toBe(0);
  expect(keptByEnding(job('processing', 0, { takes: [{ stage: 'preview', late: true }] }))).toBe(0);
});
