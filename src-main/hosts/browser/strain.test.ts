import { spawn, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/hosting/host.ts';
import type { Page } from '../../../test/hosting/pages.ts';
import { opened, raw, requestText } from '../../../test/hosting/raw.ts';

/** security.md 2.4: L11 to L14, what a machine full of other programs can do. */

let at: TestHost;
let page: Page;
beforeAll(async () => {
  at = await startTestHost();
  page = await at.signIn();
});
afterAll(() => at.remove());

const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

it('listens on loopback and nowhere else (L11)', ({ skip }) => {
  if (!isThere('ss')) skip('ss is missing: apt-get install iproute2');
  const { stdout } = spawnSync('ss', ['-ltnH', `sport = :${at.port()}`], { encoding: 'utf8' });
  const places = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/)[3]);
  expect(places.sort()).toEqual([`127.0.0.1:${at.port()}`, `[::1]:${at.port()}`]);
});

it('a second user of the machine gets 401, and cannot read what the studio keeps (L12)', async ({ skip }) => {
  if (process.getuid?.() !== 0 || !isThere('setpriv')) skip('wants root and setpriv');
  const other = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', '--reset-env'];
  // Not waited for in place: the studio that it asks lives in this process.
  const as = (script: string): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const child = spawn('setpriv', [...other, process.execPath, '-e', script]);
      const said = { out: '', err: '' };
      child.stdout.on('data', (piece: Buffer) => {
        said.out += piece.toString();
      });
      child.stderr.on('data', (piece: Buffer) => {
        said.err += piece.toString();
      });
      child.once('close', (code) => resolve({ code, ...said }));
    });
  const runs = await as('console.log(process.getuid())');
  if (runs.code !== 0) skip('a second user cannot run this node');
  expect(runs.out).not.toBe('0\n');
  const asked = await as(`
    const headers = { 'Content-Type': 'application/json', Origin: '${page.origin}' };
    const ask = (method, path, body) => fetch('${page.origin}' + path, { method, headers, body }).then((r) => r.status);
    Promise.all([ask('POST', '/ticket', '{}'), ask('PUT', '/inputs?name=a', 'x'), ask('GET', '/assets/x/1')])
      .then((all) => console.log(all.join()));`);
  expect(asked).toEqual({ code: 0, out: '401,401,401\n', err: '' });
  const read = await as(`
    try { require('fs').readFileSync('${at.folder}/studio.json'); console.log('read'); }
    catch (error) { console.log(error.code); }`);
  expect(read.out).toBe('EACCES\n');
});

describe('500 connections that say nothing, or little at a time (L13)', () => {
  it.each([
    ['nothing', () => ''],
    ['half a head', () => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${at.port()}\r\nX-Slow: `],
    [
      'a head and half a body',
      () =>
        requestText(at.port(), {
          method: 'POST',
          target: '/session',
          headers: { Origin: page.origin, 'Content-Type': 'application/json', 'Content-Length': '100' },
          body: '{',
        }),
    ],
    [
      'whole requests whose answers they do not read',
      () => requestText(at.port(), { headers: { Connection: 'keep-alive' } }).repeat(3),
    ],
  ])('%s: a page is answered within 200 ms, and keeps its socket', async (_, bytes) => {
    const { socket } = await page.connect();
    const crowd: Socket[] = [];
    for (let n = 0; n < 500; n++) crowd.push((await opened(at.port(), bytes())).pause());
    const took: number[] = [];
    for (let n = 0; n < 10; n++) {
      const started = performance.now();
      expect((await page.tickets()).assets).toMatch(/^[\w-]{22}$/);
      took.push(performance.now() - started);
    }
    const said = new Promise((resolve) => socket.once('message', resolve));
    socket.send('still here');
    await said;
    for (const one of crowd) one.destroy();
    socket.terminate();
    expect(took.sort((a, b) => a - b)[5]).toBeLessThan(200);
  });
});

describe('bodies (L14)', () => {
  const call = (headers: Record<string, string | null>, body = '') =>
    raw(at.port(), {
      method: 'POST',
      target: '/ticket',
      headers: { ...page.headers, 'Content-Type': 'application/json', ...headers },
      body,
    });

  it('of 1 GiB are refused by what they say of themselves', async () => {
    expect((await call({ 'Content-Length': String(1024 ** 3) })).status).toBe(413);
  });

  it('of 1 GiB that say nothing of themselves are cut off as they come', async () => {
    const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    expect(
      (await call({ 'Transfer-Encoding': 'chunked', 'Content-Length': null }, piece.repeat(4))).status,
    ).toBe(413);
  });

  it('that are packed are never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024))
      .toString('latin1')
      .slice(0, 1_000);
    expect((await call({ 'Content-Encoding': 'gzip' }, bomb)).status).toBe(415);
  });

  it('of a request that only reads are not waited for', async () => {
    const { status } = await raw(at.port(), { headers: { 'Content-Length': String(1024 ** 3) } });
    expect(status).toBe(200);
  });

  it('with two lengths, or a length and pieces, are no request', async () => {
    const both = await call({ 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n');
    expect(both.status).toBe(400);
  });
});
