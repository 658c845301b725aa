import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Client, startClient, TTS, within } from './test-client.ts';

let client: Client;
beforeEach(async () => {
  client = await startClient();
});
afterEach(() => client.simulators.close());

const INPUT = { text: 'Say this once.' };
const order = (call: string, mode: string, more = {}) =>
  client.fault({ provider: 'fal', call, mode, ...more });
const post = () => client.fal(`queue.fal.run/${TTS}`, { method: 'POST', body: JSON.stringify(INPUT) });
const statusOf = (id: string) => client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${id}/status`);
const resultOf = (id: string) => client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${id}`);

async function found(): Promise<string[]> {
  const answer = await client.fal(
    `api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=${TTS}&expand=payloads`,
  );
  const { items } = (await answer.json()) as { items: { request_id: string; json_input: unknown }[] };
  for (const item of items) expect(item.json_input).toEqual(INPUT);
  return items.map((one) => one.request_id);
}

async function fileUrl(): Promise<string> {
  const { request_id } = await client.submit(INPUT);
  return ((await (await resultOf(request_id)).json()) as { audio: { url: string } }).audio.url;
}

it.each([
  ['401', 401, 'detail', null],
  ['403-locked', 403, 'Exhausted balance', null],
  ['404-gone', 404, 'not found', null],
  ['422', 422, 'content_policy_violation', null],
  ['429', 429, 'concurrent_requests_limit', '3'],
  ['503-json', 503, 'runner_scheduling_failure', '3'],
  ['500', 500, 'internal_error', null],
  ['502', 502, 'runner_incomplete_response', null],
  ['error-200', 200, 'error', null],
] as const)('submit %s is refused in fal’s JSON and not accepted', async (...row) => {
  const [mode, status, part, wait] = row;
  await order('submit', mode, { retryAfter: 3 });
  const answer = await post();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, wait]);
  expect(JSON.stringify(await answer.json())).toContain(part);
  expect([await client.accepted(), await found()]).toEqual([0, []]);
  expect((await post()).status).toBe(200);
});

it('submit: html, 503-bare and reset are not accepted either', async () => {
  for (const mode of ['html', '503-bare', 'reset']) await order('submit', mode);
  expect((await post()).headers.get('content-type')).toContain('text/html');
  const bare = await post();
  expect([bare.status, (await bare.text()).includes('<html>')]).toEqual([503, true]);
  await expect(post()).rejects.toThrow('fetch failed');
  expect([await client.accepted(), await found()]).toEqual([0, []]);
});

it('submit: what was accepted and lost exists, and the lookup finds it', async () => {
  await order('submit', 'accept-then-reset');
  await expect(post()).rejects.toThrow('fetch failed');
  await order('submit', 'accept-then-504');
  const gateway = await post();
  expect([gateway.status, gateway.headers.get('x-fal-request-id')]).toEqual([504, null]);
  await order('submit', 'never-answer');
  expect(await within(150, post())).toBe('silence');
  await order('submit', 'half-json');
  await expect((await post()).json()).rejects.toThrow(SyntaxError);
  await order('submit', 'no-request-id');
  const nameless = await post();
  expect(await nameless.json()).toEqual({ status: 'IN_QUEUE', queue_position: 0 });
  await order('submit', 'foreign-request-id');
  const foreign = ((await (await post()).json()) as { request_id: string }).request_id;
  expect((await statusOf(foreign)).status).toBe(404);
  await order('submit', 'slow', { ms: 60 });
  const began = Date.now();
  await post();
  expect(Date.now() - began).toBeGreaterThanOrEqual(55);

  expect(await client.accepted()).toBe(7);
  const ids = await found();
  expect(ids.length).toBe(7);
  expect(ids).not.toContain(foreign);
  for (const id of ids) expect((await resultOf(id)).status).toBe(200);
});

it('failed: completed with an error, and the result answers with the error’s own status and body', async () => {
  await order('submit', 'failed');
  const byDefault = ((await (await post()).json()) as { request_id: string }).request_id;
  expect(await (await statusOf(byDefault)).json()).toMatchObject({
    status: 'COMPLETED',
    error_type: 'runner_server_error',
  });
  const platform = await resultOf(byDefault);
  expect([platform.status, platform.headers.get('x-fal-error-type')]).toEqual([500, 'runner_server_error']);
  expect(await platform.json()).toMatchObject({
    detail: expect.any(String) as string,
    error_type: 'runner_server_error',
  });

  await order('status', 'failed', { error_type: 'content_policy_violation' });
  const { request_id } = await client.submit(INPUT);
  expect(await (await statusOf(request_id)).json()).toMatchObject({
    status: 'COMPLETED',
    error: expect.any(String) as string,
    error_type: 'content_policy_violation',
  });
  const refused = await resultOf(request_id);
  expect([refused.status, refused.headers.get('x-fal-retryable')]).toEqual([422, 'false']);
  expect(await refused.json()).toMatchObject({
    detail: [{ type: 'content_policy_violation', loc: ['body', 'text'] }],
  });
});

it('out-of-order: the status goes back and forth before it completes', async () => {
  await order('status', 'out-of-order');
  const { request_id } = await client.submit(INPUT);
  const told: string[] = [];
  for (let i = 0; i < 3; i += 1)
    told.push(((await (await statusOf(request_id)).json()) as { status: string }).status);
  expect(told).toEqual(['COMPLETED', 'IN_QUEUE', 'IN_PROGRESS']);
  expect((await resultOf(request_id)).status).toBe(400);
  expect(await (await statusOf(request_id)).json()).toMatchObject({ status: 'COMPLETED' });
  expect((await resultOf(request_id)).status).toBe(200);
});

it.each(['status', 'result', 'lookup', 'account', 'upload', 'cancel'])(
  '%s meets network trouble and refusals',
  async (call) => {
    const { request_id } = await client.submit(INPUT);
    const send = (): Promise<Response> => {
      if (call === 'status') return statusOf(request_id);
      if (call === 'result') return resultOf(request_id);
      if (call === 'lookup')
        return client.fal(`api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=${TTS}`);
      if (call === 'account') return client.fal(`api.fal.ai/v1/models/pricing?endpoint_id=${TTS}`);
      if (call === 'cancel')
        return client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${request_id}/cancel`, { method: 'PUT' });
      const body = JSON.stringify({ content_type: 'image/png', file_name: 'a.png' });
      return client.fal('rest.fal.ai/storage/upload/initiate', { method: 'POST', body });
    };
    for (const [mode, status] of [
      ['401', 401],
      ['429', 429],
      ['503-json', 503],
      ['503-bare', 503],
      ['500', 500],
      ['502', 502],
      ['html', 200],
      ['error-200', 200],
    ] as const) {
      await order(call, mode);
      expect((await send()).status, mode).toBe(status);
    }
    await order(call, 'reset');
    await expect(send()).rejects.toThrow('fetch failed');
    await order(call, 'never-answer');
    expect(await within(100, send())).toBe('silence');
    await order(call, 'half-json');
    await expect((await send()).json()).rejects.toThrow(SyntaxError);
    await order(call, 'slow', { ms: 40 });
    expect((await send()).status).toBe(call === 'cancel' ? 400 : 200);
  },
);

it('result: expired, empty', async () => {
  const { request_id } = await client.submit(INPUT);
  await order('result', 'expired');
  await order('result', 'expired', { status: 410 });
  await order('result', 'empty');
  expect((await resultOf(request_id)).status).toBe(404);
  expect((await resultOf(request_id)).status).toBe(410);
  expect(await (await resultOf(request_id)).json()).toEqual({});
});

it('download: cut, stalled, dripping, wrong type, wrong length, expired, empty', async () => {
  const url = await fileUrl();
  const whole = Number((await fetch(url, { method: 'HEAD' })).headers.get('content-length'));
  await order('download', 'cut-download', { fraction: 0.25 });
  const cut = await fetch(url);
  expect(Number(cut.headers.get('content-length'))).toBe(whole);
  await expect(cut.arrayBuffer()).rejects.toThrow('terminated');
  await order('download', 'cut-download', { fraction: 0 });
  await expect((await fetch(url)).arrayBuffer()).rejects.toThrow('terminated');
  await order('download', 'stalled-stream');
  const stalled = await fetch(url);
  expect(await within(100, stalled.arrayBuffer())).toBe('silence');
  await order('download', 'drip', { ms: 10 });
  const since = performance.now();
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(whole);
  expect(performance.now() - since).toBeGreaterThan(100);

  for (const [variant, type] of [
    ['html', 'text/html; charset=utf-8'],
    ['text', 'text/plain'],
    ['disguised', 'audio/mpeg'],
  ]) {
    await order('download', 'wrong-type', { variant });
    const wrong = await fetch(url);
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([200, type]);
    expect((await wrong.text()).startsWith('<!doctype')).toBe(true);
  }
  for (const fraction of [0.5, 1.5]) {
    await order('download', 'wrong-length', { fraction });
    const wrong = await fetch(url);
    expect(wrong.headers.get('content-length')).toBeNull();
    expect((await wrong.arrayBuffer()).byteLength / whole).toBeCloseTo(fraction, 2);
  }
  await order('download', 'expired');
  expect((await fetch(url)).status).toBe(410);
  await order('download', 'empty');
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(0);
  await order('download', '503-bare');
  expect((await fetch(url)).status).toBe(503);
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(whole);
});

it('upload: a fault can wait for its step', async () => {
  await order('upload', 'accept-then-reset', { step: 'put' });
  const body = JSON.stringify({ content_type: 'image/png', file_name: 'a.png' });
  const started = await client.fal('rest.fal.ai/storage/upload/initiate', { method: 'POST', body });
  const { upload_url, file_url } = (await started.json()) as { upload_url: string; file_url: string };
  await expect(fetch(upload_url, { method: 'PUT', body: 'bytes' })).rejects.toThrow('fetch failed');
  expect(await (await fetch(file_url)).text()).toBe('bytes');
});

it('lookup: can hide what exists', async () => {
  await client.submit(INPUT);
  await order('lookup', 'empty');
  expect(await found()).toEqual([]);
  expect((await found()).length).toBe(1);
});
