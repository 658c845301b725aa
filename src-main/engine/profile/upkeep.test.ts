import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { finished, scripted, wellBehaved } from '../../../test/ledger/scripted.ts';
import { engineOn, startMs } from '../../../test/ledger/world.ts';
import { fakeClock } from '../../adapters/system/fake-clock.ts';
import { openProfile } from './profile.ts';
import { createUpkeep } from './upkeep.ts';

const minute = 60_000;

/** A studio that is left open: its clock is moved on by the test, its files are real. */
function studio() {
  const folder = mkdtempSync(join(tmpdir(), 'rushes-upkeep-'));
  const profile = openProfile(folder);
  if (!profile) throw new Error('the profile is held');
  const clock = fakeClock(startMs);
  let ready = false;
  const { port } = scripted({ ...wellBehaved, poll: () => (ready ? finished() : { kind: 'running' }) });
  const engine = engineOn(profile.db, { clock, folder: profile.assets, providers: { fal: port } });
  const upkeep = createUpkeep({
    engine,
    profile,
    version: '0',
    logLines: () => [],
    redact: (text) => text,
  });
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  engine.start();
  upkeep.start();
  onTestFinished(async () => {
    upkeep.stop();
    await engine.stop();
    await upkeep.daily();
    profile.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const backups = (): string[] => (existsSync(profile.backups) ? readdirSync(profile.backups).sort() : []);
  return {
    clock,
    engine,
    upkeep,
    backups,
    deliver: () => {
      ready = true;
    },
    /** Backups that are there when minutes have gone by for as long as it takes. */
    soon: (names: string[]) =>
      expect
        .poll(
          async () => {
            await clock.advance(minute);
            return backups();
          },
          { timeout: 20_000 },
        )
        .toEqual(names),
  };
}

test('a studio that stays open makes its backup a minute after the start, and another one each day', async () => {
  const { clock, backups, soon } = studio();
  await clock.advance(minute - 1);
  expect(backups()).toEqual([]);
  await soon(['rushes-2026-11-23.db']);
  clock.setWall(startMs + 24 * 60 * minute);
  await soon(['rushes-2026-11-23.db', 'rushes-2026-11-24.db']);
});

test('it waits for the work that is under way, for an hour at most', async () => {
  const { clock, engine, backups, soon } = studio();
  engine.act(null, () => engine.create.create({ workflow: 'tts', params: { text: 'Hello.' } }));
  engine.act(null, () => engine.create.create({ workflow: 'image_to_video', params: { price: 1 } }));
  for (let i = 0; i < 10; i++) await clock.advance(500);
  const running = () => engine.busy(1);
  expect(running()).toBeGreaterThan(0);
  expect(backups()).toEqual([]);
  // Each job runs into the limit of its stage; new work comes all the while.
  for (let i = 0; i < 58; i++) {
    engine.act(null, () => engine.create.create({ workflow: 'image_to_video', params: { price: 1 } }));
    await clock.advance(minute);
    expect(running()).toBeGreaterThan(0);
  }
  expect(backups()).toEqual([]);
  await soon(['rushes-2026-11-23.db']);
});

test('it is made as soon as the work is done', async () => {
  const { clock, engine, backups, deliver, soon } = studio();
  engine.act(null, () => engine.create.create({ workflow: 'tts', params: { text: 'Hello.' } }));
  await clock.advance(minute + 1);
  expect(engine.busy(1)).toBeGreaterThan(0);
  expect(backups()).toEqual([]);
  deliver();
  await soon(['rushes-2026-11-23.db']);
  expect(clock.monotonic()).toBeLessThan(60 * minute);
});

test('the one at the end joins the one that is under way', async () => {
  const { backups, upkeep } = studio();
  await Promise.all([upkeep.daily(), upkeep.daily()]);
  expect(backups()).toEqual(['rushes-2026-11-23.db']);
});
