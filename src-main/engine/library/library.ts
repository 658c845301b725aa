import * as z from 'zod/mini';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { isEnd, type Stage } from '../../../src-shared/domain/job.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import { findTake, getJob, json, type TakeRow, takeRow } from '../jobs/store.ts';

/** Takes whose files are here, as a person looks for them: by words, by what made them, by what was asked for. */
export type Library = ReturnType<typeof createLibrary>;

export type LibraryDeps = {
  db: Db;
  clock: Clock;
  emit: Emit;
  showTake(row: TakeRow): LibraryItem['take'];
};

export type LibraryFilter = {
  workflow?: string | undefined;
  stage?: Stage | undefined;
  starred?: true | undefined;
  model?: string | undefined;
  since?: number | undefined;
  until?: number | undefined;
  search: string;
  limit: number;
  after: string | null;
};

const longestAbout = 300;
const here = 'l.gone = 0';

const pageRow = z.lazy(() =>
  z.object({
    workflow: z.string(),
    params: json(z.record(z.string(), z.unknown())),
    input: z.nullable(z.string()),
    model: z.nullable(z.string()),
  }),
);

export function createLibrary({ db, clock, emit, showTake }: LibraryDeps) {
  /** A take whose files are here, unless `kept` says why it may not be touched. */
  const movable = (id: string, rule: string, kept: (row: TakeRow) => string | null): TakeRow => {
    const row = findTake(db, id);
    if (!row) throw new RushesError('NOT_FOUND', { field: 'take', subject: `take ${id}` });
    const found = row.evicted_at !== null ? 'cleared away' : kept(row);
    if (found === null) return row;
    const detail = found === 'starred' ? 'Take the star off first.' : undefined;
    throw new RushesError('NOT_ALLOWED', { field: 'take', subject: `Take ${id}`, found, rule, detail });
  };
  const keptFrom = (row: TakeRow): string | null => {
    if (row.starred) return 'starred';
    return isEnd(getJob(db, row.job_id).state) ? null : 'of a job that has not ended';
  };

  const mark = (row: TakeRow, at: number | null): TakeRow => {
    db.sql('UPDATE takes SET removed_at = ? WHERE id = ? AND evicted_at IS NULL').run(at, row.id);
    emit({
      type: 'job',
      job: row.job_id,
      facts: { event: at === null ? 'restored' : 'removed', take: row.id },
    });
    return { ...row, removed_at: at };
  };

  return {
    /** The newest job that asked for the same and has its takes here; null where there is none. */
    sameAs(wish: string): string | null {
      const row = db
        .sql(
          `SELECT t.job_id FROM library l JOIN takes t ON t.id = l.take_id JOIN jobs j ON j.id = t.job_id
           WHERE l.wish = ? AND ${here} AND j.state IN ('preview_ready', 'completed') ORDER BY l.id DESC LIMIT 1`,
        )
        .pluck()
        .get(wish);
      return typeof row === 'string' ? row : null;
    },

    /** A page, newest first. Each condition is answered by an index or by the row itself. What has no word in it finds nothing. */
    page(filter: LibraryFilter): LibraryItem[] {
      const words = matchOf(filter.search);
      if (words === null && filter.search.trim() !== '') return [];
      const wheres = [here];
      const values: unknown[] = [];
      const add = (where: string, ...given: unknown[]): void => {
        wheres.push(where);
        values.push(...given);
      };
      if (words !== null) add('take_words MATCH ?', words);
      if (filter.after !== null) add('l.id < (SELECT id FROM library WHERE take_id = ?)', filter.after);
      if (filter.workflow !== undefined) add('l.workflow = ?', filter.workflow);
      if (filter.stage !== undefined) add('l.stage = ?', filter.stage);
      if (filter.starred) add('l.starred = 1');
      if (filter.model !== undefined) add('l.model = ?', filter.model);
      if (filter.since !== undefined) add('l.at >= ?', filter.since);
      if (filter.until !== undefined) add('l.at < ?', filter.until);
      // CROSS JOIN holds the order of the tables: newest first from the list, or from the index of words.
      const from = words === null ? 'library l' : 'take_words w CROSS JOIN library l ON l.id = w.rowid';
      const rows = db
        .sql(
          `SELECT t.*, j.workflow, j.params, l.model,
             (SELECT i.name FROM inputs i WHERE i.job_id = j.id ORDER BY i.field LIMIT 1) AS input
           FROM ${from} CROSS JOIN takes t ON t.id = l.take_id CROSS JOIN jobs j ON j.id = t.job_id
           WHERE ${wheres.join(' AND ')} ORDER BY ${words === null ? 'l.id' : 'w.rowid'} DESC LIMIT ?`,
        )
        .all(...values, filter.limit);
      return rows.map((row) => {
        const take = takeRow.parse(row);
        const { workflow, params, input, model } = pageRow.parse(row);
        const text = [params.text, params.prompt].find((one) => typeof one === 'string' && one !== '');
        const about = String(text ?? input ?? '').slice(0, longestAbout);
        return { take: showTake(take), job: take.job_id, workflow, about, model };
      });
    },

    facts(): { takes: number; models: string[] } {
      const takes = Number(db.sql(`SELECT COUNT(*) FROM library l WHERE ${here}`).pluck().get());
      const models = db
        .sql(`SELECT DISTINCT model FROM library l WHERE ${here} AND model IS NOT NULL ORDER BY model`)
        .pluck()
        .all();
      return { takes, models: z.array(z.string()).parse(models) };
    },

    /** Keeps a take for ever, or no longer. Refused where its files are gone. */
    star(id: string, starred: boolean): TakeRow {
      const row = findTake(db, id);
      if (!row) throw new RushesError('NOT_FOUND', { field: 'take', subject: `take ${id}` });
      if (row.evicted_at !== null || row.removed_at !== null)
        throw new RushesError('NOT_ALLOWED', {
          field: 'take',
          subject: `Take ${id}`,
          found: row.evicted_at === null ? 'removed' : 'cleared away',
          rule: 'a star',
          detail: row.evicted_at === null ? 'Restore it first.' : 'Retry its job to make it again.',
        });
      db.sql('UPDATE takes SET starred = ? WHERE id = ? AND evicted_at IS NULL').run(starred ? 1 : 0, id);
      emit({ type: 'job', job: row.job_id, facts: { event: 'star' } });
      return { ...row, starred };
    },

    /** Takes it out of every list; its files go after a day. */
    remove: (id: string): TakeRow => mark(movable(id, 'removing', keptFrom), clock.now()),
    /** Puts it back while its files are there, also where its job was retried meanwhile. */
    restore: (id: string): TakeRow =>
      mark(
        movable(id, 'restoring', () => null),
        null,
      ),
  };
}

/** Each word as the beginning of one; null where there is none to look for. What means something to the index is quoted away. */
function matchOf(search: string): string | null {
  const words = search.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0
    ? null
    : words
        .slice(0, 12)
        .map((word) => `"${word}"*`)
        .join(' ');
}
