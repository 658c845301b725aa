import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { atLength } from '../full.ts';
import { openStudio, type Studio } from './studio.ts';

/** What the history keeps, what goes, and what a start of the engine clears up. */
let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const speak = async (n: number, review: 'auto' | 'hold' = 'auto'): Promise<Job> => {
  const made = await studio.make({
    workflow: 'tts',
    params: { text: `Take number ${n}. It is kept.` },
    review,
  });
  return studio.until(made.id);
};
const keep = (takes: number, bytes = 1_000_000_000): void =>
  studio.engine().write(() => studio.engine().settings.set({ keep: { takes, bytes } }));
const pathsOf = (job: Job): string[] => job.takes.flatMap((take) => take.assets.map((asset) => asset.path));

test('the oldest unstarred takes of ended jobs go first; starred ones and unfinished jobs never', {
  timeout: 60_000,
}, async () => {
  const engine = studio.engine();
  const [first, second, third] = [await speak(1), await speak(2), await speak(3)];
  const waiting = await speak(4, 'hold');
  const starred = first.takes[1]?.id ?? '';
  engine.write(() => engine.library.star(starred, true));
  const before = engine.balance();
  keep(3);

  const said = await engine.assets.evict(true);
  expect(said.evicted.map((one) => [one.job, one.stage])).toEqual([
    [first.id, 'preview'],
    [second.id, 'preview'],
    [second.id, 'final'],
    [third.id, 'preview'],
  ]);
  for (const job of [first, second, third])
    for (const path of pathsOf(job)) expect(existsSync(path)).toBe(true);

  const done = await engine.assets.evict(false);
  expect(done.evicted).toEqual(said.evicted);
  expect(pathsOf(first).map(existsSync)).toEqual([false, false, true, true]);
  expect(pathsOf(second).some(existsSync)).toBe(false);
  expect(pathsOf(waiting).every(existsSync)).toBe(true);
  expect(engine.show(second.id)).toMatchObject({ state: 'completed', hold: { captured: 100 } });
  expect(engine.show(second.id).takes.every((take) => take.evictedAt !== null)).toBe(true);
  expect(engine.balance()).toEqual(before);
  expect(auditLedger(engine.db)).toEqual([]);
  expect((await engine.assets.evict(false)).evicted).toEqual([]);

  expect(() => engine.write(() => engine.library.star(second.takes[0]?.id ?? '', true))).toThrow(
    'NOT_ALLOWED',
  );
  const image = join(import.meta.dirname, '../../resources/samples/portrait.jpg');
  const wish = { workflow: 'ugc_video', params: { image, audio: `take:${second.takes[1]?.id}` } };
  await expect(studio.make(wish)).rejects.toMatchObject({ code: 'BAD_INPUT', facts: { field: 'audio' } });
});

atLength('bytes count, too', { timeout: 60_000 }, async () => {
  const job = await speak(1);
  const [preview, final] = job.takes.map((take) => take.assets.reduce((sum, asset) => sum + asset.bytes, 0));
  keep(100, final ?? 0);
  const { evicted, bytes, kept } = await studio.engine().assets.evict(false);
  expect(evicted).toMatchObject([{ stage: 'preview', bytes: preview }]);
  expect([bytes, kept]).toEqual([preview, { takes: 1, bytes: final }]);
});

test('a start clears up what a crash left, and only that', { timeout: 60_000 }, async () => {
  const job = await speak(1);
  const tree = join(studio.home, 'profile/assets/user_local');
  const own = dirname(pathsOf(job)[0] ?? '');
  const orphan = join(tree, 'job_0000000000000000/input');
  mkdirSync(orphan, { recursive: true });
  const gone = [
    join(orphan, 'image.jpg'),
    join(own, 'preview-9.mp4.part'),
    join(own, 'preview-1.source.mp4'),
  ];
  const stays = [
    join(own, 'preview-1.draft.txt'),
    join(own, 'notes of mine.txt'),
    join(tree, 'unrelated.txt'),
  ];
  for (const path of [...gone, ...stays]) writeFileSync(path, 'x');
  await studio.restart();
  await studio.engine().assets.swept();
  for (const path of gone) expect(existsSync(path), path).toBe(false);
  for (const path of [...stays, ...pathsOf(job)]) expect(existsSync(path), path).toBe(true);
  expect(readdirSync(own).filter((name) => name.endsWith('.part'))).toEqual([]);
});
