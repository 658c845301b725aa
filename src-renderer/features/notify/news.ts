import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import { say } from '../../texts/say.ts';
import { aboutJob, chargeWord } from '../../texts/words.ts';

/** What a person who looks elsewhere wants to hear of a job. */
export const newsKinds = [
  'decision',
  'key',
  'balance',
  'price',
  'budget',
  'failed',
  'final_done',
  'preview_ready',
] as const;
export type NewsKind = (typeof newsKinds)[number];
export type News = { kind: NewsKind; job: Job };

/** Reasons to wait that a person mends, in contrast to the network and a rate. */
const needs: ReadonlySet<string> = new Set(['decision', 'key', 'balance', 'price', 'budget']);
const isNeed = (reason: string | null): reason is NewsKind => reason !== null && needs.has(reason);
/** What one deed mends for all that wait for it: it is said once, however many there are. */
const shared: ReadonlySet<NewsKind> = new Set<NewsKind>(['key', 'balance', 'budget']);

const kindOf = ({ state, waitingFor }: Job): NewsKind | null => {
  if (isNeed(waitingFor)) return waitingFor;
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
  /** How many wait for each. */
  const waiting = new Map<NewsKind | null, number>();
  const count = (kind: NewsKind | null, by: number): void =>
    void waiting.set(kind, (waiting.get(kind) ?? 0) + by);
  let first = true;
  return (jobs: Iterable<Job>): News[] => {
    const news: News[] = [];
    const said = new Set([...shared].filter((kind) => (waiting.get(kind) ?? 0) > 0));
    for (const job of jobs) {
      const kind = kindOf(job);
      const known = stood.has(job.id);
      const before = stood.get(job.id);
      const changed = before !== kind;
      if (!known || changed) stood.set(job.id, kind);
      if (changed) {
        if (before) count(before, -1);
        count(kind, 1);
      }
      const fromHistory = !known && isEnd(job.state);
      if (!first && changed && kind !== null && !fromHistory && !said.has(kind)) news.push({ kind, job });
    }
    first = false;
    return news;
  };
}

const longest = 80;
function shortAbout(job: Job): string {
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

/** What the system is to show: one per job, but one for all that wait for the same. */
export function notesOf(news: readonly News[]): { title: string; body: string; job: Job }[] {
  const { title, many } = say.notify;
  return newsKinds.flatMap((kind) => {
    const of = news.filter((item) => item.kind === kind);
    const [first] = of;
    if (first && shared.has(kind) && of.length > 1)
      return [{ title: title[kind], body: many[kind](of.length), job: first.job }];
    return of.map(({ job }) => {
      const charge = kind === 'failed' ? `${chargeWord(job)} · ` : '';
      return { title: title[kind], body: `${charge}${shortAbout(job)}`, job };
    });
  });
}
