import { expect, test } from 'vitest';
import type { Job, Take } from '../../src-shared/contract/shapes.ts';
import { bestStage, bestTake, isTakenAway, takeOf } from './takes.ts';

const take = (stage: Take['stage'], change: Partial<Take> = {}): Take =>
  ({ stage, evictedAt: null, removedAt: null, assets: [{ kind: 'video' }], ...change }) as Take;
const job = (takes: Take[], change: Partial<Job> = {}): Job =>
  ({ state: 'completed', stage: 'final', takes, ...change }) as Job;

test('the final stands for a job as long as it can be looked at', () => {
  const [preview, final] = [take('preview'), take('final')];
  expect(bestTake(job([final, preview]))).toBe(final);
  expect(bestTake(job([preview, take('final', { evictedAt: 1 })]))).toBe(preview);
  expect(bestTake(job([take('final', { removedAt: 1 })]))).toBeUndefined();
  expect(bestStage(job([], { stage: 'preview' }))).toBe('preview');
});

test('of a stage it is the newest that is here, else the newest', () => {
  const [first, second] = [take('preview'), take('preview', { removedAt: 1 })];
  expect(takeOf(job([first, second]), 'preview')).toBe(first);
  expect(takeOf(job([second]), 'preview')).toBe(second);
});

test('a job is taken away with its last take, and not before it ended', () => {
  const gone = take('preview', { removedAt: 1 });
  expect(isTakenAway(job([gone]))).toBe(true);
  expect(isTakenAway(job([gone, take('final')]))).toBe(false);
  expect(isTakenAway(job([gone], { state: 'generating_final' }))).toBe(false);
  expect(isTakenAway(job([]))).toBe(false);
});
