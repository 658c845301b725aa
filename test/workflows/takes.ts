import { readFrameNumber, stripHeight } from '../../simulators/render/frame-number.ts';
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

/**
 * The numbers that are burnt into the frames, in the order in which they are shown; null where one cannot be read.
 * Only the strip that holds them is decoded to here: a minute of whole frames would be gigabytes.
 */
export async function frameNumbers(path: string): Promise<(number | null)[]> {
  const { video } = await read(path);
  if (!video) throw new Error('no video');
  const { width, height } = video;
  const rows = stripHeight(width, height);
  const luma = Buffer.alloc(width * height);
  return (await greyFrames(path, { width, height: rows })).map((strip) => {
    luma.set(strip, width * (height - rows));
    return readFrameNumber(luma, { width, height, stride: width });
  });
}

/** The numbers of takes put together, part by part: each part begins anew at 0. */
export function runsOf(numbers: readonly (number | null)[]): (number | null)[][] {
  const runs: (number | null)[][] = [];
  for (const [i, number] of numbers.entries()) {
    if (i === 0 || (number === 0 && numbers[i - 1] !== 0)) runs.push([]);
    runs.at(-1)?.push(number);
  }
  return runs;
}

/** Kinds of the files of a take, in order. */
export const kindsOf = (job: Job, stage: Stage): string[] =>
  job.takes
    .filter((take) => take.stage === stage)
    .flatMap((take) => take.assets.map((asset) => asset.kind))
    .sort();
