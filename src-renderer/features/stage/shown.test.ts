import { expect, test } from 'vitest';
import { bestStage, takeOf } from '../../lib/takes.ts';
import { aJob, anAsset, anInput, aTake } from '../../stores/sample.ts';
import { playable, ratioOf, shownOf } from './shown.ts';

const preview = aTake();
const final = aTake({ id: '1m84sfpww673abja', stage: 'final' });

test('a preview that waits for a decision is shown, and its final is not asked for yet', () => {
  const job = aJob({ takes: [preview] });
  expect(shownOf(job, 'preview')).toEqual({ kind: 'take', take: preview });
  expect(shownOf(job, 'final')).toEqual({ kind: 'unasked' });
  expect(bestStage(job)).toBe('preview');
});

test('while the final is made the preview stays in view', () => {
  const job = aJob({ state: 'generating_final', stage: 'final', takes: [preview] });
  expect(shownOf(job, 'preview').kind).toBe('take');
  expect(shownOf(job, 'final').kind).toBe('working');
});

test('a first preview is worked on and its final comes later', () => {
  const job = aJob({ state: 'queued' });
  expect(shownOf(job, 'preview').kind).toBe('working');
  expect(shownOf(job, 'final').kind).toBe('later');
  expect(bestStage(job)).toBe('preview');
});

test('what failed says so where its take would be', () => {
  const job = aJob({ state: 'failed', stage: 'final', takes: [preview] });
  expect(shownOf(job, 'preview').kind).toBe('take');
  expect(shownOf(job, 'final').kind).toBe('ended');
});

test('a take that is gone is told apart from one that never was', () => {
  const gone = (over: object) => shownOf(aJob({ state: 'completed', takes: [aTake(over)] }), 'preview').kind;
  expect(gone({ evictedAt: 1 })).toBe('cleared');
  expect(gone({ removedAt: 1 })).toBe('removed');
  expect(shownOf(aJob({ state: 'completed', takes: [] }), 'preview').kind).toBe('ended');
});

test('of two takes of a stage the newest that is here is shown', () => {
  const again = aTake({ id: '1m84sfpww673abjb', removedAt: 1 });
  expect(takeOf(aJob({ takes: [preview, again] }), 'preview')).toBe(preview);
  expect(takeOf(aJob({ takes: [again] }), 'preview')).toBe(again);
});

test('a done job opens with its final', () => {
  expect(bestStage(aJob({ state: 'completed', stage: 'final', takes: [preview, final] }))).toBe('final');
  const removed = { ...final, removedAt: 1 };
  expect(bestStage(aJob({ state: 'completed', stage: 'final', takes: [preview, removed] }))).toBe('preview');
});

test('only what is here and sounds or moves is played', () => {
  expect(playable(aJob({ takes: [preview, final] }))).toEqual({ preview, final });
  expect(playable(aJob({ takes: [aTake({ evictedAt: 1 })] }))).toEqual({});
  expect(playable(aJob({ takes: [aTake({ assets: [anAsset({ kind: 'text' })] })] }))).toEqual({});
});

test('the frame has the ratio that was asked for, else that of the picture', () => {
  expect(ratioOf(aJob({ params: { aspect_ratio: '16:9' } }))).toBeCloseTo(16 / 9);
  expect(ratioOf(aJob({ params: { aspect_ratio: 'auto' }, inputs: [anInput('image')] }))).toBe(0.75);
  expect(ratioOf(aJob())).toBeCloseTo(9 / 16);
});
