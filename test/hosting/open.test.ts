import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atLength } from '../full.ts';
import { rushes } from '../profile/rushes.ts';
import { bareEnv, folders, hold, sourceOf } from '../profile/world.ts';
import { signIn } from './pages.ts';

/** `rushes open` as processes: the studio, and commands beside it. */

const disk = folders();
afterAll(() => disk.removeAll());
let home: string;
const open: Opened[] = [];
beforeEach(() => {
  home = disk.make();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.end('SIGTERM');
});

type Opened = {
  url: string;
  told: Record<string, unknown>;
  output(): string;
  /** Answers the exit code; null where it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts a studio that stays; resolves with the first document that it prints. */
async function openStudio(...args: string[]): Promise<Opened> {
  const line = [sourceOf('../profile/cli.ts'), 'open', '--json', '--no-browser', '--home', home, ...args];
  const child = spawn(process.execPath, line, { env: bareEnv() });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said: string[] = [];
  child.stderr.on('data', (piece: Buffer) => said.push(piece.toString()));
  const told = await new Promise<Record<string, unknown>>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (piece: Buffer) => {
      said.push(piece.toString());
      text += piece.toString();
      if (text.endsWith('}\n')) resolve(JSON.parse(text) as Record<string, unknown>);
    });
    child.once('close', () => reject(new Error(`it ended: ${said.join('')}`)));
  });
  const made: Opened = {
    url: String(told.url),
    told,
    output: () => said.join(''),
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
  open.push(made);
  return made;
}

const beside = (...args: string[]) => rushes(['open', '--no-browser', '--home', home, ...args]);
const portOf = (url: unknown): string => new URL(String(url)).port;

describe('rushes open', () => {
  it('runs the studio until it is interrupted, and gives a link for one that runs', async () => {
    const studio = await openStudio();
    expect(Object.keys(studio.told)).toEqual(['url']);
    const page = await signIn(studio.url);
    const again = await beside('--json');
    expect([again.code, again.err]).toEqual([0, '']);
    const { url } = again.json() as { url: string };
    expect(portOf(url)).toBe(portOf(studio.url));
    expect(url).not.toBe(studio.url);
    await signIn(url);
    expect((await page.tickets()).assets).toMatch(/^[\w-]{22}$/);
    const plain = await beside();
    expect(plain.out).toMatch(/\nhttp:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{43}\n$/);
    expect(await studio.end('SIGINT')).toBe(0);
  });

  atLength('--new-link ends the sessions of the one that runs', async () => {
    const page = await signIn((await openStudio()).url);
    const { closed } = await page.connect();
    const { code, out } = await beside('--new-link', '--json');
    expect(code).toBe(0);
    await closed;
    await expect(page.tickets()).rejects.toThrow('401');
    await signIn((JSON.parse(out) as { url: string }).url);
  });

  atLength(
    'killed and started again it has the same port, sessions and files: a page that stayed open goes on',
    async () => {
      const first = await openStudio();
      const page = await signIn(first.url);
      const { closed } = await page.connect();
      await first.end('SIGKILL');
      await closed;
      const second = await openStudio();
      expect(portOf(second.url)).toBe(portOf(first.url));
      const { client, socket } = await page.connect();
      expect(await client.app.info()).toMatchObject({ working: true });
      socket.terminate();
    },
  );

  it('prints its launch code where it is asked for, and nothing of it anywhere else', async () => {
    const { url, output, end } = await openStudio('--demo');
    const page = await signIn(url);
    await page.tickets();
    // Its last lines are on the disk when it has ended.
    await end('SIGTERM');
    const log = readFileSync(join(home, 'demo/logs/rushes.log'), 'utf8');
    expect(log).toContain('studio: a page signed in');
    const code = new URL(url).hash.slice('#code='.length);
    for (const secret of [code, page.bearer, page.cookie.split('=')[1] ?? ''])
      expect(log).not.toContain(secret);
    expect(output().split(code)).toHaveLength(2);
  });

  it('--demo-if-new chooses the demo on a machine without a profile, and says so; never where there is one', async () => {
    const demo = await openStudio('--demo-if-new');
    expect(demo.told).toMatchObject({ demo: true });
    expect(demo.output()).toContain('no Rushes profile yet');
    expect(existsSync(join(home, 'rushes.db'))).toBe(false);
    await demo.end('SIGTERM');
    await rushes(['credits', '--home', home]);
    const real = await openStudio('--demo-if-new');
    expect(real.told).not.toHaveProperty('demo');
    expect(real.output()).not.toContain('no Rushes profile yet');
  });

  atLength('is refused in words where a command without screens works in the profile', async () => {
    const holder = await hold({ folder: home, work: true });
    const { code, out } = await beside('--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'NOT_ALLOWED', next: expect.stringContaining('rushes') },
    });
    await holder.end();
  });
});

describe('the demo beside a real profile', () => {
  it('has a port and sessions of its own, in the same process, and ends with it', async () => {
    const studio = await openStudio();
    const page = await signIn(studio.url);
    const { client, socket } = await page.connect();
    const { url } = await client.studio.demo();
    expect(portOf(url)).not.toBe(portOf(studio.url));
    const inDemo = await (await signIn(url)).connect();
    expect(await inDemo.client.app.info()).toMatchObject({ demo: true, pid: (await client.app.info()).pid });
    expect(await client.app.info()).toMatchObject({ demo: false });
    expect(portOf((await client.studio.demo()).url)).toBe(portOf(url));
    expect(portOf(((await beside('--demo', '--json')).json() as { url: string }).url)).toBe(portOf(url));
    socket.terminate();
    expect(await studio.end('SIGTERM')).toBe(0);
    await inDemo.closed;
  });

  atLength('is the one that another process has, where one has', async () => {
    const demo = await openStudio('--demo');
    const { client, socket } = await (await signIn((await openStudio()).url)).connect();
    const { url } = await client.studio.demo();
    expect(portOf(url)).toBe(portOf(demo.url));
    socket.terminate();
  });
});
