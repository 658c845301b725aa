import { expect, test } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { billedWord, creditLines, dollarLines, stageReceipts } from './receipt.ts';

type Attempt = Job['attempts'][number];
const attempt = (change: Partial<Attempt> = {}): Attempt =>
  ({
    n: 1,
    stage: 'preview',
    state: 'succeeded',
    model: 'kling-v3/standard',
    billedUsd: 0.2,
    ...change,
  }) as Attempt;
const price = { total: 150, preview: 30, final: 120, source: 'list', usd: 0.61, usdRange: null };
const none = { state: 'held', held: 0, captured: 0, released: 0, refunded: 0 };
const job = (change: unknown): Job =>
  ({
    state: 'completed',
    price,
    hold: none,
    attempts: [],
    steps: [],
    ...(change as object),
  }) as unknown as Job;
const words = (lines: { label: string; value: string }[]): string[] =>
  lines.map(({ label, value }) => `${label}: ${value}`);

test('every credit that moved has its line', () => {
  expect(words(creditLines(job({ state: 'preview_ready', hold: { ...none, held: 150 } })))).toEqual([
    'Price: 150 cr',
    'Held: 150 cr',
  ]);
  const rejected = job({ state: 'rejected', hold: { ...none, captured: 30, released: 120, refunded: 30 } });
  expect(words(creditLines(rejected)).slice(1)).toEqual([
    'Charged: 30 cr',
    'Given back: 120 cr',
    'Refunded: 30 cr',
  ]);
  expect(words(creditLines(job({ state: 'failed', hold: { ...none, released: 150 } })))).toContain(
    'Charged: Not charged',
  );
});

test('what is free says so and nothing more', () => {
  const free = { ...price, total: 0, preview: 0, final: 0 };
  expect(words(creditLines(job({ price: free })))).toEqual(['Price: Free of credits']);
});

test('dollars that are not told are never 0', () => {
  expect(billedWord([])).toBe('nothing yet');
  expect(billedWord([attempt({ state: 'running', billedUsd: null })])).toBe('nothing yet');
  expect(billedWord([attempt({ billedUsd: null })])).toBe('not told');
  expect(billedWord([attempt(), attempt({ billedUsd: 0.42 })])).toBe('$0.62');
  expect(billedWord([attempt(), attempt({ billedUsd: null })])).toBe('$0.20, the rest not told');
  expect(billedWord([attempt({ state: 'refused', billedUsd: null }), attempt()])).toBe('$0.20');
});

test('the estimate says where it comes from', () => {
  expect(dollarLines(job({}))[1]).toEqual({ label: 'Estimate', value: '$0.61', note: 'list price' });
  const learned = { ...price, source: 'learned', usdRange: [0.5, 0.7] };
  expect(dollarLines(job({ price: learned }))[1]).toMatchObject({ value: '$0.50-$0.70' });
  expect(dollarLines(job({ price: { ...price, usd: null } }))[1]?.value).toBe('price in dollars unknown');
});

test('a stage names its models, its tries and what this machine did, each once', () => {
  const step = { stage: 'preview', name: 'fit', state: 'done', did: ['trimmed from 5 s to 3 s'] };
  const broken = { stage: 'final', name: 'mirror', state: 'failed', did: [] };
  const told = job({
    attempts: [
      attempt({ state: 'failed', billedUsd: null }),
      attempt(),
      attempt({ stage: 'final', model: null }),
    ],
    steps: [step, step, broken],
  });
  expect(stageReceipts(told)).toEqual([
    {
      stage: 'preview',
      models: ['kling-v3/standard'],
      billed: '$0.20',
      tries: 2,
      did: ['trimmed from 5 s to 3 s'],
    },
    { stage: 'final', models: [], billed: '$0.20', tries: 1, did: ['Copy at Cloudinary failed'] },
  ]);
});
