import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionsOf, soon } from '../conformance.ts';
import { publicLookup } from '../net/address.ts';
import { createTransport } from '../net/transport.ts';
import { createFal } from './provider.ts';

/** T34: no address that a provider names leads into this machine or its network, not even by a redirect. */

const listen = async (server: Server, host: string): Promise<number> => {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
};

/** Forms of security.md 7; `P` is the port of the sink. */
const hosts = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[fe80::1]',
  '[fc00::1]',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.0.1',
  '224.0.0.1',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'localhost.localdomain',
  '127.0.0.1.',
  'fal.media.127.0.0.1.nip.io',
  'evilfal.media',
  'fal.media.evil.invalid',
  'fal.media.',
  'v3.fal.media.',
  'fal-media.invalid',
  'metadata.google.internal',
];
const wholes = [
  'http://v3.fal.media/x',
  'https://v3.fal.media:P/x',
  'https://v3.fal.media:80/x',
  'http://v3.fal.media:443/x',
  'https://v3.fal.media@127.0.0.1:P/x',
  'https://v3.fal.media:443@127.0.0.1:P/x',
  'https://user@v3.fal.media/x',
  'https://user:pass@v3.fal.media/x',
  'https://:pass@v3.fal.media/x',
  'https://v3.fal.media%40127.0.0.1:P/x',
  'https://127.0.0.1:P#@v3.fal.media/x',
  'https://127.0.0.1:P?@v3.fal.media/x',
  'https://127.0.0.1:P\\@v3.fal.media/x',
  'https:\\\\127.0.0.1:P\\x',
  'http:/127.0.0.1:P/x',
  ' \thttp://127.0.0.1:P/x',
  'ht\ntp://127.0.0.1:P/x',
  'ws://127.0.0.1:P/x',
  'ftp://127.0.0.1:P/x',
  'gopher://127.0.0.1:P/x',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'data:audio/mpeg;base64,SUQz',
  'blob:http://127.0.0.1:P/x',
  'javascript:fetch("http://127.0.0.1:P")',
  '//127.0.0.1:P/x',
  '127.0.0.1:P',
  'https://',
];

describe('addresses that a provider may not send us to', () => {
  let asked = 0;
  const servers: Server[] = [];
  const ports: number[] = [];
  beforeAll(async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const sink = createServer((_, response) => response.end('ID3')).on('connection', () => {
        asked += 1;
      });
      // A machine without IPv6 has nothing there that could be reached.
      const port = await listen(sink, host).catch(() => null);
      if (port === null) continue;
      servers.push(sink);
      ports.push(port);
    }
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  const urls = () =>
    ports.flatMap((port) => [
      ...hosts.flatMap((host) => [`http://${host}:${port}/x`, `https://${host}:${port}/x`]),
      ...wholes.map((one) => one.replaceAll('P', String(port))),
    ]);
  const file = (url: string) => ({ url, kind: 'audio', mime: 'audio/mpeg', bytes: 3 }) as const;

  test('the real hosts: refused, and nothing is asked', async () => {
    const adapter = createFal({ key: async () => 'id:secret', baseUrl: async () => null });
    expect(urls().length).toBeGreaterThanOrEqual(60);
    for (const url of [...urls(), ...hosts.map((host) => `https://${host}/x`)])
      expect([url, (await adapter.download(file(url), soon())).kind]).toEqual([url, 'refused']);
    expect(asked).toBe(0);
  });

  test('a base that is set: nothing but its origin, by link and by redirect', async () => {
    let location = '';
    let heard: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(302, { location }).end();
    });
    servers.push(server);
    const base = `http://127.0.0.1:${await listen(server, '127.0.0.1')}`;
    const adapter = createFal(optionsOf({ url: base, key: 'id:secret' }));
    for (const url of urls()) {
      expect([url, (await adapter.download(file(url), soon())).kind]).toEqual([url, 'refused']);
    }
    expect(heard).toEqual([]);
    for (const url of urls().filter((one) => /^[\x20-\x7e]+$/.test(one))) {
      heard = [];
      // What is no address by itself is one of the same server where it follows a redirect; three hops and it ends.
      location = url;
      expect([url, (await adapter.download(file(`${base}/x`), soon())).kind]).toEqual([url, 'refused']);
      expect(heard.every((one) => one === undefined)).toBe(true);
    }
    expect(asked).toBe(0);
  });

  test('a name of the provider that leads into this machine is not connected to', async () => {
    const send = createTransport({ connectMs: 1_000, lookup: publicLookup });
    await expect(send(`http://localhost:${ports[0]}/x`)).rejects.toMatchObject({ reason: 'EPRIVATE' });
    expect(asked).toBe(0);
  });
});
