import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../../src-shared/contract/events.ts';
import { claimNext, jobAt, runThrough, storeStage } from '../../../test/ledger/steps.ts';
import { engineOn, openFile, startMs } from '../../../test/ledger/world.ts';
import { type FakeClock, fakeClock } from '../../adapters/system/fake-clock.ts';
import type { ResultPiece } from '../../ports/provider.ts';
import type { Engine } from '../engine.ts';
import { getAttempt } from '../jobs/store.ts';
import type { LibraryFilter } from './library.ts';

let folder = '';
let engine: Engine;
let clock: FakeClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-library-'));
  clock = fakeClock(startMs);
  engine = engineOn(openFile(join(folder, 'rushes.db')), { clock });
  engine.write(() => engine.ledger.grant(100_000, 'first', 'test'));
});
afterEach(() => {
  engine.db.close();
  rmSync(folder, { recursive: true, force: true });
});

const all = { search: '', limit: 60, after: null };
const page = (filter: Partial<LibraryFilter> = {}) => engine.library.page({ ...all, ...filter });
const ids = (filter: Partial<LibraryFilter> = {}): string[] => page(filter).map((item) => item.take.id);

/** The preview take of a new speech, one second after whatever was before. */
function speech(text: string): string {
  clock.setWall(clock.now() + 1_000);
  const [job] = engine.write(() => engine.create.create({ workflow: 'tts', params: { text } }));
  const row = engine.write(() => claimNext(engine, 'fal'));
  if (!job || row?.job_id !== job.id) throw new Error('another job was claimed');
  runThrough(engine, row);
  return engine.show(job.id).takes[0]?.id ?? '';
}
/** The preview take of a chat that wrote these pieces. */
function written(...result: ResultPiece[]): string {
  const [job] = engine.write(() => engine.create.create({ workflow: 'chat', params: { prompt: 'A hook.' } }));
  const row = engine.write(() => claimNext(engine, 'openrouter'));
  if (!job || row?.job_id !== job.id) throw new Error('another job was claimed');
  engine.write(() => engine.attempts.tryStep(row.id, 'finished', { result }));
  engine.write(() => storeStage(engine, getAttempt(engine.db, row.id)));
  engine.write(() => engine.actions.cancel(job.id));
  return engine.show(job.id).takes[0]?.id ?? '';
}
const text = (wrote: string): ResultPiece => ({ type: 'text', text: wrote });
const takesOf = (job: string): string[] => engine.show(job).takes.map((take) => take.id);
const refusal = (work: () => unknown): unknown => {
  try {
    return expect.unreachable(String(engine.write(work)));
  } catch (error) {
    return error;
  }
};

describe('a page', () => {
  test('is newest first, and the next one goes on where it ended, whatever came meanwhile', () => {
    const made = ['one', 'two', 'three', 'four', 'five'].map((word) => speech(`Number ${word}.`));
    const first = ids({ limit: 2 });
    speech('Number six.');
    expect([...first, ...ids({ limit: 9, after: first.at(-1) ?? '' })]).toEqual(made.toReversed());
    expect(page()[1]).toMatchObject({ workflow: 'tts', about: 'Number five.', take: { stage: 'preview' } });
  });

  test.each([
    ['a beginning of a word', 'kingf'],
    ['every word, in any order', 'weir KINGFISHER'],
    ['accents left out', 'cafe'],
    ['what means something to an index', '"kingfisher" AND (weir* NOT'],
  ])('finds by %s', (_name, search) => {
    const take = speech('A kingfisher AND a café, not over the weir.');
    speech('Something else.');
    expect(ids({ search })).toEqual([take]);
  });

  test('finds nothing by a word that is nowhere or by signs alone, and everything by a blank', () => {
    const take = speech('A kingfisher 🎬 "*".');
    expect([ids({ search: 'fisher' }), ids({ search: 'a zebra' })]).toEqual([[], []]);
    expect([ids({ search: '🎬' }), ids({ search: '--"*' }), ids({ search: '🎬', workflow: 'tts' })]).toEqual([
      [],
      [],
      [],
    ]);
    expect([ids({ search: '  ' }), ids({ search: '🎬 king' })]).toEqual([[take], [take]]);
  });

  test('finds a take by what it wrote, as text or in an answer of several fields', () => {
    const script = written(text('Never lose your keys again.'));
    const value = { prompt: 'A bottle at dawn', n: 7, more: ['rim light'] };
    const prompt = written({ type: 'json', value });
    const file = {
      type: 'file',
      url: 'https://dawn.test/a',
      kind: 'video',
      mime: 'video/mp4',
      bytes: 1,
    } as const;
    written(file);
    expect([ids({ search: 'keys lose' }), ids({ search: 'hook dawn rim' })]).toEqual([[script], [prompt]]);
    expect([ids({ search: 'mp4' }), ids({ search: 'type' }), ids({ search: 'prompt' })]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test('finds by the first 100,000 characters that a take wrote', () => {
    const take = written(text(`near ${'x '.repeat(49_994)}inside outside`));
    expect([ids({ search: 'inside' }), ids({ search: 'near' })]).toEqual([[take], [take]]);
    expect(ids({ search: 'outside' })).toEqual([]);
  });

  test('keeps to every filter at once', () => {
    const early = speech('Early bird.');
    const at = engine.show(page()[0]?.job ?? '').takes[0]?.createdAt ?? 0;
    const late = speech('Late bird.');
    const [preview = '', final = ''] = takesOf(jobAt(engine, 'completed'));
    engine.write(() => engine.library.star(late, true));
    expect(ids()).toEqual([final, preview, late, early]);
    expect(ids({ workflow: 'tts' })).toEqual([late, early]);
    expect(ids({ stage: 'final' })).toEqual([final]);
    expect(ids({ starred: true })).toEqual([late]);
    expect(ids({ since: at + 1 })).toEqual([final, preview, late]);
    expect(ids({ until: at + 1 })).toEqual([early]);
    expect(ids({ model: 'a' })).toEqual([final, preview]);
    expect(ids({ workflow: 'tts', search: 'bird', starred: true, until: at + 1 })).toEqual([]);
    expect(engine.library.facts()).toEqual({ takes: 4, models: ['a', 'elevenlabs/turbo-v2.5'] });
  });
});

describe('a take that is removed', () => {
  test('is in no list, keeps its files and its job, and comes back', () => {
    const [preview = '', final = ''] = takesOf(jobAt(engine, 'completed'));
    const told: Event[] = [];
    engine.events.subscribe((event) => told.push(event));
    const before = engine.balance();
    expect(engine.write(() => engine.library.remove(final)).removed_at).toBe(clock.now());
    expect(ids()).toEqual([preview]);
    expect(engine.library.facts().takes).toBe(1);
    expect(told).toMatchObject([{ type: 'job', job: { takes: [{}, { removedAt: clock.now() }] } }]);
    engine.write(() => engine.library.restore(final));
    expect(ids()).toEqual([final, preview]);
    expect(told).toHaveLength(2);
    expect(engine.balance()).toEqual(before);
  });

  test('leaves no words behind, and has them again when it is restored', async () => {
    const indexed = (word: string): number =>
      Number(engine.db.sql('SELECT COUNT(*) FROM take_words WHERE take_words MATCH ?').pluck().get(word));
    const [kept, take] = [written(text('A heron.')), written(text('A heron.'))];
    engine.write(() => engine.library.remove(take));
    expect([ids({ search: 'heron' }), indexed('heron'), indexed('hook')]).toEqual([[kept], 1, 1]);
    engine.write(() => engine.library.restore(take));
    expect([ids({ search: 'heron' }), indexed('heron'), indexed('hook')]).toEqual([[take, kept], 2, 2]);
    engine.write(() => engine.library.remove(take));
    clock.setWall(clock.now() + 25 * 3_600_000);
    expect((await engine.assets.evict(false)).evicted).toMatchObject([{ take }]);
    engine.write(() => engine.library.star(kept, true));
    expect([ids({ search: 'heron' }), indexed('heron')]).toEqual([[kept], 1]);
  });

  test('is not starred, nor of a job that goes on', () => {
    const [take = ''] = takesOf(jobAt(engine, 'completed'));
    engine.write(() => engine.library.star(take, true));
    expect(refusal(() => engine.library.remove(take))).toMatchObject({
      code: 'NOT_ALLOWED',
      facts: { found: 'starred' },
    });
    const [waiting = ''] = takesOf(jobAt(engine, 'preview_ready'));
    expect(refusal(() => engine.library.remove(waiting))).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(refusal(() => engine.library.remove('0000000000000000'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(ids()).toEqual([waiting, ...takesOf(page().at(-1)?.job ?? '').toReversed()]);
  });

  test('comes back also where its job was retried meanwhile, and stays', async () => {
    const job = jobAt(engine, 'cancelled');
    const [take = ''] = takesOf(job);
    engine.write(() => engine.library.remove(take));
    engine.write(() => engine.actions.retry(job));
    engine.write(() => engine.library.restore(take));
    expect(ids()).toEqual([take]);
    engine.write(() => engine.actions.cancel(job));
    clock.setWall(clock.now() + 25 * 3_600_000);
    expect((await engine.assets.evict(false)).evicted).toEqual([]);
  });

  test('cannot be starred, and not restored once its files are gone', async () => {
    const [take = ''] = takesOf(jobAt(engine, 'completed'));
    engine.write(() => engine.library.remove(take));
    expect(refusal(() => engine.library.star(take, true))).toMatchObject({ facts: { found: 'removed' } });
    clock.setWall(clock.now() + 23 * 3_600_000);
    expect((await engine.assets.evict(false)).evicted).toEqual([]);
    clock.setWall(clock.now() + 2 * 3_600_000);
    expect((await engine.assets.evict(true)).evicted).toMatchObject([{ take }]);
    expect((await engine.assets.evict(false)).evicted).toMatchObject([{ take }]);
    expect(refusal(() => engine.library.restore(take))).toMatchObject({ facts: { found: 'cleared away' } });
    expect((await engine.assets.evict(false)).evicted).toEqual([]);
  });
});

test('the newest job of the same wish is offered while its takes are here', () => {
  const wished = (take: string): void =>
    engine.write(() => {
      engine.db.sql(`UPDATE library SET wish = 'w' WHERE take_id = ?`).run(take);
    });
  const [older, newer] = [jobAt(engine, 'completed'), jobAt(engine, 'completed')];
  const failed = jobAt(engine, 'rejected');
  expect(engine.library.sameAs('w')).toBe(null);
  for (const job of [older, newer, failed]) for (const take of takesOf(job)) wished(take);
  expect(engine.library.sameAs('w')).toBe(newer);
  for (const take of takesOf(newer)) engine.write(() => engine.library.remove(take));
  expect(engine.library.sameAs('w')).toBe(older);
  engine.write(() => engine.db.sql('UPDATE takes SET evicted_at = 1 WHERE job_id = ?').run(older));
  expect(engine.library.sameAs('w')).toBe(null);
});

test('a snapshot holds every job that has not ended, however many ended after it', async () => {
  const open = jobAt(engine, 'preview_ready');
  const ended = [1, 2, 3].map(() => jobAt(engine, 'rejected'));
  expect((await engine.mirrored(2)).map((job) => job.id)).toEqual([ended[2], ended[1], open]);
});

test('jobs are shown a few in a turn of the event loop, each as it is by then', async () => {
  const ids = Array.from({ length: 45 }, () => jobAt(engine, 'queued')).reverse();
  const reading = engine.mirrored(0);
  // What is done between two turns is in what comes after it.
  const last = ids.at(-1) ?? '';
  engine.write(() => engine.actions.cancel(last));
  const shown = await reading;
  expect(shown.map(({ id }) => id)).toEqual(ids);
  expect([shown[0]?.state, shown.at(-1)?.state]).toEqual(['queued', 'cancelled']);
});

test('every read of the library is answered by an index, and nothing is sorted', () => {
  const asked: string[] = [];
  const real = engine.db.sql;
  engine.db.sql = (sql) => {
    asked.push(sql);
    return real(sql);
  };
  speech('Hello there.');
  asked.length = 0;
  const after = ids()[0] ?? '';
  for (const filter of [
    { after },
    { workflow: 'tts' },
    { model: 'a' },
    { starred: true as const },
    { search: 'hello' },
    { search: 'hello', after, workflow: 'tts' },
  ])
    page(filter);
  engine.library.facts();
  engine.library.sameAs('w');
  engine.ledger.page({ before: null, limit: 9, kind: 'hold' });
  engine.ledger.page({ before: null, limit: 9, job: after });
  expect(asked.length).toBeGreaterThan(10);
  for (const sql of asked) {
    const values = Array.from({ length: sql.split('?').length - 1 }, () => '1');
    const plan = engine.db.sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    const text = plan.map((row) => row.detail).join('; ');
    expect(text, sql).not.toMatch(/USE TEMP B-TREE FOR ORDER|AUTOMATIC/);
    // The list itself, newest first, is read along its key until the page is full.
    expect(text.replaceAll(/SCAN l(?=;|$)/g, ''), sql).not.toMatch(/SCAN \w+(?=;|$)/);
  }
});
