import { expect, test } from 'vitest';
import { type Charged, keptByEnding, retryHold } from './charges.ts';

const price = { total: 150, preview: 30, final: 120 };
const job = (state: Charged['state'], captured: number): Charged => ({ state, price, hold: { captured } });

test('a retry holds the whole price, and the final alone where the preview was ever charged', () => {
  expect(retryHold(job('failed', 0))).toBe(150);
  expect(retryHold(job('rejected', 30))).toBe(120);
  expect(retryHold(job('cancelled', 0))).toBe(150);
  // Rejected, retried, and then the final failed: its preview is paid for all the same.
  expect(retryHold(job('failed', 30))).toBe(120);
});

test('ending a job keeps the share of its preview, once', () => {
  expect(keptByEnding(job('processing', 0))).toBe(0);
  expect(keptByEnding(job('preview_ready', 0))).toBe(30);
  expect(keptByEnding(job('generating_final', 0))).toBe(30);
  expect(keptByEnding(job('generating_final', 30))).toBe(0);
});
