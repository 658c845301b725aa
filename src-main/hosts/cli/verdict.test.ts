import { expect, test } from 'vitest';
import { errorCodes, outcomeCodes, refusalCodes } from '../../../src-shared/contract/errors.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { jobStates, type WaitReason, waitReasons } from '../../../src-shared/domain/job.ts';
import { exitOfError } from './exit-codes.ts';
import { sampleAttempt, sampleJob } from './sample-job.ts';
import { verdictOf } from './verdict.ts';

const end = (code: number) => ({ end: code });
const wait = { end: null, grace: null };

test.each(jobStates)('%s under both reviews', (state) => {
  const auto = { queued: wait, processing: wait, preview_ready: wait, generating_final: wait };
  const ends = { completed: end(0), failed: end(1), cancelled: end(4), rejected: end(4) };
  const table = { ...auto, ...ends };
  expect(verdictOf(sampleJob({ state, review: 'auto' }))).toEqual(table[state]);
  const held = { ...table, preview_ready: end(0) };
  expect(verdictOf(sampleJob({ state, review: 'hold' }))).toEqual(held[state]);
});

const expected: Record<WaitReason, unknown> = {
  key: end(3),
  balance: end(3),
  budget: end(3),
  price: end(3),
  paused: end(3),
  decision: end(5),
  checking: wait,
  network: { end: null, grace: 'network' },
  rate: wait,
};

test.each(waitReasons)('waiting for %s', (waitingFor) => {
  expect(verdictOf(sampleJob({ state: 'processing', waitingFor }))).toEqual(expected[waitingFor]);
});

test('checking is waited for until the provider was asked once', () => {
  const checking = (lookups: number): Job =>
    sampleJob({
      state: 'processing',
      waitingFor: 'checking',
      attempts: [sampleAttempt({ state: 'unknown', lookups })],
    });
  expect(verdictOf(checking(0))).toEqual(wait);
  expect(verdictOf(checking(1))).toEqual(end(5));
});

test.each(['disk_full', 'DISK_FULL', 'DISK_FAILED'] as const)('%s while it is saved has a grace', (code) => {
  const error = { code, field: null, message: '', next: '', charged: false };
  expect(verdictOf(sampleJob({ state: 'processing', error }))).toEqual({ end: null, grace: 'disk' });
  expect(verdictOf(sampleJob({ state: 'failed', error }))).toEqual(end(1));
});

test('every error has an exit code of interface.md', () => {
  const badInput = ['BAD_INPUT', 'UNKNOWN_WORKFLOW', 'NOT_FOUND', 'NOT_ALLOWED', 'KEYS_DIFFER', 'CONFLICT'];
  const person = [
    'NOT_ENOUGH_CREDITS',
    'OVER_BUDGET',
    'KEY_MISSING',
    'KEY_REFUSED',
    'KEYCHAIN_LOCKED',
    'KEYCHAIN_ABSENT',
    'MEDIA_MISSING',
  ];
  for (const code of refusalCodes) {
    expect([code, exitOfError(code)]).toEqual([
      code,
      badInput.includes(code) ? 2 : person.includes(code) ? 3 : 1,
    ]);
  }
  for (const code of outcomeCodes) expect(exitOfError(code)).toBe(1);
  expect(errorCodes.every((code) => exitOfError(code) > 0)).toBe(true);
});
