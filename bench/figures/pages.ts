import { pageOfJobs } from '../../src-main/engine/jobs/store.ts';
import type { LibraryFilter } from '../../src-main/engine/library/library.ts';
import type { JobState } from '../../src-shared/domain/job.ts';
import { type Bed, openBed } from '../bed.ts';
import { filled } from '../fill.ts';
import { atMost, eachUs, type Figure, type Line, ratios, told } from '../measure.ts';

const large = 1_000_000;
const small = 10_000;
const pageLength = 50;
const reads = 60;
const places = 1_000;

/** A database and places in it, so that a page can begin anywhere in time. */
type Shelf = { bed: Bed; ids: string[]; entries: number };
type Read = { name: string; goal: number; read(shelf: Shelf, part: number): unknown };

function shelf(bed: Bed): Shelf {
  const one = (sql: string, ...given: number[]) =>
    bed.profile.db
      .sql(sql)
      .pluck()
      .get(...given);
  const most = Number(one('SELECT MAX(rowid) FROM jobs'));
  const ids = Array.from({ length: places }, (_, i) =>
    String(one('SELECT id FROM jobs WHERE rowid = ?', Math.ceil((most * (i + 1)) / places))),
  );
  return { bed, ids, entries: Number(one('SELECT MAX(id) FROM entries')) };
}

const idAt = ({ ids }: Shelf, part: number): string => ids[Math.floor(part * ids.length)]!;

/** Without the turns of the event loop that are given to others between. */
const page = ({ bed }: Shelf, of: { state: JobState | undefined; after: string }): unknown =>
  pageOfJobs(bed.profile.db, { ...of, limit: pageLength }).map((id) => bed.engine.show(id));

const kinds: readonly Read[] = [
  {
    name: 'page of history',
    goal: 1.5,
    read: (at, part) => page(at, { state: undefined, after: idAt(at, part) }),
  },
  {
    name: 'page of history by state',
    goal: 3,
    read: (at, part) => page(at, { state: 'completed', after: idAt(at, part) }),
  },
  {
    name: 'statement',
    goal: 1.5,
    read: (at, part) =>
      at.bed.engine.ledger.page({ before: Math.ceil(at.entries * part), limit: pageLength }),
  },
  { name: 'balance', goal: 1.5, read: (at) => at.bed.engine.balance() },
];

/** Reads that a screen makes, anywhere in a history of 10,000 jobs and of a million. */
async function* pages(): AsyncIterable<Line> {
  const much = shelf(openBed(filled({ finished: large, queued: 1_000 })));
  const little = shelf(openBed(filled({ finished: small })));
  for (const { name, goal, read } of kinds) {
    const side = (at: Shelf) => () => eachUs(reads, () => read(at, 0.1 + 0.9 * Math.random()));
    const us = await ratios(side(much), side(little), 3);
    yield atMost(goal, { figure: `${name}, 1M to 10k`, runs: us.ratios });
    yield told(`${name}, 1M: us`, us.ours);
  }
  await Promise.all([much.bed.end(), little.bed.end()]);
}

const searched: Record<string, Partial<LibraryFilter>> = {
  'newest first': {},
  'of one workflow': { workflow: 'tts' },
  'of one stage': { stage: 'final' },
  'of a model that made none': { model: 'none' },
  'starred, where none is': { starred: true },
  'of a day': { since: 0, until: Date.now() - 24 * 3_600_000 },
  'by a word of one take': { search: '12345' },
};

/** The studio's library, 20,000 takes: each filter of it must answer within a frame. */
async function* library(): AsyncIterable<Line> {
  const bed = openBed(filled({ finished: small }));
  for (const [name, filter] of Object.entries(searched)) {
    const page = () => bed.engine.library.page({ search: '', limit: 60, after: null, ...filter });
    page();
    const runs: number[] = [];
    for (let i = 0; i < 5; i++) runs.push((await eachUs(reads, page)) / 1_000);
    yield atMost(5, { figure: `library, 20k takes, ${name}: ms`, runs });
  }
  await bed.end();
}

export const reading: Figure[] = [
  { name: 'pages', run: pages },
  { name: 'library', run: library },
];
