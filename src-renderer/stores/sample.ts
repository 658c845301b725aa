import type { Asset, Job, Take } from '../../src-shared/contract/shapes.ts';

/** Jobs and takes for the tests of the renderer. */
export const anAsset = (over: Partial<Asset> = {}): Asset => ({
  id: 1,
  kind: 'video',
  path: '/home/me/take.mp4',
  mime: 'video/mp4',
  bytes: 10,
  sha256: '',
  durationS: 3,
  width: 1080,
  height: 1920,
  fps: 24,
  videoCodec: 'h264',
  audioCodec: null,
  mirror: null,
  ...over,
});

export const aTake = (over: Partial<Take> = {}): Take => ({
  id: '1m84sfpww673abj9',
  stage: 'preview',
  relation: null,
  from: null,
  starred: false,
  late: false,
  evictedAt: null,
  removedAt: null,
  createdAt: 0,
  assets: [anAsset()],
  ...over,
});

export const aJob = (over: Partial<Job> = {}): Job => ({
  id: '1m84sfpww673abj8',
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
  origins: [],
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

export const anInput = (field: string): Job['inputs'][number] => ({
  field,
  name: `${field}.jpg`,
  path: `/home/me/${field}.jpg`,
  mime: 'image/jpeg',
  bytes: 1,
  sha256: '',
  width: 600,
  height: 800,
  durationS: null,
});
