import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobId, startTestHost, type TestHost } from '../../../test/hosting/host.ts';
import { pageOf, signIn } from '../../../test/hosting/pages.ts';
import { raw } from '../../../test/hosting/raw.ts';

/** security.md 2.4: L7, L8, L18, and the limit of bad tries. */

let at: TestHost;
beforeEach(async () => {
  at = await startTestHost();
});
afterEach(() => at.remove());

const json = { 'Content-Type': 'application/json' };
const origin = (): string => `http://127.0.0.1:${at.port()}`;
const codeOf = (link: string): string => new URL(link).hash.slice('#code='.length);

const trade = async (code: unknown, target = '/session'): Promise<number> => {
  const headers = { ...json, Origin: origin() };
  return (await raw(at.port(), { method: 'POST', target, headers, body: JSON.stringify({ code }) })).status;
};
const ticket = async (headers: Record<string, string>): Promise<number> =>
  (
    await raw(at.port(), {
      method: 'POST',
      target: '/ticket',
      headers: { ...json, Origin: origin(), ...headers },
      body: '{}',
    })
  ).status;
const asset = async (ticketOf: string, headers: Record<string, string> = {}): Promise<number> =>
  (await raw(at.port(), { target: `/assets/${ticketOf}/1`, headers })).status;

describe('a launch code (L8)', () => {
  it('has 256 bits, is good once, and not after a minute', async () => {
    const code = codeOf(at.host().link(false));
    expect(Buffer.from(code, 'base64url')).toHaveLength(32);
    expect(await trade(code)).toBe(200);
    expect(await trade(code)).toBe(401);
    const [kept, old] = [codeOf(at.host().link(false)), codeOf(at.host().link(false))];
    await at.clock.advance(59_999);
    expect(await trade(kept)).toBe(200);
    await at.clock.advance(1);
    expect(await trade(old)).toBe(401);
  });

  it('is good in the body alone: a query with it is refused, and it stays good', async () => {
    const code = codeOf(at.host().link(false));
    expect((await raw(at.port(), { target: `/?code=${code}` })).status).toBe(400);
    expect(await trade('wrong', `/session?code=${code}`)).toBe(401);
    expect(await trade(code)).toBe(200);
  });

  it('is used up by a tab of a page that is signed in, which keeps its session: the other tabs stay in it', async () => {
    const page = await signIn(at.host().link(false));
    const { assets } = await page.tickets();
    const code = codeOf(at.host().link(false));
    const second = await fetch(`${origin()}/session`, {
      method: 'POST',
      headers: { ...json, ...page.headers },
      body: JSON.stringify({ code }),
    });
    expect(await second.json()).toEqual({ bearer: page.bearer });
    expect(second.headers.getSetCookie()).toEqual([]);
    expect(await trade(code)).toBe(401);
    expect(await ticket(page.headers)).toBe(200);
    expect(await asset(assets, { Cookie: page.cookie })).toBe(200);
    // A cookie or a bearer alone says nothing: a session of its own.
    const third = await fetch(`${origin()}/session`, {
      method: 'POST',
      headers: { ...json, Origin: origin(), Cookie: page.cookie },
      body: JSON.stringify({ code: codeOf(at.host().link(false)) }),
    });
    expect(third.headers.getSetCookie()).toHaveLength(1);
  });

  it.each([undefined, null, 5, '', ['a'], { length: 3 }, 'x'.repeat(10_000)])('%j is none', async (code) => {
    expect(await trade(code)).toBe(401);
  });

  it('is in no log and on no disk, nor is anything that came of it', async () => {
    const link = at.host().link(false);
    const page = await signIn(link);
    const { socket, assets } = await page.tickets();
    await (await page.connect()).socket.terminate();
    await asset(assets, { Cookie: page.cookie });
    await trade('wrong');
    const disk = readdirSync(at.folder)
      .filter((name) => statSync(join(at.folder, name)).isFile())
      .map((name) => readFileSync(join(at.folder, name), 'utf8'));
    const written = [...disk, ...at.logged].join('\n');
    expect(written).toContain('signed in');
    const cookie = page.cookie.split('=')[1] ?? '';
    for (const secret of [codeOf(link), page.bearer, cookie, socket, assets]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(written).not.toContain(secret);
    }
  });
});

describe('a session (L7)', () => {
  it('wants its cookie and its bearer, both, of one session', async () => {
    const [one, two] = [await at.signIn(), await at.signIn()];
    const bearer = (page: typeof one): Record<string, string> => ({ Authorization: `Bearer ${page.bearer}` });
    const cookie = (page: typeof one): Record<string, string> => ({ Cookie: page.cookie });
    expect(await ticket({ ...cookie(one), ...bearer(one) })).toBe(200);
    expect(await ticket(cookie(one))).toBe(401);
    expect(await ticket(bearer(one))).toBe(401);
    expect(await ticket({ ...cookie(one), ...bearer(two) })).toBe(401);
    expect(await ticket({ Cookie: `other=1; ${one.cookie}x`, ...bearer(one) })).toBe(401);
    expect(await ticket({ ...cookie(one), Authorization: one.bearer })).toBe(401);
  });

  it('stays where another port of this machine has set a cookie of the same name', async () => {
    const page = await at.signIn();
    const name = page.cookie.split('=')[0];
    const headers = { Cookie: `${name}=stolen; ${page.cookie}`, Authorization: `Bearer ${page.bearer}` };
    expect(await ticket(headers)).toBe(200);
  });

  it('shows files to its ticket and its cookie, both', async () => {
    const [one, two] = [await at.signIn(), await at.signIn()];
    const [{ assets }, other] = [await one.tickets(), await two.tickets()];
    expect(Buffer.from(assets, 'base64url')).toHaveLength(16);
    expect(await asset(assets, { Cookie: one.cookie })).toBe(200);
    expect(await asset(assets)).toBe(401);
    expect(await asset(assets, { Cookie: two.cookie })).toBe(401);
    expect(await asset(other.assets, { Cookie: one.cookie })).toBe(401);
    for (const target of ['/assets/1', '/assets//1', `/inputs/${jobId}`, `/inputs/${jobId}/image`])
      expect((await raw(at.port(), { target, headers: { Cookie: one.cookie } })).status).toBe(401);
    expect((await one.tickets()).assets).toBe(assets);
  });

  it('has a cookie that scripts do not see and other sites do not send, named after the port', async () => {
    const headers = { ...json, Origin: origin() };
    const body = JSON.stringify({ code: codeOf(at.host().link(false)) });
    const heard = await raw(at.port(), { method: 'POST', target: '/session', headers, body });
    expect(heard.headers['set-cookie']).toMatch(
      new RegExp(`^rushes-${at.port()}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000$`),
    );
  });

  it('lasts 30 days, and a clock that is put back does not make it longer', async () => {
    const page = await at.signIn();
    const signedIn = at.clock.now();
    at.clock.setWall(signedIn + 30 * 86_400_000 - 1);
    expect((await page.tickets()).assets).toMatch(/^[\w-]{22}$/);
    at.clock.setWall(signedIn + 30 * 86_400_000);
    await expect(page.tickets()).rejects.toThrow('401');
    at.clock.setWall(signedIn - 1);
    await expect(page.tickets()).rejects.toThrow('401');
  });
});

describe('a restart (L18)', () => {
  it('keeps port, sessions and addresses of files; on disk there are hashes, for nobody else to read', async () => {
    const page = await at.signIn();
    const { assets } = await page.tickets();
    const port = at.port();
    await at.stop();
    await at.start();
    expect(at.port()).toBe(port);
    expect(await asset(assets, { Cookie: page.cookie })).toBe(200);
    expect(await page.tickets()).toMatchObject({ assets });
    const file = join(at.folder, 'studio.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [session] = (JSON.parse(readFileSync(file, 'utf8')) as { sessions: Record<string, unknown>[] })
      .sessions;
    for (const name of ['cookie', 'bearer', 'assets']) expect(session?.[name]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes another port where its own is taken', async () => {
    const port = at.port();
    await at.stop();
    const { createServer } = await import('node:net');
    const squatter = createServer().listen(port, '::1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    await at.start();
    expect(at.port()).not.toBe(port);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it.each(['', '{', '{"port":"x","sessions":[]}', '{"port":1,"sessions":[{"id":"../x"}]}'])(
    'begins anew where what it kept is %j',
    async (text) => {
      await at.stop();
      writeFileSync(join(at.folder, 'studio.json'), text);
      await at.start();
      expect((await (await at.signIn()).tickets()).assets).toMatch(/^[\w-]{22}$/);
    },
  );
});

describe('a new link (L18)', () => {
  it('ends every session, code, ticket and socket at once, for good', async () => {
    const page = await at.signIn();
    const { socket, assets } = await page.tickets();
    const open = await page.connect();
    const code = codeOf(at.host().link(false));
    const link = at.host().link(true);
    expect(await open.closed).toBe(1006);
    await expect(page.tickets()).rejects.toThrow('401');
    expect(await asset(assets, { Cookie: page.cookie })).toBe(401);
    expect(await trade(code)).toBe(401);
    await at.stop();
    await at.start();
    await expect(page.tickets()).rejects.toThrow('401');
    expect(socket).toMatch(/^[\w-]{43}$/);
    expect(link).not.toContain(code);
  });

  it('ends them for good where the disk does not take it, too; signing in goes on', async () => {
    const page = await at.signIn();
    const { closed } = await page.connect();
    const part = join(at.folder, 'studio.json.part');
    rmSync(part, { force: true });
    mkdirSync(part);
    const link = at.host().link(true);
    expect(await closed).toBe(1006);
    await expect(page.tickets()).rejects.toThrow('401');
    expect((await (await signIn(link)).tickets()).assets).toMatch(/^[\w-]{22}$/);
    await at.stop();
    await at.start();
    const before = pageOf({
      ...page,
      port: at.port(),
      cookie: page.cookie.replace(String(page.port), String(at.port())),
    });
    await expect(before.tickets()).rejects.toThrow('401');
  });
});

describe('bad tries', () => {
  it('are counted: 20 a minute, then 429, then again', async () => {
    for (let n = 0; n < 20; n++) expect(await trade(`wrong-${n}`)).toBe(401);
    expect(await trade('wrong')).toBe(429);
    const code = codeOf(at.host().link(false));
    expect(await trade(code)).toBe(429);
    await at.clock.advance(60_000);
    expect(await trade('wrong')).toBe(401);
    expect(await trade(codeOf(at.host().link(false)))).toBe(200);
  });

  it('of strangers do not lock out a page that is signed in', async () => {
    const page = await at.signIn();
    for (let n = 0; n < 20; n++)
      expect(await ticket({ Authorization: `Bearer ${'x'.repeat(43)}` })).toBe(401);
    expect(await ticket({})).toBe(429);
    expect(await asset('x'.repeat(22))).toBe(429);
    const { assets } = await page.tickets();
    expect(await asset(assets, { Cookie: page.cookie })).toBe(200);
    (await page.connect()).socket.terminate();
    const stranger = pageOf({ port: at.port(), cookie: page.cookie, bearer: 'x'.repeat(43) });
    await expect(stranger.connect()).rejects.toThrow('429');
  });
});
