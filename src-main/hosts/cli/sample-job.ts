import type { Job } from '../../../src-shared/contract/shapes.ts';

/** Jobs for the tests of this folder. */
export const sampleJob = (over: Partial<Job> = {}): Job => ({
  id: '1m84sfpww673abj8',
  workflow: 'tts',
  state: 'queued',
  waitingFor: null,
  stage: 'preview',
  priority: 'normal',
  review: 'hold',
  params: { text: 'Hello there.' },
  price: { total: 100, preview: 20, final: 80, source: 'list', usd: 0.01, usdRange: null },
  hold: { state: 'held', held: 100, captured: 0, refunded: 0, released: 0 },
  inputs: [],
  origins: [],
  takes: [],
  attempts: [],
  steps: [],
  can: ['cancel'],
  error: null,
  demo: false,
  position: null,
  rank: null,
  etaS: 10,
  etaRangeS: null,
  createdAt: 1_795_457_200_000,
  updatedAt: 1_795_457_200_000,
  ...over,
});

type Attempt = Job['attempts'][number];

export const sampleAttempt = (over: Partial<Attempt> = {}): Attempt => ({
  n: 1,
  go: 1,
  stage: 'preview',
  part: 0,
  state: 'running',
  provider: 'fal',
  model: null,
  requestId: null,
  billedUsd: null,
  lookups: 0,
  draft: null,
  error: null,
  ...over,
});
