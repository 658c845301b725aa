import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { UploadFile } from '../../ports/provider.ts';
import { optionsOf, soon } from '../conformance.ts';
import { createFal } from './provider.ts';

const key = 'id:canary-secret';
const folder = mkdtempSync(join(tmpdir(), 'rushes-fal-upload-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Uint8Array): UploadFile {
  const absolute = join(folder, name);
  writeFileSync(absolute, content);
  return { absolute, name, mime: 'audio/mpeg', bytes: statSync(absolute).size };
}

type Asked = { method: string; path: string; headers: IncomingMessage['headers'] };
/** A storage of its own: names `to` as the place for the bytes and lets `put` answer for it. */
type Storage = {
  url: string;
  asked: Asked[];
  links: (url: string) => unknown;
  put: (request: IncomingMessage, response: ServerResponse) => void;
};

async function storage(more: Partial<Pick<Storage, 'links' | 'put'>> = {}): Promise<Storage> {
  const asked: Asked[] = [];
  const one: Storage = {
    url: '',
    asked,
    links: (url) => ({ upload_url: `${url}/put?signature=x`, file_url: `${url}/files/in/a.mp3` }),
    put: (request, response) => {
      request.resume().on('end', () => response.end());
    },
    ...more,
  };
  const server = createServer((request, response) => {
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    request.on('error', () => undefined);
    if (request.method === 'POST') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(one.links(one.url)));
    } else one.put(request, response);
  });
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  one.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return one;
}
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const upload = (at: Storage, file: UploadFile, { signal = soon(), idleMs = 1_000 } = {}) =>
  createFal(optionsOf({ url: at.url, key, idleMs })).upload(file, signal);
const away = {
  kind: 'unreachable',
  error: { code: 'PROVIDER_UNREACHABLE', subject: 'fal' },
  retryAfterMs: null,
} as const;

describe("an upload to fal's storage", () => {
  let small: UploadFile;
  beforeAll(() => {
    small = fileOf('voice.mp3', 'ID3 a voice');
  });

  test('asks as fal wants it, sends the bytes, and the key goes to the first address alone', async () => {
    let hash = '';
    const at = await storage({
      put: async (request, response) => {
        const sum = createHash('sha256');
        for await (const piece of request) sum.update(piece as Buffer);
        hash = sum.digest('hex');
        response.end();
      },
    });
    expect(await upload(at, small)).toEqual({ kind: 'stored', url: `${at.url}/files/in/a.mp3` });
    expect(hash).toBe(createHash('sha256').update('ID3 a voice').digest('hex'));
    const [first, second] = at.asked;
    expect(first).toMatchObject({
      method: 'POST',
      path: '/rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3',
      headers: { authorization: `Key ${key}`, 'content-type': 'application/json' },
    });
    expect(second).toMatchObject({
      method: 'PUT',
      path: '/put?signature=x',
      headers: { 'content-type': 'audio/mpeg', 'content-length': '11' },
    });
    expect(JSON.stringify(second)).not.toContain('canary');
  });

  test('a large file that moves slowly, with stops, is no time-out', async () => {
    const bytes = 48 * 1024 ** 2;
    const large = fileOf('large.mp3', new Uint8Array(bytes).fill(7));
    let came = 0;
    const at = await storage({
      put: (request, response) => {
        const take = () => {
          for (let piece = request.read(); piece !== null; piece = request.read()) came += piece.length;
        };
        // Four stops of 250 ms each, where 600 ms without a move are the limit.
        let stops = 0;
        request.on('readable', () => {
          if (came < (stops + 1) * (bytes / 5) || stops === 4) return take();
          stops += 1;
          setTimeout(take, 250);
        });
        request.on('end', () => response.end());
      },
    });
    expect(await upload(at, large, { idleMs: 600 })).toMatchObject({ kind: 'stored' });
    expect(came).toBe(bytes);
  });

  test('foreign addresses are refused and never asked', async () => {
    const sink = await storage();
    const forms = [
      sink.url,
      sink.url.replace('127.0.0.1', 'localhost'),
      sink.url.replace('127.0.0.1', '2130706433'),
      sink.url.replace('http://', 'http://fal.media@'),
      'https://v3.fal.media',
      'file://',
      'nonsense',
    ];
    for (const form of forms) {
      for (const side of ['upload_url', 'file_url']) {
        const at = await storage({
          links: (url) => ({ upload_url: `${url}/put`, file_url: `${url}/x`, [side]: `${form}/put` }),
        });
        expect(await upload(at, small), `${side} ${form}`).toMatchObject({
          kind: 'refused',
          error: { code: 'result_refused' },
          wait: null,
        });
        expect(at.asked.map((one) => one.method)).toEqual(['POST']);
      }
    }
    expect(sink.asked).toEqual([]);
  });

  test('a redirect of the bytes is not followed', async () => {
    const sink = await storage();
    for (const status of [302, 307, 308]) {
      const at = await storage({
        put: (request, response) => {
          request.resume();
          response.writeHead(status, { location: `${sink.url}/put` }).end();
        },
      });
      expect(await upload(at, small)).toMatchObject(away);
    }
    expect(sink.asked).toEqual([]);
  });

  test('bytes that are cut off, ignored, or refused before they were all sent: again later', async () => {
    const large = fileOf('cut.mp3', new Uint8Array(8 * 1024 ** 2));
    const cut = await storage({ put: (request) => request.once('data', () => request.socket.destroy()) });
    expect(await upload(cut, large)).toEqual(away);
    const deaf = await storage({ put: () => undefined });
    expect(await upload(deaf, large, { idleMs: 100 })).toEqual(away);
    const gone = await storage({
      put: (_request, response) => {
        response.writeHead(403, { 'content-type': 'application/json' }).end('{"detail":"expired"}');
      },
    });
    expect((await upload(gone, large)).kind).toBe('unreachable');
    for (const one of [cut, deaf, gone]) expect(one.asked).toHaveLength(2);
  });

  test('ends when it is given up', async () => {
    const stop = new AbortController();
    const deaf = await storage({ put: () => stop.abort() });
    expect(await upload(deaf, small, { signal: stop.signal, idleMs: 5_000 })).toEqual(away);
    expect(await upload(deaf, small, { signal: AbortSignal.abort() })).toEqual(away);
    expect(deaf.asked).toHaveLength(2);
  });

  test('an answer that names no addresses: again later', async () => {
    for (const links of [null, {}, { upload_url: 7, file_url: 'x' }, { upload_url: '', file_url: '' }]) {
      expect((await upload(await storage({ links: () => links }), small)).kind).toBe('unreachable');
    }
  });

  test('a file that is gone, another one, a link or too large is refused before anything is asked', async () => {
    const at = await storage();
    const link = join(folder, 'link.mp3');
    symlinkSync(small.absolute, link);
    const missing = { kind: 'refused', wait: null, error: { code: 'input_missing', subject: 'voice.mp3' } };
    for (const wrong of [
      { ...small, absolute: join(folder, 'nowhere.mp3') },
      { ...small, bytes: small.bytes + 1 },
      { ...small, absolute: link },
      { ...small, absolute: folder },
    ])
      expect(await upload(at, wrong)).toMatchObject(missing);
    expect(await upload(at, { ...small, bytes: 91 * 1024 ** 2 })).toMatchObject({
      kind: 'refused',
      error: { code: 'media_refused' },
    });
    expect(at.asked).toEqual([]);
  });

  test('without a key it waits for one', async () => {
    const at = await storage();
    const none = createFal(optionsOf({ url: at.url, key: '' }));
    expect(await none.upload(small, soon())).toMatchObject({ kind: 'refused', wait: 'key' });
    expect(at.asked).toEqual([]);
  });
});
