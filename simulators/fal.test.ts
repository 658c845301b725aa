import { createFalClient } from '@fal-ai/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { atLength } from '../test/full.ts';
import { inputSha256 } from './canonical.ts';
import { type Client, startClient, TTS } from './test-client.ts';

let client: Client;
beforeEach(async () => {
  client = await startClient();
});
afterEach(() => client.simulators.close());

type Output = { audio: { url: string; content_type: string; file_name: string; file_size: number } };
type Page = {
  items: { request_id: string; json_input?: unknown; json_output?: Output }[];
  next_cursor: string | null;
  has_more: boolean;
};

const lookup = async (query: string): Promise<Page> =>
  (await (
    await client.fal(`api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=${TTS}&${query}`)
  ).json()) as Page;

it('submits, runs, answers with a file that can be downloaded', async () => {
  const input = { text: 'Hello there, this is a test.', speed: 1.1 };
  const answer = await client.fal(`queue.fal.run/${TTS}`, { method: 'POST', body: JSON.stringify(input) });
  const submitted = (await answer.json()) as Record<string, string>;
  expect(submitted).toMatchObject({ status: 'IN_QUEUE', queue_position: 0 });
  expect(answer.headers.get('x-fal-request-id')).toBe(submitted.request_id);
  expect(submitted.status_url).toContain(
    `/queue.fal.run/fal-ai/elevenlabs/requests/${submitted.request_id}/status`,
  );

  const status = await client.fal(
    `queue.fal.run/fal-ai/elevenlabs/requests/${submitted.request_id}/status?logs=1`,
  );
  expect(status.status).toBe(200);
  expect(await status.json()).toMatchObject({
    status: 'COMPLETED',
    logs: [{ message: 'Started' }, { message: 'Done' }],
  });
  const result = await fetch(submitted.response_url!, { headers: { authorization: 'Key k' } });
  expect(result.headers.get('x-fal-billable-units')).toBe('0.028');
  const { audio } = (await result.json()) as Output;
  const file = await fetch(audio.url);
  expect(file.headers.get('content-type')).toBe('audio/mpeg');
  expect(Number(file.headers.get('content-length'))).toBe(audio.file_size);
  const bytes = Buffer.from(await file.arrayBuffer());
  expect(bytes.length).toBe(audio.file_size);

  const range = async (value: string) => fetch(audio.url, { headers: { range: value } });
  const part = await range('bytes=100-199');
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${bytes.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200));
  expect(Buffer.from(await (await range('bytes=-10')).arrayBuffer())).toEqual(bytes.subarray(-10));
  expect((await range(`bytes=${bytes.length}-`)).status).toBe(416);
  expect((await range('bytes=x')).status).toBe(200);
  expect((await fetch(audio.url, { method: 'HEAD' })).headers.get('content-length')).toBe(
    String(bytes.length),
  );
  expect(await client.control('/accepted')).toEqual([
    { provider: 'fal', inputSha256: inputSha256(input), count: 1 },
  ]);
});

it('goes from the queue over running to completed in about a second', async () => {
  await client.simulators.close();
  client = await startClient({ speed: 0.3 });
  const ids = [await client.submit(), await client.submit(), await client.submit()];
  const seen: { status: string; code: number }[] = [];
  const began = Date.now();
  for (;;) {
    const answer = await client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${ids[2]!.request_id}/status`);
    const { status } = (await answer.json()) as { status: string };
    if (seen.at(-1)?.status !== status) seen.push({ status, code: answer.status });
    if (status === 'COMPLETED') break;
    if (seen.length === 1) {
      const early = await fetch(ids[2]!.response_url, { headers: { authorization: 'Key k' } });
      expect([early.status, await early.json()]).toEqual([400, { detail: 'Request is still in progress' }]);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(seen).toEqual([
    { status: 'IN_QUEUE', code: 202 },
    { status: 'IN_PROGRESS', code: 202 },
    { status: 'COMPLETED', code: 200 },
  ]);
  // Two run at once: the third took two turns of 300 ms.
  expect(Date.now() - began).toBeGreaterThan(500);
});

it('cancels what has not ended, and says so when it is too late or unknown', async () => {
  const put = (id: string) =>
    client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${id}/cancel`, { method: 'PUT' });
  const done = await client.submit();
  const late = await put(done.request_id);
  expect([late.status, await late.json()]).toEqual([400, { status: 'ALREADY_COMPLETED' }]);
  expect((await put('nobody')).status).toBe(404);
  expect(await (await put('nobody')).json()).toMatchObject({ status: 'NOT_FOUND' });

  await client.simulators.close();
  client = await startClient({ speed: 1 });
  const running = await client.submit();
  await client.fault({ provider: 'fal', call: 'cancel', mode: 'ignored' });
  expect((await put(running.request_id)).status).toBe(202);
  expect((await put(running.request_id)).status).toBe(202);
  const status = await client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${running.request_id}/status`);
  expect(await status.json()).toMatchObject({ status: 'COMPLETED', error_type: 'client_cancelled' });
  expect((await fetch(running.response_url, { headers: { authorization: 'Key k' } })).status).toBe(499);
});

it.each([
  [{}, 'text', 'missing'],
  [{ text: 7 }, 'text', 'string_type'],
  [{ text: ' ' }, 'text', 'string_too_short'],
  [{ text: 'x'.repeat(10_001) }, 'text', 'string_too_long'],
  [{ text: 'x', speed: 2 }, 'speed', 'less_than_equal'],
  [{ text: 'x', speed: 0.1 }, 'speed', 'greater_than_equal'],
  [{ text: 'x', stability: 'a' }, 'stability', 'float_type'],
  [{ text: 'x', language_code: 'english' }, 'language_code', 'literal_error'],
])('refuses a bad input with fal’s detail: %#', async (input, field, type) => {
  const answer = await client.fal(`queue.fal.run/${TTS}`, { method: 'POST', body: JSON.stringify(input) });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({
    detail: [{ loc: ['body', field], type, msg: expect.any(String) as string }],
  });
  expect(await client.accepted()).toBe(0);
});

it('refuses a missing or wrong key, an unknown endpoint, a request of another app', async () => {
  const post = (path: string, authorization: string) =>
    client.fal(`queue.fal.run/${path}`, { method: 'POST', body: '{"text":"x"}', headers: { authorization } });
  for (const key of ['', 'Key ', 'Key wrong', 'Bearer x']) {
    const answer = await post(TTS, key);
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([401, ['detail']]);
  }
  expect((await post('fal-ai/unknown/thing', 'Key k')).status).toBe(404);
  expect((await post('fal-ai/elevenlabs/tts/', 'Key k')).status).toBe(404);
  const { request_id } = await client.submit();
  expect((await client.fal(`queue.fal.run/fal-ai/other/requests/${request_id}/status`)).status).toBe(404);
  expect((await client.fal('example.com/x')).status).toBe(404);
});

it('looks requests up by endpoint, newest end first, page by page, with their payloads', async () => {
  const ids: string[] = [];
  for (const text of ['one', 'two', 'three']) {
    ids.unshift((await client.submit({ text })).request_id);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  const first = await lookup('limit=2&expand=payloads');
  expect(first.items.map((one) => one.request_id)).toEqual(ids.slice(0, 2));
  expect(first.has_more).toBe(true);
  expect(first.items[0]?.json_input).toEqual({ text: 'three' });
  expect(first.items[0]?.json_output?.audio.content_type).toBe('audio/mpeg');
  const second = await lookup(`limit=2&cursor=${first.next_cursor}`);
  expect(second).toMatchObject({ items: [{ request_id: ids[2] }], has_more: false, next_cursor: null });
  expect(second.items[0]).not.toHaveProperty('json_input');
  const later = new Date(Date.now() + 60_000).toISOString();
  expect((await lookup(`start=${later}&end=${later}`)).items).toEqual([]);
  for (const bad of ['limit=0', 'limit=x', 'start=yesterday', 'cursor=%F0']) {
    expect(await lookup(bad)).toMatchObject({ detail: [{ type: 'value_error' }] });
  }
  expect((await client.fal('api.fal.ai/v1/models/requests/by-endpoint')).status).toBe(422);

  await client.simulators.close();
  client = await startClient({ speed: 1 });
  await client.submit();
  expect((await lookup('')).items).toEqual([]);
});

it('tells prices', async () => {
  const both = `${TTS},fal-ai/elevenlabs/tts/multilingual-v2,fal-ai/unknown`;
  const answer = await client.fal(`api.fal.ai/v1/models/pricing?endpoint_id=${both}`);
  expect(await answer.json()).toMatchObject({
    prices: [
      { endpoint_id: TTS, unit_price: 0.05, unit: '1000 characters', currency: 'USD' },
      { unit_price: 0.1 },
    ],
  });
  expect((await client.fal('api.fal.ai/v1/models/pricing?endpoint_id=x/y')).status).toBe(404);
  const wrong = { headers: { authorization: 'Key wrong' } };
  expect((await client.fal(`api.fal.ai/v1/models/pricing?endpoint_id=${TTS}`, wrong)).status).toBe(401);
});

function falSdk() {
  const base = client.simulators.urls.fal;
  const rewriting = (url: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> =>
    fetch(String(url).replace(/^https:\/\//, `${base}/`), init);
  return createFalClient({
    credentials: 'k',
    fetch: rewriting as typeof fetch,
    suppressLocalCredentialsWarning: true,
  });
}

it('works with the fal SDK: queue and storage', async () => {
  const sdk = falSdk();
  const submitted = await sdk.queue.submit(TTS, { input: { text: 'Hello' } });
  const requestId = submitted.request_id;
  expect(await sdk.queue.status(TTS, { requestId, logs: true })).toMatchObject({ status: 'COMPLETED' });
  const result = await sdk.queue.result(TTS, { requestId });
  expect(result.requestId).toBe(requestId);
  expect((await fetch((result.data as Output).audio.url)).status).toBe(200);
  await expect(sdk.queue.cancel(TTS, { requestId })).rejects.toMatchObject({ status: 400 });
  await expect(sdk.queue.submit(TTS, { input: { text: '' } })).rejects.toMatchObject({ status: 422 });

  const small = await sdk.storage.upload(new File(['picture'], 'my photo.png', { type: 'image/png' }));
  const got = await fetch(small);
  expect([await got.text(), got.headers.get('content-type')]).toEqual(['picture', 'image/png']);
});

atLength('works with the fal SDK: storage in parts', async () => {
  const sdk = falSdk();
  const large = Buffer.alloc(91 * 1024 * 1024, 'rushes');
  const joined = await fetch(await sdk.storage.upload(new Blob([large], { type: 'video/mp4' })));
  expect(Buffer.from(await joined.arrayBuffer()).equals(large)).toBe(true);
});

it('does not serve an upload before its bytes are there, nor take one without the signature', async () => {
  const started = await client.fal('rest.fal.ai/storage/upload/initiate', {
    method: 'POST',
    body: JSON.stringify({ content_type: 'image/png', file_name: '../../etc/passwd' }),
  });
  const { upload_url, file_url } = (await started.json()) as { upload_url: string; file_url: string };
  expect(file_url).not.toContain('../');
  expect((await fetch(file_url)).status).toBe(404);
  expect((await fetch(upload_url.replace(/signature=.*/, ''), { method: 'PUT', body: 'x' })).status).toBe(
    403,
  );
  expect((await fetch(upload_url, { method: 'PUT', body: 'x' })).status).toBe(200);
  expect(await (await fetch(file_url)).text()).toBe('x');
});
