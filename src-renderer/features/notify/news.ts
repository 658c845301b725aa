import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import { say } from '../../texts/say.ts';
import { aboutJob, chargeWord } from '../../texts/words.ts';

/** What a person who looks elsewhere wants to hear of a job. */
export const newsKinds = ['decision', 'failed', 'final_done', 'preview_ready'] as const;
export type NewsKind = (typeof newsKinds)[number];
export type News = { kind: NewsKind; job: Job };

const kindOf = ({ state, waitingFor }: Job): NewsKind | null => {
  if (waitingFor === 'decision') return 'decision';
  if (state === 'preview_ready') return 'preview_ready';
  if (state === 'completed') return 'final_done';
  return state === 'failed' ? 'failed' : null;
};

/**
 * Remembers where jobs stood and answers what is new since. The first look, and a job that comes out of the history, is no news; what
 * happened while the connection was gone is.
 */
export function createWatch() {
  const stood = new Map<string, NewsKind | null>();
  let first = true;
  return (jobs: Iterable<Job>): News[] => {
    const news: News[] = [];
    for (const job of jobs) {
      const kind = kindOf(job);
      const known = stood.has(job.id);
      const changed = stood.get(job.id) !== kind;
      if (!known || changed) stood.set(job.id, kind);
      const fromHistory = !known && isEnd(job.state);
      if (!first && changed && kind !== null && !fromHistory) news.push({ kind, job });
    }
    first = false;
    return news;
  };
}

const longest = 80;
export function shortAbout(job: Job): string {
  const about = aboutJob(job).replace(/\s+/g, ' ').trim();
  return about.length <= longest ? about : `${about.slice(0, longest - 1).trimEnd()}…`;
}

/** What happened at once, in one sentence. */
export function sentenceOf(news: readonly News[]): string {
  const { one, many } = say.notify;
  return newsKinds
    .flatMap((kind) => {
      const of = news.filter((item) => item.kind === kind);
      const job = of[0]?.job;
      if (job === undefined) return [];
      return of.length === 1 ? [one[kind](shortAbout(job), chargeWord(job))] : [many[kind](of.length)];
    })
    .join('. ');
}
