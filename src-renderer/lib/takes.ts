import type { Asset, Job, Take } from '../../src-shared/contract/shapes.ts';
import { isEnd, type Stage } from '../../src-shared/domain/job.ts';

/** The file that a take is; the others are made of it. */
export const mainAsset = (take: Take | undefined): Asset | undefined =>
  take?.assets.find(({ kind }) => ['video', 'audio', 'image', 'json', 'text'].includes(kind));
export const assetOf = (take: Take | undefined, kind: Asset['kind']): Asset | undefined =>
  take?.assets.find((asset) => asset.kind === kind);

/** True where there is something to look at. */
export const isHere = (take: Take): boolean =>
  take.evictedAt === null && take.removedAt === null && mainAsset(take) !== undefined;

/** The take of a stage: the newest that can be looked at, else the newest, so that it is said what became of it. */
export function takeOf(job: Job, stage: Stage): Take | undefined {
  const takes = job.takes.filter((take) => take.stage === stage);
  return takes.findLast(isHere) ?? takes.at(-1);
}

/** The take that stands for a job: its final where that can be looked at, else its preview. */
export function bestTake(job: Job): Take | undefined {
  const here = job.takes.filter(isHere);
  return here.findLast((take) => take.stage === 'final') ?? here.at(-1);
}

/** The stage to open a job with: that of its best take; else the one that is being made. */
export const bestStage = (job: Job): Stage => bestTake(job)?.stage ?? job.stage;

/** True where a person took all that an ended job has made out of the lists. */
export const isTakenAway = ({ state, takes }: Job): boolean =>
  isEnd(state) && takes.length > 0 && takes.every((take) => take.removedAt !== null);
