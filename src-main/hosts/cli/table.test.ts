import { expect, test } from 'vitest';
import { progressText } from './progress.ts';
import { sampleAttempt, sampleJob } from './sample-job.ts';
import { billedText, dollars, jobBlock } from './show-job.ts';
import { clip, pairs, table, wrap } from './table.ts';

const unpainted = (_: string, text: string): string => text;

test('columns stand under each other, also with wide letters and line breaks', () => {
  const columns = [{ title: 'NAME' }, { title: 'N', right: true }];
  const rows = [
    ['a', '1'],
    ['日本', '22'],
    ['two\nlines', '333'],
  ];
  expect(table(columns, rows).split('\n')).toEqual([
    'NAME         N',
    'a            1',
    '日本        22',
    'two lines  333',
  ]);
});

test('pairs, clip and wrap', () => {
  expect(
    pairs(
      [
        ['a', '1'],
        ['long', ''],
      ],
      '  ',
    ),
  ).toBe('  a     1\n  long');
  expect(clip('one\n two three', 8)).toBe('one two…');
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
});

test('dollars that were not told are said so, never as 0', () => {
  const told = sampleAttempt({ state: 'succeeded', billedUsd: 0.0006 });
  const untold = sampleAttempt({ state: 'succeeded', billedUsd: null });
  expect(billedText(sampleJob())).toBe('nothing so far');
  expect(billedText(sampleJob({ attempts: [told] }))).toBe('$0.00060');
  expect(billedText(sampleJob({ attempts: [untold] }))).toBe('not told by the provider');
  expect(billedText(sampleJob({ attempts: [told, untold] }))).toBe('$0.00060, and one attempt not told');
  expect([0, 1.005, 12, 0.0123].map(dollars)).toEqual(['$0.00', '$1.00', '$12.00', '$0.01']);
});

test('a job at its preview says what can be done next and what it keeps', () => {
  const block = jobBlock(sampleJob({ state: 'preview_ready' }), unpainted);
  expect(block).toContain('Credits  100 held');
  expect(block).toContain('`rushes approve 1m84sfpww673abj8`');
  expect(block).toContain('keeps 20 of 100 credits');
});

test('a failed job says that it was not charged, or that the provider may have', () => {
  const error = {
    code: 'provider_failed',
    field: null,
    message: 'fal failed. It said: no',
    next: 'Retry.',
    charged: false,
  } as const;
  const hold = { state: 'released', held: 0, captured: 0, refunded: 0, released: 100 } as const;
  const failed = sampleJob({ state: 'failed', error, hold, can: ['retry'] });
  expect(jobBlock(failed, unpainted)).toContain('It said: no. No credits were charged.');
  expect(jobBlock(failed, unpainted)).toContain('`rushes retry 1m84sfpww673abj8`');
  const unknown = sampleJob({ state: 'failed', error: { ...error, charged: null }, hold });
  expect(jobBlock(unknown, unpainted)).toContain('The provider may have charged.');
});

test('progress says state, stage, position, time left or why it waits', () => {
  expect(progressText(sampleJob({ position: 1 }), null)).toBe('queued, preview, next in the queue');
  expect(progressText(sampleJob({ state: 'processing' }), 7)).toBe('processing, preview, about 7 s left');
  expect(progressText(sampleJob({ state: 'generating_final', waitingFor: 'network' }), null)).toBe(
    'generating final, waits for the network',
  );
});
