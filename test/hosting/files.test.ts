import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sourceOf } from '../profile/world.ts';
import type { Page } from './pages.ts';
import { startTestStudio, type TestStudio } from './studio.ts';

/** Files over the browser host with a real engine: in as inputs, out as inputs and takes. */

let at: TestStudio;
let page: Page;
let assets: string;
beforeAll(async () => {
  at = await startTestStudio();
  page = await at.signIn();
  ({ assets } = await page.tickets());
});
afterAll(() => at.remove());

const sample = sourceOf('../../resources/samples/portrait.jpg');
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${page.origin}${path}`, { headers: { Cookie: page.cookie, ...headers } });

async function put(name: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`${page.origin}/inputs?name=${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: page.headers,
    body,
  });
}

it('a picture comes in, is measured, is shown again, and a job may be priced with it', async () => {
  const bytes = readFileSync(sample);
  const answer = await put('../../Ich.jpg', new Uint8Array(bytes));
  expect(answer.status).toBe(200);
  const staged = (await answer.json()) as { id: string };
  expect(staged).toMatchObject({
    name: '../../Ich.jpg',
    kind: 'image',
    mime: 'image/jpeg',
    bytes: bytes.length,
  });
  const shown = await get(`/inputs/${assets}/${staged.id}`);
  expect(shown.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
  const { client, socket } = await page.connect();
  const params = { image: `staged:${staged.id}`, prompt: 'slow push in' };
  expect(await client.jobs.estimate({ workflow: 'image_to_video', params })).toMatchObject({
    price: { total: 150 },
  });
  socket.terminate();
});

it('what is no picture and no sound is refused in words, whatever it is called', async () => {
  const refused = await put('picture.jpg', new TextEncoder().encode('<svg onload="alert(1)">'.repeat(20)));
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { code: 'BAD_INPUT', field: 'file', charged: false } });
});

it('a page may not name files of this machine by their paths, nor write one', async () => {
  const { client, socket } = await page.connect();
  const params = { image: sample, prompt: 'slow push in' };
  await expect(client.jobs.create({ workflow: 'image_to_video', params })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    data: { field: 'image' },
  });
  await expect(client.app.bundle({ file: '/tmp/rushes-report' })).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  });
  socket.terminate();
});

it('a take is served by its number, in pieces, and under a name where it is saved', {
  timeout: 60_000,
}, async () => {
  const { client, socket } = await page.connect();
  const events = await client.app.events();
  const { jobs } = await client.jobs.create({ workflow: 'chat', params: { prompt: 'Say something short.' } });
  let done = jobs[0];
  for await (const event of events) {
    if (event.type === 'job' && event.job.id === jobs[0]?.id) done = event.job;
    if (done?.state === 'completed' || done?.state === 'failed') break;
  }
  const take = done?.takes.at(-1);
  const asset = take?.assets[0];
  const whole = Buffer.from(await (await get(`/assets/${assets}/${asset?.id}`)).arrayBuffer());
  expect(createHash('sha256').update(whole).digest('hex')).toBe(asset?.sha256);
  const piece = await get(`/assets/${assets}/${asset?.id}`, { Range: 'bytes=1-3' });
  expect([piece.status, Buffer.from(await piece.arrayBuffer())]).toEqual([206, whole.subarray(1, 4)]);
  const saved = await get(`/assets/${assets}/${asset?.id}?download`);
  expect(saved.headers.get('content-disposition')).toContain(`filename="chat-final-${take?.id}.txt"`);
  expect((await get(`/assets/${assets}/999999`)).status).toBe(404);
  socket.terminate();
});
