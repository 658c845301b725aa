import { readFrameNumber } from '../../simulators/render/frame-number.ts';
import type { Asset, Job } from '../../src-shared/contract/shapes.ts';
import type { Stage } from '../../src-shared/domain/job.ts';
import { greyFrames, read } from './reader.ts';

/** What a take truly is, read by a program that has nothing to do with Rushes. */

export function mainOf(job: Job, stage: Stage): Asset {
  const take = job.takes.findLast((one) => one.stage === stage);
  const asset = take?.assets.find((one) => one.kind === 'video' || one.kind === 'audio');
  if (!asset) throw new Error(`no ${stage} of ${job.workflow} ${job.id}: ${JSON.stringify(job.error)}`);
  return asset;
}

export const readTake = (job: Job, stage: Stage) => read(mainOf(job, stage).path);

/** The numbers that are burnt into the frames, in the order in which they are shown; null where one cannot be read. */
export async function frameNumbers(path: string): Promise<(number | null)[]> {
  const { video } = await read(path);
  if (!video) throw new Error('no video');
  const { width, height } = video;
  return (await greyFrames(path, { width, height })).map((luma) =>
    readFrameNumber(luma, { width, height, stride: width }),
  );
}

/** Kinds of the files of a take, in order. */
export const kindsOf = (job: Job, stage: Stage): string[] =>
  job.takes
    .filter((take) => take.stage === stage)
    .flatMap((take) => take.assets.map((asset) => asset.kind))
    .sort();
