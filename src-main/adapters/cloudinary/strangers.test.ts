import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MirrorFile, PutOutcome } from '../../ports/mirror.ts';
import { createCloudinary } from './mirror.ts';

// Who answers in the place of Cloudinary: portals, proxies, servers that stand still, one that only counts.

const patientMs = 20_000;
const publicId = 'user_local/job_1/final/final';
let folder: string;
let servers: Server[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-mirror-strangers-'));
  servers = [];
});
afterEach(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function file(bytes: number): MirrorFile {
  const absolute = join(folder, 'final.mp4');
  writeFileSync(absolute, Buffer.alloc(bytes));
  return { absolute, path: `${publicId}.mp4`, mime: 'video/mp4', bytes };
}

type At = { url: string; ms?: number; progress?: (sent: number) => void };
function put(one: MirrorFile, { url, ms = patientMs, progress = () => {} }: At): Promise<PutOutcome> {
  const mirror = createCloudinary({
    key: async () => 'cloudinary://K:demo-secret@demo',
    baseUrl: async () => url,
    timeouts: { connectMs: ms, headersMs: ms, idleMs: ms },
  });
  return mirror.put(one, { signal: AbortSignal.timeout(patientMs), preset: null, progress });
}

const unreachable = { code: 'PROVIDER_UNREACHABLE', subject: 'cloudinary' };
const away = { kind: 'later', offline: true, retryAfterMs: null, error: unreachable };
const cut = { ...away, offline: false };

test('a status comes to what it means; a page in the place of an answer proves nothing', async () => {
  const page = '<html>Welcome to the hotel</html>';
  const json = '{"error":{"message":"said"}}';
  const stranger = {
    ...away,
    error: { ...unreachable, detail: 'Something that is not Cloudinary answered.' },
  };
  const broken = { kind: 'later', offline: false, retryAfterMs: null };
  const busy = { kind: 'later', offline: false, retryAfterMs: 60_000, error: { code: 'provider_busy' } };
  const noKey = { kind: 'blocked', reason: 'key', error: { code: 'key_refused' } };
  const no = { kind: 'refused', error: { code: 'input_refused' } };
  const cases: [number, string, object][] = [
    [200, page, stranger],
    [302, page, stranger],
    [400, page, stranger],
    [401, page, stranger],
    [404, page, stranger],
    [429, page, busy],
    [500, page, { ...broken, error: { ...unreachable, detail: 'status 500' } }],
    [524, page, { ...broken, error: { ...unreachable, detail: 'status 524' } }],
    [400, json, { ...no, error: { detail: 'said' } }],
    [401, json, { ...noKey, error: { detail: 'said' } }],
    // Of these the SDK drops what was said.
    [403, json, noKey],
    [408, json, broken],
    [409, json, broken],
    [413, page, no],
  ];
  let next = cases[0]!;
  const url = await listen(
    createServer((req, res) => {
      req.resume().on('end', () => res.writeHead(next[0], { location: '/elsewhere' }).end(next[1]));
    }),
  );
  const one = file(5_000);
  for (next of cases) expect([next[0], next[1], await put(one, { url })]).toMatchObject(next);
});

test('an answer that names another file, or leads elsewhere, is none', async () => {
  let next: unknown;
  const url = await listen(
    createServer((req, res) => {
      req.resume().on('end', () => res.end(JSON.stringify(next)));
    }),
  );
  const one = file(5_000);
  const good = { public_id: publicId, secure_url: `${url}/demo/x`, version: 1 };
  for (next of [
    { ...good, public_id: 'other' },
    { ...good, secure_url: 'javascript:alert(1)' },
    { ...good, secure_url: 'https://elsewhere.example/x' },
    { ...good, secure_url: good.secure_url.replace('//', '//name:word@') },
    { ...good, version: 'none' },
    'word',
    [],
  ])
    expect(await put(one, { url })).toMatchObject({ kind: 'later', error: { code: 'answer_unusable' } });
  next = { ...good, secure_url: `${good.secure_url}?signature=abc` };
  expect(await put(one, { url })).toMatchObject({ kind: 'stored', mirrored: { url: `${url}/demo/x` } });
});

test('a connection that takes nothing more is given up', async () => {
  const url = await listen(createTcpServer((socket) => socket.pause()));
  const one = file(19_000_000);
  let last = 0;
  const progress = (sent: number) => {
    last = sent;
  };
  expect(await put(one, { url, ms: 200, progress })).toMatchObject(cut);
  expect(last).toBeLessThan(one.bytes);
});

test('what breaks off counts as a try of this file, what never came to stand does not', async () => {
  const one = file(19_000_000);
  const hungUp = await listen(
    createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
  );
  expect(await put(one, { url: hungUp })).toMatchObject(cut);
  // It takes the connection and never answers to TLS.
  const mute = await listen(createTcpServer((socket) => socket.resume()));
  expect(await put(one, { url: mute.replace('http:', 'https:'), ms: 200 })).toMatchObject(away);
  const refused = await put(one, { url: 'http://127.0.0.1:9' });
  expect(refused).toMatchObject(away);
});

test('a film of many chunks goes out in order, each with the same id, and leaves no listeners', async () => {
  const bytes = 205_000_000;
  const one = { ...file(1), bytes };
  truncateSync(one.absolute, bytes);
  const ranges: (string | undefined)[] = [];
  const ids = new Set<unknown>();
  let received = 0;
  const url = await listen(
    createServer((req, res) => {
      ranges.push(req.headers['content-range']);
      ids.add(req.headers['x-unique-upload-id']);
      req.on('data', (block: Buffer) => {
        received += block.length;
      });
      const secure_url = `http://${req.headers.host}/x`;
      req.on('end', () => res.end(JSON.stringify({ public_id: publicId, secure_url, version: 1 })));
    }),
  );
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on('warning', note);
  expect(await put(one, { url })).toMatchObject({ kind: 'stored' });
  process.off('warning', note);
  expect(ranges).toEqual(
    Array.from({ length: 11 }, (_, i) => {
      const from = i * 20_000_000;
      return `bytes ${from}-${Math.min(from + 20_000_000, bytes) - 1}/${bytes}`;
    }),
  );
  expect(ids.size).toBe(1);
  expect(received).toBeGreaterThan(bytes);
  expect(warnings).not.toContain('MaxListenersExceededWarning');
});
