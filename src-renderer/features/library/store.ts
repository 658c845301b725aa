import { create } from 'zustand';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { call } from '../../api/connect.ts';
import { followMirror } from '../../stores/follow-mirror.ts';
import { useMirror } from '../../stores/mirror.ts';
import { toldInStudio } from '../../texts/errors.ts';
import { appended, changed, joined, type List, mayHaveWritten, nothing, shown } from './list.ts';
import { type Filter, noFilter, type Query, queryOf } from './query.ts';

/**
 * The list that the library shows. It outlives the page, so that coming back shows at once what was there, at the place where it was; what
 * happened in between is taken up from the mirror.
 */
type Library = List & {
  filter: Filter;
  /** What the list was asked for; null before the first answer. */
  query: Query | null;
  /** What is being fetched. */
  fetching: 'list' | 'page' | null;
  /** Why the last fetch failed, in words. */
  failed: string | null;
  facts: { takes: number; models: readonly string[] } | null;
  /** Takes that are chosen together. */
  chosen: readonly string[];
  /** The take that the keyboard is at. */
  active: string | null;
};

export const useLibrary = create<Library>(() => ({
  ...nothing,
  filter: noFilter,
  query: null,
  fetching: null,
  failed: null,
  facts: null,
  chosen: [],
  active: null,
}));

const pageSize = 60;
/** Where the list was scrolled to when the page was left, in px. */
export const place = { top: 0 };

let current = new AbortController();

/** The list anew, for the filter as it is now. What an older call still answers counts for nothing. */
export async function load(): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const query = queryOf(useLibrary.getState().filter, Date.now());
  useLibrary.setState({ fetching: 'list', failed: null });
  sawAll();
  await fetched(signal, async () => {
    const page = await call((client) => client.library.page({ ...query, limit: pageSize }, { signal }));
    if (signal.aborted) return;
    place.top = 0;
    useLibrary.setState({ ...appended(nothing, page), query, chosen: [], active: null });
  });
  if (signal.aborted) return;
  isFactsDue = true;
  lookAtJobs(true);
}

/** The page that follows; nothing where it is on its way already or there is none. */
export async function loadMore(): Promise<void> {
  const { next, query, fetching, failed } = useLibrary.getState();
  if (next === null || query === null || fetching !== null || failed !== null) return;
  const { signal } = current;
  useLibrary.setState({ fetching: 'page' });
  await fetched(signal, async () => {
    const wanted = { ...query, limit: pageSize, after: next };
    const page = await call((client) => client.library.page(wanted, { signal }));
    if (!signal.aborted) useLibrary.setState((library) => appended(library, page));
  });
}

/** The list where there is none yet, and after a fetch that failed. */
export function loadOnce(): void {
  const { query, fetching, failed } = useLibrary.getState();
  if ((query === null && fetching === null) || failed !== null) void load();
}

async function fetched(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    if (!signal.aborted) useLibrary.setState({ fetching: null });
  } catch (error) {
    if (!signal.aborted) useLibrary.setState({ fetching: null, failed: toldInStudio(error).message });
  }
}

/** A take came or went since the facts were asked for. */
let isFactsDue = false;

/** Where they are due, and not while a press is shown that the engine has not answered: it would count as before it. */
async function loadFacts(): Promise<void> {
  if (!isFactsDue || useMirror.getState().ahead > 0) return;
  isFactsDue = false;
  // Only a count and a list of names: without them the page is as good, and the next change asks again.
  const facts = await call((client) => client.library.facts()).catch(() => null);
  if (facts) useLibrary.setState({ facts });
}

export function setFilter(change: Partial<Filter>): void {
  useLibrary.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
  void load();
}

export const showFresh = (): void => useLibrary.setState((library) => shown(library));

let seen = new WeakSet<Job>();
const jobs = (): Map<string, Job> => useMirror.getState().jobs;

/** What the mirror holds now is in the answer of a call that is made after this. */
function sawAll(): void {
  seen = new WeakSet(jobs().values());
}

/** Takes up what happened to jobs since the last look. `atHead`: new takes may come in at the head without moving what is looked at. */
function lookAtJobs(atHead: boolean): void {
  const { query, fetching } = useLibrary.getState();
  if (query === null || fetching === 'list') return;
  const told: Job[] = [];
  for (const job of jobs().values()) {
    if (seen.has(job)) continue;
    seen.add(job);
    told.push(job);
  }
  if (told.length > 0) {
    takeUp(changed(useLibrary.getState(), told, query), atHead);
    if (mayHaveWritten(useLibrary.getState(), told, query)) void askAgain(query, atHead);
  }
  void loadFacts();
}

/** Takes that wrote what is looked for are at the head of the engine's answer, and no event tells of it. */
async function askAgain(query: Query, atHead: boolean): Promise<void> {
  const { signal } = current;
  // Without an answer the next load has them.
  const page = await call((client) => client.library.page({ ...query, limit: pageSize }, { signal })).catch(
    () => null,
  );
  if (!page || signal.aborted) return;
  takeUp(joined(useLibrary.getState(), page), atHead);
  void loadFacts();
}

function takeUp(after: List, atHead: boolean): void {
  const before = useLibrary.getState();
  const list = atHead ? shown(after) : after;
  if (list.items === before.items && list.fresh === before.fresh) return;
  const here = new Set(list.items.map((item) => item.take.id));
  const chosen = before.chosen.filter((id) => here.has(id));
  useLibrary.setState({
    items: list.items,
    fresh: list.fresh,
    found: list.found,
    chosen: chosen.length === before.chosen.length ? before.chosen : chosen,
  });
  isFactsDue ||= list.items.length + list.fresh.length !== before.items.length + before.fresh.length;
}

/** A take that changes is seen that much (ms) later at most. */
const lookMs = 200;

/** Follows the mirror until the signal fires. */
export const followJobs = (signal: AbortSignal, isAtHead: () => boolean): Promise<void> =>
  followMirror(
    { pick: (mirror) => mirror.beat, look: () => lookAtJobs(isAtHead()), everyMs: lookMs },
    signal,
  );

export const itemOf = (take: string): LibraryItem | undefined =>
  useLibrary.getState().items.find((item) => item.take.id === take);
