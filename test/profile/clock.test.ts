import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeClock, fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import { type Db, openDb } from '../../src-main/engine/db/db.ts';
import { migrate } from '../../src-main/engine/db/migrate.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { makeSpeech, type PlayedWorld, playedEngine, spoken } from './played.ts';
import { folders } from './world.ts';

/** A wall clock that is set forward and back while jobs wait: nothing is sent twice, nothing waits for ever. */

const disk = folders();
afterAll(() => disk.removeAll());
const noon = Date.parse('2026-11-23T12:00:00Z');
const dayMs = 86_400_000;
const steps: [name: string, by: number][] = [
  ['back by a day', -dayMs],
  ['forward by a day', dayMs],
  ['back by a year', -365 * dayMs],
  ['back to 1970', -noon + 1_000],
];

let folder: string;
let clock: FakeClock;
let waits: number[];
let db: Db;
let world: PlayedWorld;

function start(): void {
  // Every wait that is asked for is noted: a negative or endless one would be a clock taken at its word.
  const noting = {
    ...clock,
    after(ms: number, call: () => void) {
      waits.push(ms);
      return clock.after(ms, call);
    },
  };
  world = playedEngine({ db, assets: join(folder, 'assets'), clock: noting });
  world.engine.start();
}

beforeEach(() => {
  folder = disk.make();
  clock = fakeClock(noon);
  waits = [];
  db = openDb(join(folder, 'rushes.db'));
  migrate(db, join(folder, 'backups'));
  start();
  world.engine.write(() => world.engine.ledger.grant(1_000, 'clock', 'for the tests'));
});
afterEach(async () => {
  const stopped = world.engine.stop();
  await clock.advance(60_000);
  await stopped;
  expect(auditLedger(db)).toEqual([]);
  expect(waits.filter((ms) => !(ms >= 0 && ms <= dayMs))).toEqual([]);
  db.close();
});

const show = (id: string): Job => world.engine.show(id);

/** Moves time on in small steps, with turns of the loop for the disk in between, until the job is as wanted. */
async function until(id: string, wanted: (job: Job) => boolean, mostMs = 3_600_000): Promise<Job> {
  for (let gone = 0; gone <= mostMs; gone += 500) {
    if (wanted(show(id))) return show(id);
    await clock.advance(500);
    await turns();
    await stored(id);
  }
  throw new Error(`after ${mostMs} ms it is ${show(id).state}, waiting for ${show(id).waitingFor}`);
}
/** Fake time does not pass while a file is being written: that takes real turns, more of them on a busy machine. */
async function stored(id: string): Promise<void> {
  for (let i = 0; i < 100_000 && show(id).attempts.at(-1)?.state === 'saving'; i++) await turns();
}
/** Some turns of the event loop: files are written on other threads, and time stands still here. */
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
const previewed = (job: Job): boolean => job.state === 'preview_ready';

for (const [name, by] of steps) {
  describe(`a clock set ${name}`, () => {
    it('while a job is followed at the provider: sent once, fetched once', async () => {
      world.fal.poll = () => ({ kind: 'running' });
      const id = makeSpeech(world.engine);
      await until(id, (job) => job.attempts[0]?.state === 'running');
      await clock.advance(5_000);
      clock.setWall(clock.now() + by);
      await clock.advance(5_000);
      world.fal.poll = () => spoken;
      await until(id, previewed);
      expect(world.fal.submits).toBe(1);
    });

    it('while a job waits to be sent again: it is sent once more, and not a day later', async () => {
      world.fal.submit = () => ({
        kind: 'refused',
        wait: 'busy',
        retryAfterMs: 20_000,
        error: { code: 'provider_busy', subject: 'fal' },
      });
      const id = makeSpeech(world.engine);
      await until(id, (job) => job.waitingFor === 'rate');
      expect(world.fal.submits).toBe(1);
      world.fal.submit = (requestId) => ({ kind: 'accepted', requestId });
      clock.setWall(clock.now() + by);
      await until(id, previewed, 180_000);
      expect(world.fal.submits).toBe(2);
    });

    it('while the answer of a submit is lost: looked for, never sent again', async () => {
      world.fal.submit = () => ({
        kind: 'unknown',
        requestId: null,
        error: { code: 'outcome_unknown', subject: 'fal', charged: null },
      });
      const id = makeSpeech(world.engine);
      await until(id, (job) => job.attempts[0]?.state === 'unknown');
      clock.setWall(clock.now() + by);
      for (let i = 0; i < 60; i++) {
        await clock.advance(10_000);
        await turns();
      }
      expect(world.fal.submits).toBe(1);
      const job = show(id);
      // A day forward is the limit of an undecided attempt; else its credits stay held.
      if (by < dayMs) expect(job).toMatchObject({ attempts: [{ state: 'unknown' }], hold: { held: 100 } });
      else expect(job).toMatchObject({ state: 'failed', hold: { state: 'released', captured: 0 } });
    });

    it('while the answer of a submit is lost: looked for again, as before', async () => {
      world.fal.submit = () => ({
        kind: 'unknown',
        requestId: null,
        error: { code: 'outcome_unknown', subject: 'fal', charged: null },
      });
      const id = makeSpeech(world.engine);
      await until(id, (job) => (job.attempts[0]?.lookups ?? 0) === 1);
      clock.setWall(clock.now() + by);
      await until(id, (job) => (job.attempts[0]?.lookups ?? 0) > 1, 300_000);
    });

    it('between jobs: ids grow, the history keeps its order, a restart goes on', async () => {
      const first = makeSpeech(world.engine);
      clock.setWall(clock.now() + by);
      const second = makeSpeech(world.engine);
      const third = makeSpeech(world.engine);
      expect([first, second, third]).toEqual([first, second, third].sort());
      for (const id of [first, second, third]) await until(id, previewed);
      expect(world.fal.submits).toBe(3);
      const stopped = world.engine.stop();
      await clock.advance(60_000);
      await stopped;
      start();
      world.fal.submits = 0;
      await clock.advance(120_000);
      expect(world.fal.submits).toBe(0);
      const fourth = makeSpeech(world.engine);
      await until(fourth, previewed);
      expect(world.fal.submits).toBe(1);
    });
  });
}
