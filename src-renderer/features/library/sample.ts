import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';

/** Takes and jobs for the tests of this folder; `n` is when a take was made. */
export const aTake = (n: number, over: Partial<Take> = {}): Take => ({
  id: `take-${n}`,
  stage: 'preview',
  relation: null,
  from: null,
  starred: false,
  late: false,
  evictedAt: null,
  removedAt: null,
  createdAt: n,
  assets: [
    {
      id: n,
      kind: 'video',
      path: `/takes/${n}.mp4`,
      mime: 'video/mp4',
      bytes: 1,
      sha256: '',
      durationS: 3,
      width: 1080,
      height: 1920,
      fps: 24,
      videoCodec: 'h264',
      audioCodec: null,
      mirror: null,
    },
  ],
  ...over,
});

export const anItem = (n: number, over: Partial<Take> = {}): LibraryItem => ({
  take: aTake(n, over),
  job: `job-take-${n}`,
  workflow: 'image_to_video',
  about: 'A beach',
  model: 'm',
});

export const aJob = (over: Partial<Job> = {}): Job => ({
  id: 'job',
  workflow: 'image_to_video',
  state: 'preview_ready',
  waitingFor: null,
  stage: 'preview',
  priority: 'normal',
  review: 'hold',
  params: {},
  price: { total: 150, preview: 30, final: 120, source: 'list', usd: null, usdRange: null },
  hold: { state: 'held', held: 150, captured: 0, refunded: 0, released: 0 },
  inputs: [],
  takes: [],
  attempts: [],
  steps: [],
  can: [],
  error: null,
  demo: false,
  position: null,
  rank: null,
  etaS: null,
  etaRangeS: null,
  createdAt: 0,
  updatedAt: 0,
  ...over,
});
