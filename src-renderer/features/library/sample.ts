import type { Take } from '../../../src-shared/contract/shapes.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { anAsset, aTake as anyTake } from '../../stores/sample.ts';

/** Takes for the tests of this folder; `n` is when a take was made. */
export const aTake = (n: number, over: Partial<Take> = {}): Take =>
  anyTake({ id: `take-${n}`, createdAt: n, assets: [anAsset({ id: n })], ...over });

export const anItem = (n: number, over: Partial<Take> = {}): LibraryItem => ({
  take: aTake(n, over),
  job: `job-take-${n}`,
  workflow: 'image_to_video',
  about: 'A beach',
  model: 'm',
});
