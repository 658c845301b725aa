import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src-main/adapters/system/clock.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { openInside } from './inside.ts';
import { playedEngine } from './played.ts';
import { bareEnv, folders, sourceOf } from './world.ts';

/** A disk that is full, nearly full, or fails: said so, nothing half made, and it goes on later without a restart. */

const disk = folders();
afterAll(() => disk.removeAll());
const root = process.getuid?.() === 0;
const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const small = root && runs('unshare', '-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');
const traced = runs('strace', '-qq', '-e', 'trace=none', 'true');

/** Runs a program of this folder and answers the JSON lines that it printed. */
async function lines(before: string[], program: string): Promise<Record<string, unknown>[]> {
  const folder = disk.make();
  const all = [
    ...before.map((arg) => arg.replace('FOLDER', folder)),
    process.execPath,
    sourceOf(program),
    folder,
  ];
  const { stdout } = await promisify(execFile)(all[0] ?? '', all.slice(1), {
    env: bareEnv(),
    timeout: 120_000,
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a disk of 4 MiB that is full', () => {
  it('loses nothing, moves no credit, and goes on when there is room', { timeout: 120_000 }, async (ctx) => {
    if (!small) return ctx.skip('unshare -m with a tmpfs needs root');
    const mount = 'mount -t tmpfs -o size=4m,mode=700 tmpfs FOLDER && exec "$0" "$@"';
    const [told] = await lines(['unshare', '-m', 'sh', '-c', mount], './small-disk.ts');
    const good = { audit: [], open: false, whole: 'ok' };
    expect(told).toMatchObject({
      full: { code: 'DISK_FULL' },
      whileFull: good,
      cancel: 'DISK_FULL',
      keptState: 'queued',
      backup: 'DISK_FULL',
      parts: [],
      after: { ...good, cancelled: 'cancelled', made: 5 },
      waited: 'for the disk',
      stored: { takes: 1, attempts: 1, submits: 1 },
      end: good,
      last: [],
    });
    const { jobs, holds, held } = told!.whileFull as Record<string, number>;
    expect([holds, held]).toEqual([jobs, 100 * (jobs ?? 0)]);
    expect(['opened', 'DISK_FULL']).toContain(told?.opened);
  });
});

describe('a disk that is nearly full', () => {
  it('takes no new job below the floor, and every other call', async () => {
    const folder = disk.make();
    const profile = openProfile(folder);
    const world = playedEngine({
      db: profile!.db,
      assets: profile!.assets,
      clock: systemClock(),
      leastFreeBytes: Number.MAX_SAFE_INTEGER,
    });
    await expect(world.engine.roomForWork()).rejects.toMatchObject({
      code: 'DISK_FULL',
      facts: { subject: expect.stringMatching(/\d+ MiB free/) },
    });
    await world.engine.stop();
    profile!.close();
    // By default the floor is 500 MiB, asked for by every create.
    const { client, running, stop } = await openInside(folder);
    running.engine.files.freeBytes = async () => 499 * 1024 * 1024;
    const input = { workflow: 'chat', params: { prompt: 'Is there room?' } };
    await expect(client.jobs.create(input)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect((await client.jobs.list({})).jobs).toEqual([]);
    expect((await client.jobs.estimate(input)).count).toBe(1);
    running.engine.files.freeBytes = async () => 501 * 1024 * 1024;
    expect((await client.jobs.create(input)).jobs).toHaveLength(1);
    await stop();
  });
});

describe('a disk that fails', () => {
  it('fails the one write, which is then not there, and no other', { timeout: 120_000 }, async (ctx) => {
    if (!traced) return ctx.skip('strace is missing: apt-get install strace');
    const told = await lines([], './faulty-disk.ts');
    const trials = told.filter((line) => 'afterwards' in line);
    expect(trials.map(({ name, result }) => [name, result])).toEqual([
      ['create, no space', 'DISK_FULL'],
      ['create, EIO at its sync', 'DISK_FAILED'],
      ['settle, no space', 'DISK_FULL'],
      ['settle, EIO at its sync', 'DISK_FAILED'],
      ['grant, EIO while writing', 'DISK_FAILED'],
      ['backup, no space', 'DISK_FULL'],
      ['backup, EIO at a sync', 'DISK_FAILED'],
    ]);
    for (const trial of trials)
      expect(trial).toMatchObject({ same: true, clean: true, afterwards: 'done', audit: [] });
    expect(told.filter((line) => !('afterwards' in line))).toEqual([
      { name: 'migration, no space', result: 'DISK_FULL', same: true, left: [] },
      { name: 'migration, EIO at its first sync', result: 'DISK_FAILED', same: true, left: [] },
      { name: 'migration, EIO at a later sync', result: 'DISK_FAILED', same: true, left: [] },
      { name: 'migration', result: 1, left: [], audit: [] },
    ]);
  });
});
