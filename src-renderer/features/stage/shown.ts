import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import { isEnd, type Stage, stages } from '../../../src-shared/domain/job.ts';
import { isHere, mainAsset, takeOf } from '../../lib/takes.ts';

/** The takes of a job that are played, by stage. */
export function playable(job: Job): Partial<Record<Stage, Take>> {
  const here = stages
    .map((stage) => takeOf(job, stage))
    .filter((take) => take !== undefined)
    .filter((take) => isHere(take) && ['video', 'audio'].includes(mainAsset(take)?.kind ?? ''));
  return Object.fromEntries(here.map((take) => [take.stage, take]));
}

/** What fills the stage for one tab of a job. */
export type Shown =
  | { kind: 'take'; take: Take }
  | { kind: 'cleared' | 'removed'; take: Take }
  /** Being made, or in the queue for it. */
  | { kind: 'working' }
  /** A final that nobody has asked for. */
  | { kind: 'unasked' }
  /** A final whose preview is not there yet. */
  | { kind: 'later' }
  | { kind: 'ended' };

export function shownOf(job: Job, stage: Stage): Shown {
  const take = takeOf(job, stage);
  const making = !isEnd(job.state) && job.state !== 'preview_ready' && job.stage === stage;
  if (take && isHere(take) && !making) return { kind: 'take', take };
  if (making) return { kind: 'working' };
  if (take && isHere(take)) return { kind: 'take', take };
  if (take) return { kind: take.removedAt === null ? 'cleared' : 'removed', take };
  if (isEnd(job.state)) return { kind: 'ended' };
  return { kind: job.state === 'preview_ready' ? 'unasked' : 'later' };
}

/** Width by height of what a job makes, before there is anything to measure. */
export function ratioOf(job: Job): number {
  const [width, height] = String(job.params.aspect_ratio ?? '')
    .split(':')
    .map(Number);
  if (width && height) return width / height;
  const picture = job.inputs.find((input) => input.field === 'image');
  return picture?.width && picture.height ? picture.width / picture.height : 9 / 16;
}
