import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import { promptSoFar, readImagePrompt } from '../../lib/image-prompt.ts';
import { assetOf, bestTake, mainAsset } from '../../lib/takes.ts';
import { lengthCode } from '../../lib/time-code.ts';
import { aboutJob, relationWord, type StateWord, stateOf, workflowTitle } from '../../texts/words.ts';

/** What a tile shows of a job. */
export type Tile = {
  state: StateWord;
  /** True while something of it is being made. */
  making: boolean;
  take: Take | undefined;
  /** How the final that it shows relates to its preview. */
  relation: string | null;
  /** What fills it: the take; else the picture that it is made of, or nothing but words. */
  shows: 'clip' | 'sound' | 'text' | 'input' | 'words';
  /** Ids of files of the take. */
  main: number | null;
  thumbnail: number | null;
  peaks: number | null;
  /** `0:10`, of what has a length. */
  length: string | null;
  about: string;
  workflow: string;
};

const showsOf = (job: Job, kind: string | undefined): Tile['shows'] => {
  if (kind === 'video' || kind === 'image') return 'clip';
  if (kind === 'audio') return 'sound';
  if (kind === 'text' || kind === 'json') return 'text';
  return job.inputs.some((input) => input.field === 'image') ? 'input' : 'words';
};

/** Characters of what was asked for that name a tile. */
const mostAbout = 160;

export function tileOf(job: Job): Tile {
  const take = bestTake(job);
  const main = mainAsset(take);
  const waits = job.waitingFor !== null || job.position !== null;
  return {
    state: stateOf(job),
    making: !isEnd(job.state) && job.state !== 'preview_ready' && !waits,
    take,
    relation: take?.stage === 'final' && take.relation ? relationWord[take.relation] : null,
    shows: showsOf(job, main?.kind),
    main: main?.id ?? null,
    thumbnail: main?.kind === 'image' ? main.id : (assetOf(take, 'thumbnail')?.id ?? null),
    peaks: assetOf(take, 'peaks')?.id ?? null,
    length: main?.durationS ? lengthCode(main.durationS) : null,
    about: aboutJob(job).slice(0, mostAbout),
    workflow: workflowTitle(job.workflow),
  };
}

/** Characters of a text that a tile has room for. */
const mostWords = 220;

/** The first words of a written take; `whole` is false while it is being written. */
export function firstWords({ workflow }: Job, text: string, whole: boolean): string {
  const read = workflow !== 'image_prompt' ? null : whole ? readImagePrompt(text)?.prompt : promptSoFar(text);
  return (read || (workflow === 'image_prompt' && !whole ? '' : text))
    .replace(/[#*_`]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, mostWords);
}
