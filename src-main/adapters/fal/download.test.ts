import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DownloadOutcome, ProviderPort, ResultFile } from '../../ports/provider.ts';
import { exchangeFor, optionsOf, soon, speech, standOf } from '../conformance.ts';
import { mayLoad } from './download.ts';
import { createFal } from './provider.ts';

describe('a download', () => {
  const stand = standOf('fal');
  beforeEach(() => stand.reset());
  const make = () => createFal(optionsOf({ url: stand.sim().urls.fal, key: 'id:secret' }));

  async function ticket(adapter: ProviderPort) {
    const outcome = await adapter.submit(speech, exchangeFor(soon()));
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return { requestId: outcome.requestId, request: speech };
  }

  async function file(adapter: ProviderPort): Promise<ResultFile> {
    const outcome = await adapter.poll(await ticket(adapter), soon());
    const piece = outcome.kind === 'finished' ? outcome.result.pieces[0] : undefined;
    if (piece?.type !== 'file') throw new Error(outcome.kind);
    return piece;
  }

  async function bytesOf(outcome: DownloadOutcome): Promise<number> {
    if (outcome.kind !== 'stream') throw new Error(outcome.kind);
    let bytes = 0;
    for await (const piece of outcome.body) bytes += piece.byteLength;
    return bytes;
  }

  test('a file comes whole, without a key', async () => {
    const adapter = make();
    const one = await file(adapter);
    const outcome = await adapter.download(one, soon());
    expect(outcome).toMatchObject({ kind: 'stream', mime: 'audio/mpeg', bytes: one.bytes });
    expect(await bytesOf(outcome)).toBe(one.bytes);
    expect((await stand.requests('download')).map((each) => each.authSha256)).toEqual([null]);
  });

  test('a file that is not as it should be', async () => {
    const adapter = make();
    const one = await file(adapter);
    const rows: [string, DownloadOutcome['kind']][] = [
      ['expired', 'expired'],
      ['reset', 'unreachable'],
      ['never-answer', 'unreachable'],
      ['401', 'unreachable'],
      ['429', 'unreachable'],
      ['500', 'unreachable'],
      ['503-bare', 'unreachable'],
      ['html', 'refused'],
      ['wrong-type', 'refused'],
    ];
    for (const [mode, kind] of rows) {
      await stand.fault('download', mode);
      expect([mode, (await adapter.download(one, soon())).kind]).toEqual([mode, kind]);
    }
    for (const mode of ['cut-download', 'wrong-length', 'stalled-stream', 'empty']) {
      await stand.fault('download', mode);
      await expect(bytesOf(await adapter.download(one, soon())), mode).rejects.toMatchObject({
        code: 'download_broken',
      });
    }
  });

  test('types and sizes: what the wire says, what the document said, and what a kind may be', async () => {
    let headers: Record<string, string> = {};
    const server = createServer((_, response) => response.writeHead(200, headers).end('xyz'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const adapter = createFal(optionsOf({ url, key: 'id:secret' }));
    const clip = { url: `${url}/x`, kind: 'video', mime: 'video/mp4', bytes: null } as const;
    const load = async (file: ResultFile, type: string, length?: string) => {
      headers = { 'content-type': type, ...(length ? { 'content-length': length } : {}) };
      const outcome = await adapter.download(file, soon());
      if (outcome.kind === 'stream' && !length) expect(await bytesOf(outcome)).toBe(3);
      return outcome;
    };
    for (const type of ['video/mp4', 'video/mp4; codecs=avc1', 'application/octet-stream'])
      expect(await load(clip, type)).toMatchObject({ kind: 'stream', mime: 'video/mp4' });
    for (const type of ['text/html', 'audio/mpeg', 'image/png', ''])
      expect(await load(clip, type)).toMatchObject({ kind: 'refused', error: { code: 'result_refused' } });
    const most = { audio: 100, image: 50, video: 1024 } as const;
    for (const [kind, megabytes] of Object.entries(most) as [keyof typeof most, number][]) {
      const file = { ...clip, kind, bytes: megabytes * 1024 ** 2 };
      expect((await load(file, 'video/mp4', String(file.bytes))).kind).toBe('stream');
      expect((await load({ ...file, bytes: file.bytes + 1 }, 'video/mp4')).kind).toBe('refused');
      expect((await load(file, 'video/mp4', String(file.bytes + 1))).kind).toBe('refused');
    }
    server.closeAllConnections();
    server.close();
  });

  test('addresses elsewhere are refused before they are asked', async () => {
    const adapter = make();
    const one = await file(adapter);
    const { port } = new URL(one.url);
    for (const url of [
      `http://localhost:${port}/x.mp3`,
      'https://v3.fal.media/x.mp3',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      expect(await adapter.download({ ...one, url }, soon())).toMatchObject({ kind: 'refused' });
    }
  });

  test('only fal itself, by https, on its usual port', () => {
    const rows: [string, boolean][] = [
      ['https://v3.fal.media/files/a/b.mp3', true],
      ['https://fal.media/x', true],
      ['https://queue.fal.run/x', true],
      ['https://fal.ai/x', true],
      ['http://v3.fal.media/x', false],
      ['https://v3.fal.media:8443/x', false],
      ['https://evilfal.media/x', false],
      ['https://fal.media.evil.example/x', false],
      ['https://v3.fal.media@evil.example/x', false],
      ['https://user:pass@v3.fal.media/x', false],
      ['https://127.0.0.1/x', false],
      ['https://2130706433/x', false],
      ['https://[::ffff:127.0.0.1]/x', false],
      ['https://8.8.8.8/x', false],
      ['ftp://v3.fal.media/x', false],
    ];
    for (const [url, allowed] of rows) expect([url, mayLoad(new URL(url), null)]).toEqual([url, allowed]);
  });

  test('where the base is set: that origin and nothing else', () => {
    const base = 'http://127.0.0.1:4000/fal';
    expect(mayLoad(new URL('http://127.0.0.1:4000/elsewhere'), base)).toBe(true);
    for (const url of [
      'http://127.0.0.1:4001/x',
      'https://127.0.0.1:4000/x',
      'http://localhost:4000/x',
      'https://v3.fal.media/x',
    ]) {
      expect([url, mayLoad(new URL(url), base)]).toEqual([url, false]);
    }
  });

  test('a redirect is checked hop by hop, three at most', async () => {
    const server = createServer((request, response) => {
      const left = Number(request.url?.slice(1));
      const to = left === 99 ? 'http://169.254.169.254/latest' : `/${left - 1}`;
      if (left === 0) response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('ID3');
      else response.writeHead(302, { location: to }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const adapter = createFal(optionsOf({ url, key: 'id:secret' }));
    const kinds = [];
    for (const hops of [0, 3, 4, 99]) {
      const file = { url: `${url}/${hops}`, kind: 'audio', mime: 'audio/mpeg', bytes: 3 } as const;
      const outcome = await adapter.download(file, soon());
      if (outcome.kind === 'stream') expect(await bytesOf(outcome)).toBe(3);
      kinds.push(outcome.kind);
    }
    server.close();
    expect(kinds).toEqual(['stream', 'stream', 'refused', 'refused']);
  });
});
