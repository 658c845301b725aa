import * as z from 'zod/mini';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Staged } from '../../../src-shared/contract/shapes.ts';
import { headBytes, type MediaType, mediaTypes, typeOf } from '../../../src-shared/domain/asset.ts';
import type { AssetFiles, PartFile, WholeFile } from '../../ports/asset-files.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MediaPort } from '../../ports/media.ts';
import type { Db } from '../db/db.ts';
import { json } from '../jobs/store.ts';

/**
 * Files that are here before their job is made: what a page sends, and the samples. Each is measured once, so that a form can ask for a
 * price with every key that is pressed and nothing is decoded again. Unused ones go after a day.
 */
export type StagedFiles = ReturnType<typeof createStaged>;

export type StagedDeps = {
  db: Db;
  files: AssetFiles;
  media: MediaPort | null;
  clock: Clock;
  newId(): string;
  /** Parts that an earlier process left are gone, so that the one that begins now stays. */
  swept(): Promise<void>;
  write<T>(work: () => T): T;
};

/** A file on its way in. */
export type Incoming = {
  write(chunk: Uint8Array): Promise<void>;
  /** The file is whole. Throws BAD_INPUT where it is none that a workflow takes; then nothing of it is left. */
  commit(): Promise<Staged>;
  /** Leaves nothing behind; safe at any time. */
  discard(): Promise<void>;
};

const maybe = z.nullable(z.number());
const facts = z.object({
  kind: z.enum(['image', 'audio']),
  width: maybe,
  height: maybe,
  seconds: maybe,
  silences: z.array(z.tuple([z.number(), z.number()])),
  /** The loudest sample, 1 is full scale; 1 for a picture. */
  loudest: z.number(),
});
export type StagedFacts = z.infer<typeof facts>;

const stagedRow = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  mime: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  facts: json(facts),
  at: z.number(),
});
export type StagedRow = z.infer<typeof stagedRow>;

const keptMs = 24 * 3_600_000;
const lookMs = 60_000;
const longestName = 120;
/** Most bytes of a file that comes in (security.md 2.3). */
const mostBytes = 200 * 1024 * 1024;
const rule = 'a picture (JPEG, PNG, WebP, AVIF) or a sound (MP3, WAV, M4A, OGG)';

const bad = (found: string): RushesError => new RushesError('BAD_INPUT', { field: 'file', rule, found });

const shown = ({ id, name, mime, bytes, facts: f }: StagedRow): Staged => ({
  id,
  name,
  mime,
  bytes,
  kind: f.kind,
  width: f.width,
  height: f.height,
  durationS: f.seconds,
});

export function createStaged({ db, files, media, clock, newId, swept, write }: StagedDeps) {
  /** Being written or measured: not in the database yet, and not to be swept. */
  const underway = new Set<string>();
  const pathOf = (id: string, mime: MediaType): string => `user_local/staged/${id}.${mediaTypes[mime].ext}`;

  const find = (id: string): StagedRow | null => {
    const row = db.sql('SELECT * FROM staged WHERE id = ?').get(id);
    return row ? stagedRow.parse(row) : null;
  };

  const measure = async (path: string): Promise<{ mime: string; facts: StagedFacts }> => {
    if (!media) throw new RushesError('MEDIA_MISSING', { field: 'file', rule: 'A file' });
    const signal = AbortSignal.timeout(lookMs);
    const absolute = files.absolute(path);
    try {
      const { kind, mime, width, height } = await media.probe(absolute, signal);
      const none = { width: null, height: null, seconds: null, silences: [], loudest: 1 };
      if (kind === 'image') return { mime, facts: { ...none, kind, width, height } };
      if (kind !== 'audio') throw bad('a video');
      const heard = await media.listen(absolute, signal);
      const silences = heard.silences.map(([from, to]): [number, number] => [from, to]);
      return {
        mime,
        facts: { ...none, kind, seconds: heard.durationS, silences, loudest: heard.loudest },
      };
    } catch (error) {
      if (!(error instanceof RushesError)) throw error;
      if (error.code === 'media_refused') throw bad(error.facts.rule ?? 'damaged');
      if (error.code === 'media_failed') throw bad('one that this machine could not read');
      if (error.code === 'media_missing')
        throw new RushesError('MEDIA_MISSING', { field: 'file', rule: 'Sound' }, { cause: error });
      throw error;
    }
  };

  /** Measures a file that is whole in its place, and gives it its row. */
  const settle = async (
    id: string,
    file: { name: string; path: string; whole: WholeFile },
  ): Promise<Staged> => {
    const { name, path, whole } = file;
    try {
      const measured = await measure(path);
      const row = { id, name, path, ...whole, mime: measured.mime, facts: measured.facts, at: clock.now() };
      write(() =>
        db
          .sql(
            'INSERT INTO staged (id, name, path, mime, bytes, sha256, facts, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          )
          .run(id, name, path, row.mime, row.bytes, row.sha256, JSON.stringify(row.facts), row.at),
      );
      return shown(row);
    } catch (error) {
      await files.remove(path).catch(() => undefined);
      throw error;
    }
  };

  /** The type that the first bytes prove, where it is one that a workflow may take. */
  const typed = (head: Uint8Array): MediaType => {
    const mime = typeOf(head);
    if (mime === null) throw bad('of another type');
    const { kind } = mediaTypes[mime];
    // An MP4 that holds only sound says so in its tracks.
    if (kind !== 'image' && kind !== 'audio' && mime !== 'video/mp4') throw bad(`a file of the type ${mime}`);
    return mime;
  };

  return {
    find,
    get(id: string): Staged {
      const row = find(id);
      if (!row) throw new RushesError('NOT_FOUND', { field: 'staged', subject: `staged file ${id}` });
      return shown(row);
    },
    isUnderway: (id: string): boolean => underway.has(id),

    /** Takes a file in as it comes. Its type is judged by its first bytes, before the rest has come. */
    async begin({ name, bytes }: { name: string; bytes: number }): Promise<Incoming> {
      if (bytes > mostBytes) throw bad(`larger than ${mostBytes / 1024 ** 2} MB`);
      await swept();
      const id = newId();
      underway.add(id);
      let head = new Uint8Array();
      let open: { part: PartFile; path: string } | null = null;
      let came = 0;
      const end = (): void => void underway.delete(id);

      const put = async (chunk: Uint8Array): Promise<void> => {
        if (!open) {
          const path = pathOf(id, typed(chunk));
          open = { path, part: await files.open(path) };
        }
        await open.part.write(chunk);
      };
      return {
        async write(chunk) {
          came += chunk.length;
          if (came > bytes) throw bad('longer than was told');
          if (open) return put(chunk);
          const joined = new Uint8Array(head.length + chunk.length);
          joined.set(head);
          joined.set(chunk, head.length);
          if (joined.length < headBytes) head = joined;
          else await put(joined);
        },
        async commit() {
          try {
            if (came === 0) throw bad('an empty file');
            if (came < bytes) throw bad('shorter than was told');
            if (!open) await put(head);
            const { part, path } = open as unknown as { part: PartFile; path: string };
            const whole = await part.commit();
            return await settle(id, { name: name.slice(0, longestName), path, whole });
          } catch (error) {
            await open?.part.discard().catch(() => undefined);
            throw error;
          } finally {
            end();
          }
        },
        async discard() {
          await open?.part.discard();
          end();
        },
      };
    },

    /** Takes a file of this machine in, whose path is Rushes' own. */
    async take(absolute: string, name: string): Promise<Staged> {
      const seen = await files.look(absolute);
      if (typeof seen === 'string')
        throw new RushesError('NOT_FOUND', { field: 'name', subject: `sample ${name}` });
      await swept();
      const id = newId();
      underway.add(id);
      try {
        const path = pathOf(id, typed(seen.head));
        const whole = await files.copyIn(absolute, path, mostBytes);
        return await settle(id, { name, path, whole });
      } finally {
        underway.delete(id);
      }
    },

    /** Removes what nobody has used for a day. A job that used one has its own copy. */
    async clear(): Promise<number> {
      const before = clock.now() - keptMs;
      const old = db.sql('SELECT id, path FROM staged WHERE at < ?').all(before) as {
        id: string;
        path: string;
      }[];
      for (const { id, path } of old) {
        write(() => db.sql('DELETE FROM staged WHERE id = ?').run(id));
        await files.remove(path);
      }
      return old.length;
    },
  };
}
