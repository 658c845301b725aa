import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { atLength } from '../full.ts';
import { rushes } from './rushes.ts';
import { folders, hold } from './world.ts';

/** One engine per profile; everybody else works through its socket. */

const disk = folders();
afterAll(() => disk.removeAll());
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('two processes on one profile', () => {
  it('work on the same data: the second through the socket of the first', async () => {
    const home = disk.make();
    const first = await hold({ folder: home });
    const { client, close } = await first.connect();
    await client.credits.grant({ amount: 321, note: 'by the first' });
    const ran = await rushes(['--home', home, 'credits', '--json']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.json()).toMatchObject({ available: 321, granted: 321 });
    const granted = await rushes(['--home', home, 'credits', 'grant', '9', '--json']);
    expect(granted.code).toBe(0);
    expect((await client.credits.balance()).granted).toBe(330);
    expect((await client.app.info()).pid).toBe(first.told.ready);
    close();
    expect(await first.end()).toBe(0);
    // Nobody listens now, so the same command opens the profile itself.
    expect((await rushes(['--home', home, 'credits', '--json'])).json()).toMatchObject({ granted: 330 });
  });

  it("is nobody else's business: folder 0700, socket 0600, gone when it ends", async () => {
    const folder = join(disk.make(), 'made', 'here');
    const holder = await hold({ folder });
    expect(modeOf(folder)).toBe('700');
    const socket = join(folder, 'engine.sock');
    expect([modeOf(socket), statSync(socket).isSocket()]).toEqual(['600', true]);
    expect(modeOf(join(folder, 'rushes.db'))).toMatch(/^6..$/);
    await holder.end();
    expect(existsSync(socket)).toBe(false);
  });

  it('frees the lock and replaces the socket of a process that was killed', async () => {
    const folder = disk.make();
    const first = await hold({ folder });
    await first.kill('SIGKILL');
    const socket = join(folder, 'engine.sock');
    const left = statSync(socket).ctimeMs;
    const second = await hold({ folder });
    expect(second.told.ready).toBeGreaterThan(0);
    expect(statSync(socket).ctimeMs).toBeGreaterThan(left);
    const { client, close } = await second.connect();
    expect((await client.app.info()).pid).toBe(second.told.ready);
    close();
    await second.end();
    // Something else in its place is replaced as well, if it can be.
    writeFileSync(socket, 'not a socket');
    const third = await hold({ folder });
    (await third.connect()).close();
    await third.end();
  });

  it('tells why when the socket cannot be made, and has sent nothing by then', async () => {
    const folder = disk.make();
    mkdirSync(join(folder, 'engine.sock', 'x'), { recursive: true });
    const { told } = await hold({ folder, work: true });
    expect(told.error).toMatchObject({ code: 'PROFILE_UNUSABLE' });
  });

  it('lets one of four that start at once have it', async () => {
    const folder = disk.make();
    const all = await Promise.all(Array.from({ length: 4 }, () => hold({ folder })));
    expect(all.filter((holder) => holder.told.ready)).toHaveLength(1);
    expect(all.filter((holder) => holder.told.held)).toHaveLength(3);
    await Promise.all(all.map((holder) => holder.end()));
  });

  atLength('lets four commands at once each do their work', async () => {
    const home = disk.make();
    const ran = await Promise.all(
      Array.from({ length: 4 }, () => rushes(['--home', home, 'credits', 'grant', '10', '--json'])),
    );
    expect(ran.map(({ code, err }) => ({ code, err }))).toEqual(Array(4).fill({ code: 0, err: '' }));
    expect((await rushes(['--home', home, 'credits', '--json'])).json()).toMatchObject({ granted: 40 });
  });

  atLength(
    'says PROFILE_IN_USE when the first is silent for 5 s, and goes on when it wakes',
    {
      timeout: 60_000,
    },
    async () => {
      const home = disk.make();
      const first = await hold({ folder: home });
      await first.kill('SIGSTOP');
      const ran = await rushes(['--home', home, 'credits', '--json']);
      expect(ran.json()).toMatchObject({ error: { code: 'PROFILE_IN_USE', next: expect.any(String) } });
      expect(ran.code).toBeGreaterThan(0);
      // Not sooner than it promises. How much later depends on the machine: here 5.4 s with a start of 0.4 s.
      expect(ran.ms).toBeGreaterThan(4_950);
      expect(ran.ms).toBeLessThan(20_000);
      await first.kill('SIGCONT');
      expect((await rushes(['--home', home, 'credits', '--json'])).json()).toMatchObject({ granted: 0 });
      expect(readFileSync(join(home, 'lock.db')).length).toBe(0);
      await first.end();
    },
  );

  it('works in a folder whose path is longer than any socket may have', async () => {
    const folder = join(
      disk.make(),
      ...Array.from({ length: 8 }, () => 'a-long-name-of-a-folder'),
      'é'.repeat(30),
    );
    expect(Buffer.byteLength(join(folder, 'engine.sock'))).toBeGreaterThan(250);
    const holder = await hold({ folder });
    const { client, close } = await holder.connect();
    await client.credits.grant({ amount: 1 });
    expect((await rushes(['--home', folder, 'credits', '--json'])).json()).toMatchObject({ granted: 1 });
    close();
    await holder.end();
  });
});
