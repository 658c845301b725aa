import { afterAll, beforeAll, expect, it } from 'vitest';
import { atLength } from '../../../test/full.ts';
import { startTestHost, type TestHost } from '../../../test/hosting/host.ts';
import type { Page } from '../../../test/hosting/pages.ts';
import { opened, raw, requestText } from '../../../test/hosting/raw.ts';

let at: TestHost;
let page: Page;
beforeAll(async () => {
  at = await startTestHost();
  page = await at.signIn();
});
afterAll(() => at.remove());

const put = (
  name: string | null,
  body: string | Uint8Array<ArrayBuffer> = 'picture',
  headers: Record<string, string> = {},
) =>
  fetch(`${page.origin}/inputs${name === null ? '' : `?name=${encodeURIComponent(name)}`}`, {
    method: 'PUT',
    headers: { ...page.headers, ...headers },
    body,
  });
type Refused = { error: { code: string; field: string | null; message: string; next: string } };

it('hands a file on as it comes and answers what became of it', async () => {
  const megabytes = new Uint8Array(5 * 1024 * 1024);
  const answer = await put('mein Bild é.jpg', megabytes);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ name: 'mein Bild é.jpg', bytes: megabytes.length });
  expect(at.reached.uploads).toEqual([`mein Bild é.jpg ${megabytes.length} of ${megabytes.length}`]);
});

it('tells a refusal of the engine at its field, and leaves nothing', async () => {
  const before = at.reached.discarded;
  const answer = await put('odd.gif');
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as Refused).error).toMatchObject({
    code: 'BAD_INPUT',
    field: 'file',
    message: 'file must be a JPEG; it is a GIF.',
  });
  expect(at.reached.discarded).toBe(before + 1);
});

it('says nothing of where things are on this machine', async () => {
  const full = await put('full.jpg');
  expect(full.status).toBe(422);
  const said = await full.text();
  expect(said).toContain('DISK_FULL');
  expect(said).not.toContain('/home');
  const broken = await put('broken.jpg');
  expect(broken.status).toBe(500);
  expect(await broken.text()).not.toContain('/home');
});

it('refuses by the headers alone what is too long, empty, nameless or packed', async () => {
  const before = at.reached.uploads.length;
  const { headers } = page;
  const declared = (bytes: number) =>
    raw(at.port(), {
      method: 'PUT',
      target: '/inputs?name=a',
      headers: { ...headers, 'Content-Length': String(bytes) },
    });
  expect((await declared(200 * 1024 * 1024 + 1)).status).toBe(413);
  expect((await declared(0)).status).toBe(400);
  expect((await put(null)).status).toBe(400);
  expect((await put('x'.repeat(256))).status).toBe(400);
  expect((await put('a.jpg', 'x', { 'Content-Encoding': 'gzip' })).status).toBe(415);
  expect(at.reached.uploads.length).toBe(before);
});

atLength('lets a sender that goes on sending hear why it was refused', async () => {
  const answer = await put('big.mp4', new Uint8Array(201 * 1024 * 1024));
  expect(answer.status).toBe(413);
  expect(((await answer.json()) as Refused).error.message).toContain('200 MB');
});

it('leaves nothing of a file whose sender goes away half way', async () => {
  const [before, uploads] = [at.reached.discarded, at.reached.uploads.length];
  const said = {
    method: 'PUT',
    target: '/inputs?name=half.jpg',
    headers: { ...page.headers, 'Content-Length': '1000' },
    body: 'half',
  };
  const socket = await opened(at.port(), requestText(at.port(), said));
  await put('whole.jpg');
  socket.destroy();
  await expect.poll(() => at.reached.discarded).toBe(before + 1);
  expect(at.reached.uploads.length).toBe(uploads + 1);
});

it('wants cookie and bearer, both', async () => {
  for (const left of ['Cookie', 'Authorization']) {
    const headers: Record<string, string | null> = { ...page.headers, [left]: null };
    const { status } = await raw(at.port(), { method: 'PUT', target: '/inputs?name=a', headers, body: 'x' });
    expect(status).toBe(401);
  }
});
