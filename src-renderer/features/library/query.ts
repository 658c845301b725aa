import type { Job } from '../../../src-shared/contract/shapes.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { dayStart } from '../../lib/dates.ts';

/** What a person looks for. Empty and null: everything. */
export type Filter = {
  search: string;
  workflow: string | null;
  stage: Stage | null;
  starred: boolean;
  model: string | null;
  made: Made;
};
export const mades = ['all', 'today', 'week', 'month'] as const;
export type Made = (typeof mades)[number];

export const noFilter: Filter = {
  search: '',
  workflow: null,
  stage: null,
  starred: false,
  model: null,
  made: 'all',
};

export const isFiltered = (filter: Filter): boolean =>
  filter.search.trim() !== '' ||
  filter.starred ||
  filter.made !== 'all' ||
  [filter.workflow, filter.stage, filter.model].some((one) => one !== null);

/** A filter as the engine is asked for it. Its moment is fixed, so that all pages of a list are pages of the same list. */
export type Query = {
  search: string;
  workflow?: string;
  stage?: Stage;
  starred?: true;
  model?: string;
  since?: number;
};

const dayMs = 86_400_000;
const days = { week: 7, month: 30 } as const;

export function queryOf(filter: Filter, nowMs: number): Query {
  const { search, workflow, stage, starred, model, made } = filter;
  return {
    search: search.trim().slice(0, 200),
    ...(workflow === null ? {} : { workflow }),
    ...(stage === null ? {} : { stage }),
    ...(starred ? { starred: true } : {}),
    ...(model === null ? {} : { model }),
    ...(made === 'all' ? {} : { since: made === 'today' ? dayStart(nowMs) : nowMs - days[made] * dayMs }),
  };
}

/** Whether a take passes what is filtered by, its words aside. */
export function passes({ take, workflow, model }: LibraryItem, query: Query): boolean {
  return (
    (query.workflow === undefined || query.workflow === workflow) &&
    (query.stage === undefined || query.stage === take.stage) &&
    (query.starred === undefined || take.starred) &&
    (query.model === undefined || query.model === model) &&
    (query.since === undefined || take.createdAt >= query.since)
  );
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** Each word that is looked for is the beginning of one in what was asked for. What a take wrote only the engine knows. */
export function hasWords({ params, inputs }: Job, search: string): boolean {
  const wanted = wordsOf(search);
  if (wanted.length === 0) return search.trim() === '';
  const told = [params.prompt, params.text, params.voice, params.audio_prompt, ...inputs.map((i) => i.name)];
  const words = wordsOf(told.filter((one) => typeof one === 'string').join(' '));
  return wanted.every((word) => words.some((one) => one.startsWith(word)));
}
