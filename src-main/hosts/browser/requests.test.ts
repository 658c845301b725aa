import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobId, startTestHost, type TestHost } from '../../../test/hosting/host.ts';
import type { Page } from '../../../test/hosting/pages.ts';
import { raw, rawBytes, type Said } from '../../../test/hosting/raw.ts';

/** security.md 2.4, byte by byte: L1, L2, L9, L16, L19, L20. */

let at: TestHost;
let page: Page;
let assets: string;
beforeAll(async () => {
  at = await startTestHost();
  page = await at.signIn();
  ({ assets } = await page.tickets());
});
afterAll(() => at.remove());

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};
const json = { 'Content-Type': 'application/json' };

/** One request of each kind, each of which is answered when nothing is wrong with it. */
async function everything(): Promise<Record<string, Said>> {
  const { socket } = await page.tickets();
  return {
    page: {},
    file: { target: '/static/main-abc.js' },
    asset: { target: `/assets/${assets}/1`, headers: { Cookie: page.cookie } },
    input: { target: `/inputs/${assets}/${jobId}/image`, headers: { Cookie: page.cookie } },
    call: { method: 'POST', target: '/ticket', headers: { ...page.headers, ...json }, body: '{}' },
    upload: { method: 'PUT', target: '/inputs?name=a.jpg', headers: { ...page.headers }, body: 'picture' },
    socket: {
      target: '/socket',
      headers: {
        ...upgrade,
        Origin: page.origin,
        Cookie: page.cookie,
        'Sec-WebSocket-Protocol': `rushes, ${socket}`,
      },
    },
  };
}

const withHeaders = (said: Said, headers: Record<string, string | null>): Said => ({
  ...said,
  headers: { ...said.headers, ...headers },
});

describe('a request', () => {
  it('of each kind is answered', async () => {
    for (const [name, said] of Object.entries(await everything())) {
      const { status } = await raw(at.port(), said);
      expect([name, status]).toEqual([name, name === 'socket' ? 101 : 200]);
    }
  });

  it('reaches the studio by each of its names, over IPv4 and IPv6', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const said = { headers: { Host: `${host}:${at.port()}` } };
      expect((await raw(at.port(), said)).status).toBe(200);
      expect((await raw(at.port(), { ...said, address: '::1' })).status).toBe(200);
    }
  });
});

describe('a foreign Host (L1)', () => {
  it('is refused for every kind of request, and nothing gets through', async () => {
    const before = JSON.stringify(at.reached);
    const all = { ...(await everything()), options: { method: 'OPTIONS' }, unknown: { target: '/nothing' } };
    for (const host of ['evil.test', `evil.test:${at.port()}`, `rebind.test:${at.port()}`]) {
      for (const [name, said] of Object.entries(all)) {
        const { status, body } = await raw(
          at.port(),
          withHeaders(said, {
            Host: host,
            'X-Forwarded-Host': `127.0.0.1:${at.port()}`,
            Forwarded: `host=127.0.0.1:${at.port()}`,
          }),
        );
        expect([host, name, status]).toEqual([host, name, 403]);
        expect(body).not.toContain('script');
      }
    }
    expect(JSON.stringify(at.reached)).toBe(before);
  });
});

describe('the forms of Host (L2)', () => {
  it.each([
    ['a dot behind it', (port: number) => `localhost.:${port}`],
    ['upper case', (port: number) => `LOCALHOST:${port}`],
    ['a short address', (port: number) => `127.1:${port}`],
    ['every address', (port: number) => `0.0.0.0:${port}`],
    ['IPv4 in IPv6', (port: number) => `[::ffff:127.0.0.1]:${port}`],
    ['without the port', () => '127.0.0.1'],
    ['another port', (port: number) => `127.0.0.1:${port + 1}`],
    ['a name in front', (port: number) => `127.0.0.1:${port}@evil.test`],
    ['a name before it', (port: number) => `evil.test@127.0.0.1:${port}`],
    ['a space within', (port: number) => `127.0.0.1 :${port}`],
    ['a second value', (port: number) => `127.0.0.1:${port}, evil.test`],
    ['empty', () => ''],
    ['longer', (port: number) => `127.0.0.1:${port}0`],
  ])('%s is refused', async (_, hostOf) => {
    const { status } = await raw(at.port(), { headers: { Host: hostOf(at.port()) } });
    expect(status).toBe(403);
  });

  it('two of them, one of them twice, and none are refused', async () => {
    const own = `Host: 127.0.0.1:${at.port()}\r\n`;
    for (const [hosts, version] of [
      [`${own}Host: evil.test\r\n`, '1.1'],
      [`Host: evil.test\r\n${own}`, '1.1'],
      [`${own}${own}`, '1.1'],
      ['', '1.0'],
      ['', '1.1'],
    ]) {
      const { status } = await rawBytes(
        at.port(),
        `GET / HTTP/${version}\r\n${hosts}Connection: close\r\n\r\n`,
      );
      expect([hosts, status]).toEqual([hosts, 403]);
    }
  });

  it('a space behind it is no part of it: HTTP says so', async () => {
    expect((await raw(at.port(), { headers: { Host: `127.0.0.1:${at.port()} ` } })).status).toBe(200);
  });
});

describe('the target', () => {
  it.each([
    'http://evil.test/',
    'http://127.0.0.1/',
    '//evil.test/x',
    '/#x',
    '/assets/1#/../..',
    '/a\\b',
    '*',
    'x',
    '/\u00e9',
  ])('%s is refused', async (target) => {
    expect((await raw(at.port(), { target })).status).toBe(400);
  });
});

describe('methods (L19)', () => {
  it.each(['TRACE', 'PATCH', 'DELETE', 'PROPFIND', 'POST', 'PUT', 'CONNECT', 'NONSENSE', 'get'])(
    '%s is 405 from a page of ours and 403 from anywhere else',
    async (method) => {
      const said = { method, target: method === 'CONNECT' ? 'evil.test:80' : '/' };
      const own = await raw(at.port(), { ...said, headers: { Origin: page.origin } });
      expect([own.status, own.headers.allow]).toEqual([405, 'GET, HEAD']);
      expect((await raw(at.port(), said)).status).toBe(403);
      expect((await raw(at.port(), { ...said, headers: { Origin: 'http://evil.test' } })).status).toBe(403);
      expect(
        (await raw(at.port(), { ...said, headers: { Origin: page.origin, Host: 'evil.test' } })).status,
      ).toBe(403);
    },
  );

  it('OPTIONS is refused, whoever asks', async () => {
    for (const Origin of [page.origin, 'http://evil.test', 'null']) {
      const headers = { Origin, 'Access-Control-Request-Method': 'POST' };
      expect((await raw(at.port(), { method: 'OPTIONS', target: '/ticket', headers })).status).toBe(403);
    }
  });

  it('HEAD says what GET says, without the bytes', async () => {
    const { page: index, asset } = await everything();
    for (const said of [index, asset]) {
      const [get, head] = [await raw(at.port(), said), await raw(at.port(), { ...said, method: 'HEAD' })];
      expect(head).toMatchObject({ status: 200, body: '' });
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
    }
  });
});

describe('what changes something', () => {
  it.each([
    ['no Origin', { Origin: null }],
    ['null', { Origin: 'null' }],
    ['another port', { Origin: 'http://127.0.0.1:1' }],
    ['another site', { Origin: 'http://evil.test' }],
    ['https', { Origin: 'https://127.0.0.1' }],
    ['fetched by another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['fetched by another port', { 'Sec-Fetch-Site': 'same-site' }],
    ['typed', { 'Sec-Fetch-Site': 'none' }],
  ])('is refused: %s', async (_, headers) => {
    const before = JSON.stringify(at.reached);
    const { call, upload } = await everything();
    for (const said of [call, upload])
      expect((await raw(at.port(), withHeaders(said ?? {}, headers))).status).toBe(403);
    expect(JSON.stringify(at.reached)).toBe(before);
  });

  it('takes no other body than JSON', async () => {
    const { call } = await everything();
    const wrong: Record<string, string | null>[] = [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      { 'Content-Type': 'application/json; charset=utf-16' },
      { 'Content-Type': null },
      { 'Content-Encoding': 'gzip' },
    ];
    for (const headers of wrong) {
      expect((await raw(at.port(), withHeaders(call ?? {}, headers))).status).toBe(415);
    }
    expect((await raw(at.port(), { ...call, body: '{' })).status).toBe(400);
  });

  it('and a page is given to who typed its address, and not framed or fetched by others', async () => {
    const site = async (said: Said, value: string): Promise<number> =>
      (await raw(at.port(), withHeaders(said, { 'Sec-Fetch-Site': value }))).status;
    const { page: index, asset, file } = await everything();
    expect(await site(index ?? {}, 'none')).toBe(200);
    expect(await site(asset ?? {}, 'none')).toBe(403);
    for (const said of [index, asset, file]) {
      expect(await site(said ?? {}, 'same-origin')).toBe(200);
      expect(await site(said ?? {}, 'same-site')).toBe(403);
      expect(await site(said ?? {}, 'cross-site')).toBe(403);
    }
  });
});

describe('every answer (L9, L16, L20)', () => {
  const allOf = async (): Promise<[number, Said | string][]> => {
    const { page: index, asset, call, upload, file } = await everything();
    const over = { ...asset, headers: { ...asset?.headers, Range: 'bytes=999999999-' } };
    return [
      [200, index ?? {}],
      [200, file ?? {}],
      [200, asset ?? {}],
      [200, call ?? {}],
      [200, upload ?? {}],
      [206, withHeaders(asset ?? {}, { Range: 'bytes=0-9' })],
      [304, withHeaders(asset ?? {}, { 'If-None-Match': `"${at.sha256}"` })],
      [400, { target: '//x' }],
      [400, 'GET / HTTP/1.1\r\nno header\r\n\r\n'],
      [400, { ...upload, target: '/inputs?name=odd.gif' }],
      [401, { ...call, headers: { Origin: page.origin } }],
      [403, { headers: { Host: 'evil.test' } }],
      [403, { method: 'OPTIONS' }],
      [404, { target: '/nothing' }],
      [404, { ...asset, target: `/assets/${assets}/2` }],
      [405, { method: 'DELETE', headers: { Origin: page.origin } }],
      [411, withHeaders(upload ?? {}, { 'Content-Length': null, 'Transfer-Encoding': 'chunked' })],
      [413, withHeaders(upload ?? {}, { 'Content-Length': '300000000' })],
      [415, withHeaders(call ?? {}, { 'Content-Type': 'text/plain' })],
      [416, over],
      [417, withHeaders(call ?? {}, { Expect: 'a miracle' })],
      [422, { ...upload, target: '/inputs?name=full.jpg' }],
      [431, { headers: { 'X-Long': 'x'.repeat(20_000) } }],
      [500, { ...upload, target: '/inputs?name=broken.jpg' }],
    ];
  };

  it('has every header, no CORS, no stack and no path, whatever its status', async () => {
    for (const [wanted, said] of await allOf()) {
      const heard = typeof said === 'string' ? await rawBytes(at.port(), said) : await raw(at.port(), said);
      expect([heard.status, JSON.stringify(said).slice(0, 80)]).toEqual([
        wanted,
        JSON.stringify(said).slice(0, 80),
      ]);
      expect(heard.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'permissions-policy': expect.stringContaining('camera=()'),
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'cache-control': expect.stringMatching(/no-store|no-cache|private/),
      });
      expect(Object.keys(heard.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(heard.headers['x-powered-by'] ?? heard.headers.server).toBe(undefined);
      if (wanted >= 400) expect(heard.body).not.toMatch(/\/home|\/tmp|node:|\.ts|\bat \w+ \(|rushes-host/);
    }
  });

  it('of the page has a nonce of its own and the whole policy', async () => {
    const [one, two] = [await raw(at.port()), await raw(at.port())];
    const nonces = [one, two].map(({ body }) => /nonce="([\w-]{22})"/.exec(body)?.[1] ?? 'none');
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonces[0]}'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
  });
});
