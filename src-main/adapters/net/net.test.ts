import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isPublicAddress, publicLookup } from './address.ts';
import { mimeOf, retryAfterMs, wordsOf } from './answer.ts';
import { NotConnected, neverLeft } from './failure.ts';
import { ask, LineError, type LineOptions, openLine } from './line.ts';
import { createTransport } from './transport.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const web = async (listener: RequestListener) => `http://${await listen(createServer(listener))}`;
const send = createTransport({ connectMs: 1_000 });
const line = (more: Partial<LineOptions> = {}): LineOptions => ({
  send,
  signal: AbortSignal.timeout(10_000),
  timeouts: { connectMs: 1_000, headersMs: 200, idleMs: 100 },
  ...more,
});

describe('the transport', () => {
  test.each([421, 307, 308, 401, 408, 503])('sends a POST once, whatever comes back: %i', async (status) => {
    const bodies: string[] = [];
    const url = await web((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(status, { location: '/again' }).end('{}');
      });
    });
    const response = await send(url, {
      method: 'POST',
      body: 'é',
      headers: { 'content-type': 'text/plain' },
    });
    expect([response.status, await response.text()]).toEqual([status, '{}']);
    expect(bodies).toEqual(['é']);
  });

  test('a certificate that nobody vouches for: not connected, and not a byte of the request went out', async (ctx) => {
    const dir = mkdtempSync(join(tmpdir(), 'rushes-tls-'));
    try {
      const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-keyout',
          key,
          '-out',
          cert,
          '-days',
          '2',
          '-subj',
          '/CN=127.0.0.1',
          '-addext',
          'subjectAltName=IP:127.0.0.1',
        ],
        { stdio: 'ignore' },
      );
      let asked = 0;
      const server = createSecure({ key: readFileSync(key), cert: readFileSync(cert) }, () => {
        asked += 1;
      });
      const url = `https://${await listen(server)}`;
      await expect(send(url, { method: 'POST', body: 'paid' })).rejects.toBeInstanceOf(NotConnected);
      expect(asked).toBe(0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      ctx.skip('openssl is missing: apt-get install openssl');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test('what is withdrawn while the connection is made stays here', async () => {
    const heard: string[] = [];
    // A server that never agrees on TLS: the connection is being made for as long as one likes.
    const server = createTcp((socket) => socket.on('data', (bytes) => heard.push(bytes.toString('latin1'))));
    const withdrawn = new AbortController();
    const sent = send(`https://${await listen(server)}`, {
      method: 'POST',
      body: 'paid',
      withdrawn: withdrawn.signal,
    });
    const failed = expect(sent).rejects.toBeInstanceOf(NotConnected);
    await expect.poll(() => heard.length).toBe(1);
    withdrawn.abort();
    await failed;
    expect(heard.join('')).not.toContain('paid');
  });

  test('an answer that is not HTTP, or has no lawful status, is an error and not "not connected"', async () => {
    for (const answer of ['220 hello\r\n', 'HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n', '']) {
      const address = await listen(createTcp((socket) => socket.on('error', () => undefined).end(answer)));
      const seen = await ask(`http://${address}`, {}, line());
      expect(seen).toEqual({ kind: 'lost', headers: null });
    }
  });
});

const megabyte = new Uint8Array(1024 ** 2);

describe('a body in pieces', () => {
  async function* pieces(count: number, taken: { pieces: number }): AsyncGenerator<Uint8Array> {
    for (; taken.pieces < count; taken.pieces++) yield megabyte;
  }
  const put = (body: AsyncIterable<Uint8Array>, count: number) => ({
    method: 'PUT',
    headers: { 'content-length': String(count * megabyte.length) },
    body,
  });

  test('arrives whole, and is taken no faster than the other side reads', async () => {
    let came = 0;
    const url = await web((request, response) => {
      request.on('data', (piece: Buffer) => {
        came += piece.length;
      });
      request.on('end', () => response.end('{}'));
    });
    const seen = await ask(url, put(pieces(20, { pieces: 0 }), 20), line());
    expect([seen.kind, came]).toEqual(['answer', 20 * megabyte.length]);

    const deaf = await web(() => undefined);
    const taken = { pieces: 0 };
    expect(await ask(deaf, put(pieces(500, taken), 500), line())).toEqual({ kind: 'lost', headers: null });
    expect(taken.pieces).toBeLessThan(100);
  });

  test('that breaks off ends the connection, and no answer is made of it', async () => {
    let ended: (() => void) | undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const url = await web((request) => request.on('error', () => ended?.()).resume());
    const body = async function* () {
      yield megabyte;
      throw new Error('the file is gone');
    };
    expect(await ask(url, put(body(), 2), line())).toEqual({ kind: 'lost', headers: null });
    await over;
  });

  test('that is refused before its end: the answer counts, and the rest is let go', async () => {
    let closed = false;
    const body = async function* () {
      try {
        for (let i = 0; i < 500; i++) yield megabyte;
      } finally {
        closed = true;
      }
    };
    const url = await web((request, response) => {
      request.resume();
      response.writeHead(413).end('{"detail":"large"}');
    });
    const seen = await ask(url, put(body(), 500), line());
    expect(seen).toMatchObject({ kind: 'answer', status: 413, text: '{"detail":"large"}' });
    await expect.poll(() => closed).toBe(true);
  });
});

describe('a line', () => {
  test('lets one request out', async () => {
    let asked = 0;
    const url = await web((_, response) => {
      asked += 1;
      response.end('{}');
    });
    const one = openLine(line());
    await one.fetch(url, { method: 'POST', body: '{}' });
    await expect(one.fetch(url, { method: 'POST', body: '{}' })).rejects.toBeInstanceOf(LineError);
    expect(asked).toBe(1);
  });

  test('throws nothing that an SDK takes for a reason to send again', async () => {
    const url = await web((_, response) => response.writeHead(503).end());
    const error = await openLine(line())
      .fetch(url)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LineError);
    expect(error).not.toHaveProperty('code');
    expect(error).not.toHaveProperty('cause');
  });

  test('keeps the headers of an answer whose body is cut, stalls or is too big', async () => {
    const listeners: RequestListener[] = [
      (_, response) => {
        response.writeHead(200, { 'x-id': '1', 'content-length': '9' });
        response.write('cut', () => response.destroy());
      },
      (_, response) => {
        response.writeHead(200, { 'x-id': '1' });
        response.write('stalls');
      },
      (_, response) => {
        response.writeHead(200, { 'x-id': '1' }).end('x'.repeat(2_000));
      },
    ];
    for (const listener of listeners) {
      const seen = await ask(await web(listener), {}, line({ maxBytes: 1_000 }));
      expect([seen.kind, seen.kind === 'lost' && seen.headers?.get('x-id')]).toEqual(['lost', '1']);
    }
  });

  test('gives up on an answer that does not come', async () => {
    const seen = await ask(await web(() => undefined), {}, line());
    expect(seen).toEqual({ kind: 'lost', headers: null });
  });

  test('keeps to the headers that it was told to send', async () => {
    let names: string[] = [];
    const url = await web((request, response) => {
      names = Object.keys(request.headers);
      response.end();
    });
    await ask(
      url,
      { headers: { accept: 'x', authorization: 'y', 'x-stainless-os': 'z' } },
      line({ only: new Set(['accept', 'authorization']) }),
    );
    expect(names.sort()).toEqual(['accept', 'accept-encoding', 'authorization', 'connection', 'host']);
  });

  test('a fetch from elsewhere is judged by the codes of its errors', async () => {
    const free = await listen(createTcp());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect((await ask(`http://${free}`, {}, line({ send: fetch }))).kind).toBe('unsent');
    expect((await ask('http://rushes-test.invalid', {}, line({ send: fetch }))).kind).toBe('unsent');
    const reset = await listen(createTcp((socket) => socket.resetAndDestroy()));
    expect((await ask(`http://${reset}`, {}, line({ send: fetch }))).kind).toBe('lost');
  });
});

test('neverLeft: only what can be proven', () => {
  const coded = (code: string, syscall?: string) =>
    Object.assign(new Error(code), { code, ...(syscall ? { syscall } : {}) });
  const rows: [unknown, boolean][] = [
    [new NotConnected('x'), true],
    [coded('ENOTFOUND', 'getaddrinfo'), true],
    [coded('EAI_AGAIN', 'getaddrinfo'), true],
    [coded('ECONNREFUSED', 'connect'), true],
    [coded('UND_ERR_CONNECT_TIMEOUT'), true],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), true],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), true],
    [coded('EHOSTUNREACH', 'connect'), true],
    [coded('EHOSTUNREACH', 'read'), false],
    [coded('ETIMEDOUT', 'connect'), true],
    [coded('ETIMEDOUT', 'read'), false],
    [coded('ENETUNREACH', 'write'), false],
    [coded('ECONNRESET'), false],
    [coded('EPIPE'), false],
    [coded('UND_ERR_SOCKET'), false],
    [coded('UND_ERR_HEADERS_TIMEOUT'), false],
    [new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }), true],
    [new TypeError('fetch failed', { cause: coded('ECONNRESET') }), false],
    [new TypeError('fetch failed'), false],
    [new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH', 'connect')]), true],
    [new AggregateError([coded('ECONNREFUSED'), coded('ECONNRESET')]), false],
    [new AggregateError([]), false],
    [undefined, false],
    ['ENOTFOUND', false],
  ];
  for (const [error, expected] of rows) expect([error, neverLeft(error)]).toEqual([error, expected]);
});

test('addresses of the open internet, and no others', async () => {
  const open = ['8.8.8.8', '151.101.1.1', '2606:4700::1111'];
  const closed = [
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001::1',
    'localhost',
    '',
  ];
  for (const address of open) expect([address, isPublicAddress(address)]).toEqual([address, true]);
  for (const address of closed) expect([address, isPublicAddress(address)]).toEqual([address, false]);
  const refusal = await new Promise((resolve) => publicLookup('localhost', { all: true }, resolve));
  expect(refusal).toMatchObject({ code: 'EPRIVATE' });
});

test("Retry-After: seconds, or a date against the answer's own", () => {
  const after = (value: string, date = 'Mon, 23 Nov 2026 10:00:00 GMT') =>
    retryAfterMs(new Headers({ 'retry-after': value, date }));
  expect([
    after('7'),
    after('0.5'),
    after('Mon, 23 Nov 2026 10:00:30 GMT'),
    after('Mon, 23 Nov 2026 09:00:00 GMT'),
  ]).toEqual([7_000, 500, 30_000, 0]);
  expect([after('soon'), after('-1'), retryAfterMs(new Headers())]).toEqual([null, null, null]);
  expect(after('99999999')).toBe(24 * 3_600_000);
});

test('words: short, on one line, without keys and signed addresses', () => {
  const key = '0b2f7a51-3c4d-4e5f-8a9b-0c1d2e3f4a5b:00112233445566778899aabbccddeeff';
  expect(
    wordsOf(`Bad\u0007 ${key}\nKey abc:def123456 https://x.example/a?sig=1 sk-or-v1-abc...xyz`, null),
  ).toBe('Bad [key] Key [key] https://x.example/a [key]');
  expect(wordsOf('Key permissions are missing', null)).toBe('Key permissions are missing');
  expect(wordsOf('the hunter2 word', 'hunter2')).toBe('the [key] word');
  expect(wordsOf('x'.repeat(500), null)).toHaveLength(200);
  expect([wordsOf('', null), wordsOf(7, null), wordsOf(' \n', null)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('types by their registered names', () => {
  const rows = { 'Audio/MP3; q=1': 'audio/mpeg', 'audio/mpeg': 'audio/mpeg', 'audio/x-m4a': 'audio/mp4' };
  for (const [said, mime] of Object.entries({ ...rows, 'image/jpg': 'image/jpeg', 'video/mp4': 'video/mp4' }))
    expect(mimeOf(said)).toBe(mime);
  expect([mimeOf('nonsense'), mimeOf(null)]).toEqual([null, null]);
});
