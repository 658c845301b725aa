import type { Asset, Job, Take } from '../../../src-shared/contract/shapes.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { isHere, mainAsset } from '../../lib/takes.ts';
import { hasWords, passes, type Query } from './query.ts';

/** A list of takes, newest first, that grows by pages at its end and by events everywhere. */
export type List = {
  items: readonly LibraryItem[];
  /** Came in at the head while a person looked at what is below: not shown yet. */
  fresh: readonly LibraryItem[];
  /** The last take of the newest page; null where there is no further page. */
  next: string | null;
  /** Takes that have the words that are looked for, as the engine says; those that went and may come back, too. */
  found: ReadonlySet<string>;
};

export const nothing: List = { items: [], fresh: [], next: null, found: new Set() };

export type Page = { items: readonly LibraryItem[]; next: string | null };

const isNewer = (a: LibraryItem, b: LibraryItem): boolean =>
  a.take.createdAt > b.take.createdAt || (a.take.createdAt === b.take.createdAt && a.take.id > b.take.id);

/** The list with the page that follows it; a take that is here already is not there twice. */
export function appended(list: List, page: Page): List {
  const known = new Set([...list.items, ...list.fresh].map(({ take }) => take.id));
  const more = page.items.filter(({ take }) => !known.has(take.id));
  return { items: [...list.items, ...more], fresh: list.fresh, next: page.next, found: foundIn(list, page) };
}

/** The list with those of its first page, asked for again, that are not here yet, each at its place. */
export function joined(list: List, page: Page): List {
  const known = new Set([...list.items, ...list.fresh].map(({ take }) => take.id));
  const come = page.items.filter(({ take }) => !known.has(take.id));
  return { ...placed(list, come), found: foundIn(list, page) };
}

const foundIn = ({ found }: List, { items }: Page): ReadonlySet<string> =>
  new Set([...found, ...items.map(({ take }) => take.id)]);

/** The list with what was held back at its head. */
export const shown = (list: List): List =>
  list.fresh.length === 0 ? list : { ...list, items: [...list.fresh, ...list.items], fresh: [] };

/**
 * The list after events told of these jobs: takes changed, gone, come, and come back. The same list where nothing of it changed, and the
 * same item where that did not, so that a tile is drawn again only for its own take.
 */
export function changed(list: List, jobs: readonly Job[], query: Query): List {
  const told = new Map(jobs.map((job) => [job.id, job]));
  const known = new Set<string>();
  const kept = (items: readonly LibraryItem[]): readonly LibraryItem[] => {
    const after = items.flatMap((item) => {
      known.add(item.take.id);
      const job = told.get(item.job);
      return job ? current(item, job, query) : item;
    });
    return isSame(items, after) ? items : after;
  };
  const here = { ...list, items: kept(list.items), fresh: kept(list.fresh) };
  const come = jobs.flatMap((job) =>
    itemsOf(job).filter(
      (item) =>
        !known.has(item.take.id) &&
        passes(item, query) &&
        (list.found.has(item.take.id) || hasWords(job, query.search)),
    ),
  );
  const after = placed(here, come);
  return after.items === list.items && after.fresh === list.fresh ? list : after;
}

function placed(list: List, come: readonly LibraryItem[]): List {
  let { items, fresh } = list;
  const head = items[0];
  const last = items.at(-1);
  for (const item of [...come].sort((a, b) => (isNewer(a, b) ? -1 : 1))) {
    if (!head || isNewer(item, head)) fresh = inserted(fresh, item);
    // What is older than the last one comes with its page.
    else if (list.next === null || (last && isNewer(item, last))) items = inserted(items, item);
  }
  return { ...list, items, fresh };
}

/** True where one of these jobs has a text that is not in the list: only the engine can tell whether it wrote what is looked for. */
export function mayHaveWritten(list: List, jobs: readonly Job[], query: Query): boolean {
  if (query.search === '') return false;
  const known = new Set([...list.items, ...list.fresh].map(({ take }) => take.id));
  return jobs.some((job) =>
    itemsOf(job).some(
      (item) => !known.has(item.take.id) && isText(mainAsset(item.take)) && passes(item, query),
    ),
  );
}

const isText = (asset: Asset | undefined): boolean => asset?.kind === 'text' || asset?.kind === 'json';

function current(item: LibraryItem, job: Job, query: Query): LibraryItem[] {
  const take = job.takes.find(({ id }) => id === item.take.id);
  if (!take || !isHere(take)) return [];
  const now = isEqual(item.take, take) ? item : { ...item, take };
  // Its words stay as they are: it was found by them.
  return passes(now, query) ? [now] : [];
}

const isEqual = (a: Take, b: Take): boolean =>
  a.starred === b.starred &&
  a.assets.length === b.assets.length &&
  a.assets.every(({ mirror }, i) => (mirror === null) === (b.assets[i]?.mirror === null));

const isSame = (a: readonly LibraryItem[], b: readonly LibraryItem[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

function inserted(items: readonly LibraryItem[], item: LibraryItem): LibraryItem[] {
  const at = items.findIndex((one) => isNewer(item, one));
  return at < 0 ? [...items, item] : [...items.slice(0, at), item, ...items.slice(at)];
}

const longestAbout = 300;

/** The takes of a job as the library has them. */
function itemsOf(job: Job): LibraryItem[] {
  const { params, inputs, id, workflow } = job;
  const text = [params.text, params.prompt].find((one) => typeof one === 'string' && one !== '');
  const about = String(text ?? inputs[0]?.name ?? '').slice(0, longestAbout);
  return job.takes.filter(isHere).map((take) => {
    const made = job.attempts.findLast(
      (attempt) => attempt.stage === take.stage && attempt.state === 'succeeded',
    );
    return { take, job: id, workflow, about, model: made?.model ?? null };
  });
}
