import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Content, createContent } from './content.ts';
import { attachment } from './media.ts';
import { pieceOf } from './range.ts';

const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251));
const sha256 = createHash('sha256').update(bytes).digest('hex');
const jobId = '1m84sfpww673abj8';

let folder: string;
let content: Content;
/** Files that have a row, by number; some of them are not what they should be. */
const rows: Record<number, { path: string; mime: string }> = {
  1: { path: 'job/take.mp4', mime: 'video/mp4' },
  2: { path: 'job/gone.mp4', mime: 'video/mp4' },
  3: { path: 'job/link.mp4', mime: 'video/mp4' },
  4: { path: 'out/secret.txt', mime: 'text/plain' },
  5: { path: '../assets-evil/secret.txt', mime: 'text/plain' },
  6: { path: 'job', mime: 'video/mp4' },
  7: { path: 'job/pipe', mime: 'video/mp4' },
  8: { path: 'job/answer.txt', mime: 'text/plain' },
  9: { path: 'job/take.mp4', mime: 'text/html' },
  10: { path: 'job/take.mp4', mime: 'image/svg+xml' },
  11: { path: 'job/empty.txt', mime: 'text/plain' },
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-content-'));
  const files = join(folder, 'assets');
  for (const name of ['assets/job', 'assets-evil', 'renderer/static', 'renderer/static/deep'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(files, 'job/take.mp4'), bytes);
  writeFileSync(join(files, 'job/answer.txt'), '<script>alert("é")</script>');
  writeFileSync(join(files, 'job/empty.txt'), '');
  writeFileSync(join(folder, 'assets-evil/secret.txt'), 'secret');
  symlinkSync(join(folder, 'assets-evil/secret.txt'), join(files, 'job/link.mp4'));
  symlinkSync(join(folder, 'assets-evil'), join(files, 'out'));
  spawnSync('mkfifo', [join(files, 'job/pipe')]);
  writeFileSync(join(folder, 'renderer/index.html'), '<meta nonce=""><style nonce=""></style>');
  writeFileSync(join(folder, 'renderer/icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'renderer/static/main-abc.js'), 'run();');
  writeFileSync(join(folder, 'renderer/static/main-abc.js.map'), 'secret');
  writeFileSync(join(folder, 'renderer/static/.secret.js'), 'secret');
  symlinkSync(join(folder, 'assets-evil/secret.txt'), join(folder, 'renderer/static/link.js'));
  content = createContent({
    rendererFolder: join(folder, 'renderer'),
    filesFolder: files,
    assetOf(id) {
      const row = rows[id];
      return row ? { ...row, path: join(files, row.path), sha256, name: `take-${id}.mp4` } : null;
    },
    stagedOf: (id) =>
      id === jobId ? { path: join(files, 'job/take.mp4'), mime: 'audio/mpeg', sha256, name: 'a.mp3' } : null,
    inputOf: (job, field) =>
      job === jobId && field === 'image'
        ? {
            path: join(files, 'job/take.mp4'),
            mime: 'image/jpeg',
            sha256,
            name: '../../Mein "Bild"\r\nX: 1.jpg',
          }
        : null,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  content(new Request(`studio://app${path}`, { method, headers }));

describe('media', () => {
  it('is served whole, with its type, as nothing that could run', async () => {
    const answer = await get('/assets/1');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${sha256}"`,
    });
  });

  it('has only types of the table: what a browser would open as a page is bytes', async () => {
    const typeOf = async (id: number): Promise<string | null> =>
      (await get(`/assets/${id}`, {}, 'HEAD')).headers.get('content-type');
    expect(await typeOf(8)).toBe('text/plain; charset=utf-8');
    expect(await typeOf(9)).toBe('application/octet-stream');
    expect(await typeOf(10)).toBe('application/octet-stream');
  });

  it.each([2, 3, 4, 5, 6, 7, 12])(
    'row %i has no file of ours: 404, and not a byte of another',
    async (id) => {
      const answer = await get(`/assets/${id}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain('secret');
    },
  );

  it('is found by staged id and by job and field', async () => {
    expect((await get(`/inputs/${jobId}`)).headers.get('content-type')).toBe('audio/mpeg');
    expect((await get(`/inputs/${jobId}/image`)).headers.get('content-type')).toBe('image/jpeg');
    for (const path of [
      `/inputs/${jobId}/audio`,
      `/inputs/${jobId}/image/x`,
      '/inputs/x',
      '/inputs/',
      `/inputs/${jobId}/`,
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });

  it('in pieces: a single range, the end of the file, and what is not there', async () => {
    const piece = await get('/assets/1', { Range: 'bytes=10-19' });
    expect(piece.status).toBe(206);
    expect(piece.headers.get('content-range')).toBe('bytes 10-19/1000');
    expect(piece.headers.get('content-length')).toBe('10');
    expect(Buffer.from(await piece.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    const end = await get('/assets/1', { Range: 'bytes=-5' });
    expect(Buffer.from(await end.arrayBuffer()).equals(bytes.subarray(995))).toBe(true);
    const over = await get('/assets/1', { Range: 'bytes=1000-' });
    expect([over.status, over.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
    expect((await get('/assets/11', { Range: 'bytes=0-' })).status).toBe(416);
    expect((await get('/assets/11')).headers.get('content-length')).toBe('0');
  });

  it('goes on only with the file that was begun with (If-Range), and is not sent again (If-None-Match)', async () => {
    const Range = 'bytes=0-1';
    expect((await get('/assets/1', { Range, 'If-Range': `"${sha256}"` })).status).toBe(206);
    expect((await get('/assets/1', { Range, 'If-Range': '"other"' })).status).toBe(200);
    expect((await get('/assets/1', { Range, 'If-Range': `W/"${sha256}"` })).status).toBe(200);
    const again = await get('/assets/1', { 'If-None-Match': `"${sha256}"` });
    expect([again.status, again.body]).toEqual([304, null]);
  });

  it('says by HEAD what it would send', async () => {
    const head = await get('/assets/1', { Range: 'bytes=0-9' }, 'HEAD');
    expect([head.status, head.body, head.headers.get('content-length')]).toEqual([206, null, '10']);
  });

  it('gets a safe name where it is to be saved', async () => {
    const saved = await get(`/inputs/${jobId}/image?download`);
    expect(saved.headers.get('content-disposition')).toBe(
      `attachment; filename="_.._Mein _Bild___X_ 1.jpg"; filename*=UTF-8''_.._Mein%20_Bild___X_%201.jpg`,
    );
    expect((await get('/assets/1')).headers.get('content-disposition')).toBe(null);
  });
});

describe('attachment', () => {
  it.each([
    ['a.mp4', `attachment; filename="a.mp4"; filename*=UTF-8''a.mp4`],
    ['..', `attachment; filename="rushes"; filename*=UTF-8''rushes`],
    ['', `attachment; filename="rushes"; filename*=UTF-8''rushes`],
    ['é🎬.mp4', `attachment; filename="__.mp4"; filename*=UTF-8''%C3%A9%F0%9F%8E%AC.mp4`],
    ['a\ud800b', `attachment; filename="a_b"; filename*=UTF-8''a_b`],
    ['evil\u202egpj.exe', `attachment; filename="evil_gpj.exe"; filename*=UTF-8''evil_gpj.exe`],
    ["it's(1)*.jpg", `attachment; filename="it's(1)_.jpg"; filename*=UTF-8''it%27s%281%29_.jpg`],
  ])('%j', (name, header) => {
    expect(attachment(name)).toBe(header);
  });

  it('keeps the end of a long name, where its type is', () => {
    expect(attachment(`${'x'.repeat(500)}.mp4`)).toMatch(/filename="x{116}\.mp4"/);
  });
});

describe('pieceOf', () => {
  it.each([
    [null, 'whole'],
    ['', 'whole'],
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=0-', { from: 0, to: 99 }],
    ['bytes=90-500', { from: 90, to: 99 }],
    ['bytes=-500', { from: 0, to: 99 }],
    ['bytes=99-', { from: 99, to: 99 }],
    ['bytes=100-', 'nothing'],
    ['bytes=-0', 'nothing'],
    ['bytes=5-2', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=0x1-2', 'whole'],
    ['bytes=9999999999999999-', 'whole'],
    ['items=0-1', 'whole'],
  ])('%j of 100 bytes', (header, piece) => {
    expect(pieceOf(header, 100)).toEqual(piece);
  });
});

describe('the renderer', () => {
  it('is a page with a fresh nonce, and files that may be kept', async () => {
    const page = await get('/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const [, nonce] = /nonce="([\w-]{22})"/.exec(await page.text()) ?? [];
    expect(page.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
    const file = await get('/static/main-abc.js');
    expect(await file.text()).toBe('run();');
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(file.headers.get('cache-control')).toContain('immutable');
    const icon = await get('/icon.svg');
    expect(icon.headers.get('content-security-policy')).toContain('sandbox');
    expect(icon.headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/index.html',
    '/static/main-abc.js.map',
    '/static/.secret.js',
    '/static/link.js',
    '/static/deep',
    '/static/deep/',
    '/static/',
    '/static',
    '/static/main-abc.js/',
    '/assets/01',
    '/assets/1.0',
    '/assets/-1',
    '/assets/1e0',
    '/assets/9999999999999999',
    '/assets/__proto__',
  ])('%s is not there', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('secret');
  });

  it('that is not built says so', async () => {
    const bare = createContent({
      rendererFolder: join(folder, 'none'),
      filesFolder: folder,
      assetOf: () => null,
      stagedOf: () => null,
      inputOf: () => null,
    });
    const answer = await bare(new Request('studio://app/'));
    expect([answer.status, await answer.text()]).toEqual([
      503,
      'The studio is not built: run "npm run build".\n',
    ]);
  });

  it('only gives', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await get('/', {}, method)).status).toBe(405);
  });
});
