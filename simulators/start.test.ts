import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256 } from './canonical.ts';
import { type SimulatorUrls, startSimulators } from './start.ts';
import { type Client, startClient, TTS, within } from './test-client.ts';

let folder: string;
let client: Client;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-sim-'));
  client = await startClient();
});
afterEach(async () => {
  await client.simulators.close();
  rmSync(folder, { recursive: true, force: true });
});

type Entry = Record<string, unknown>;

it('the control wire refuses what it does not know, and names what it does', async () => {
  const bad = [
    { provider: 'fal', call: 'submit', mode: 'no-such' },
    { provider: 'fal', call: 'chat', mode: '500' },
    { provider: 'fal', call: 'constructor', mode: '500' },
    { provider: 'nobody', call: 'upload', mode: '500' },
    { provider: 'fal', call: 'submit', mode: '500', times: -2 },
    [],
    null,
    7,
  ];
  for (const fault of bad) {
    const answer = await client.fault(fault as Record<string, unknown>);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: string };
    expect(error).toMatch(/Modes: .*accept-then-reset|Calls: .*submit/);
  }
  expect(await client.control('/modes')).toMatchObject({
    fal: { submit: expect.arrayContaining(['accept-then-504']) as string[] },
  });
  expect(await client.control('/nothing')).toMatchObject({
    calls: expect.arrayContaining(['chat']) as string[],
  });
});

it('knows the modes by the words of the spec too', async () => {
  for (const mode of [
    'never answer',
    'half JSON',
    401,
    'status out of order',
    '422 with detail',
    'captive portal',
  ]) {
    expect((await client.fault({ provider: 'fal', call: 'submit', mode })).status, String(mode)).toBe(200);
  }
});

it('uses faults up in order, `times` each, -1 for ever, until a reset', async () => {
  const status = async () => (await client.fal(`api.fal.ai/v1/models/pricing?endpoint_id=${TTS}`)).status;
  await client.fault({ provider: 'fal', call: 'account', mode: '500', times: 2 });
  await client.fault({ provider: 'fal', call: 'account', mode: '429', times: -1 });
  const seen = [];
  for (let i = 0; i < 5; i += 1) seen.push(await status());
  expect(seen).toEqual([500, 500, 429, 429, 429]);
  await client.submit();
  await fetch(`${client.simulators.urls.control}/reset`, { method: 'POST' });
  expect(await status()).toBe(200);
  expect(await client.control('/accepted')).toEqual([]);
  expect((await client.control<Entry[]>('/requests')).length).toBe(1);
});

it('lists every request without a key in it', async () => {
  const body = JSON.stringify({ text: 'x' });
  await client.fal(`queue.fal.run/${TTS}`, {
    method: 'POST',
    body,
    headers: { authorization: 'Key very-secret' },
  });
  await client.fal(`queue.fal.run/${TTS}`, { method: 'POST', body, headers: { authorization: 'Key wrong' } });
  const entries = await client.control<Entry[]>('/requests');
  expect(entries[0]).toMatchObject({
    provider: 'fal',
    call: 'submit',
    method: 'POST',
    path: `/fal/queue.fal.run/${TTS}`,
    accepted: true,
    status: 200,
    requestId: expect.any(String) as string,
    authSha256: sha256('very-secret'),
    bodySha256: sha256(body),
  });
  expect(entries[1]).toMatchObject({ accepted: false, requestId: null, status: 401 });
  expect(JSON.stringify(entries)).not.toContain('secret');
});

it('the state file survives a restart on another port', async () => {
  const stateFile = join(folder, 'deep', 'state.json');
  await client.simulators.close();
  client = await startClient({ stateFile, speed: 0.5 });
  await client.fault({ provider: 'fal', call: 'submit', mode: 'accept-then-reset' });
  await expect(client.submit({ text: 'lost' })).rejects.toThrow();
  expect(readFileSync(stateFile, 'utf8')).toContain('lost');
  const known = await client.submit({ text: 'known' });
  const chat = await client.chat({ model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'x' }] });
  const generation = chat.headers.get('x-generation-id');
  const body = JSON.stringify({ content_type: 'image/png', file_name: 'a.png' });
  const links = (await (
    await client.fal('rest.fal.ai/storage/upload/initiate', { method: 'POST', body })
  ).json()) as Record<string, string>;
  await fetch(links.upload_url!, { method: 'PUT', body: 'picture' });
  const before = client.simulators.urls.fal;
  await client.simulators.close();

  client = await startClient({ stateFile });
  expect(await client.accepted()).toBe(3);
  await expect
    .poll(
      async () =>
        (await client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${known.request_id}/status`)).status,
      { timeout: 5_000 },
    )
    .toBe(200);
  const result = await client.fal(`queue.fal.run/fal-ai/elevenlabs/requests/${known.request_id}`);
  const { audio } = (await result.json()) as { audio: { url: string; file_size: number } };
  expect(audio.url.startsWith(client.simulators.urls.fal)).toBe(true);
  expect((await (await fetch(audio.url)).arrayBuffer()).byteLength).toBe(audio.file_size);
  const items = await client.fal(
    `api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=${TTS}&expand=payloads`,
  );
  expect(JSON.stringify(await items.json())).toContain('"lost"');
  expect((await client.openrouter(`/generation?id=${generation}`)).status).toBe(200);
  expect(await (await fetch(links.file_url!.replace(before, client.simulators.urls.fal))).text()).toBe(
    'picture',
  );
});

it('a state file that cannot be read is put aside', async () => {
  const stateFile = join(folder, 'state.json');
  writeFileSync(stateFile, '{"version":1,"requests":[{}]}');
  const lines: string[] = [];
  const simulators = await startSimulators({ stateFile, log: (line) => lines.push(line) });
  await simulators.close();
  expect(lines.join()).toContain('.bad');
  expect(readFileSync(`${stateFile}.bad`, 'utf8')).toContain('requests');
});

it('survives garbage', async () => {
  const { urls } = client.simulators;
  const bodies = [
    '',
    'null',
    '[]',
    '"x"',
    '{',
    '{"text":',
    '7',
    '{"messages":7}',
    '{"messages":[null]}',
    '{"__proto__":{"a":1}}',
    `{"text":"${'x'.repeat(5_000)}"}`,
    '['.repeat(100_000),
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    '\u0000\ufffd',
    `{"model":"x","messages":[{"role":"user","content":[{"type":"image_url"}]}],"response_format":{"type":"json_schema","json_schema":{"schema":${'{"anyOf":['.repeat(500)}1${']}'.repeat(500)}}}}`,
  ];
  const paths = [
    `${urls.openrouter}/chat/completions`,
    `${urls.openrouter}/generation?id=%`,
    `${urls.openrouter}/%ff`,
    `${urls.fal}/queue.fal.run/${TTS}`,
    `${urls.fal}/queue.fal.run/a/b/requests`,
    `${urls.fal}/queue.fal.run/${TTS}/requests/__proto__/status`,
    `${urls.fal}/__proto__/x`,
    `${urls.fal}/v3.fal.media/files/out/..%2f..%2f/x`,
    `${urls.fal}/v3.fal.media/files/multipart/x/complete`,
    `${urls.fal}/rest.fal.ai/storage/upload/initiate`,
    `${urls.fal}/api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=a&cursor=%00`,
    `${urls.control}/faults`,
    `${urls.control}/%`,
    `${urls.fal}`,
    `${urls.fal}/`,
  ];
  for (const path of paths) {
    for (const scheme of ['Key k', 'Bearer k', '::']) {
      for (const [index, body] of [undefined, ...bodies].entries()) {
        const method = body === undefined ? 'GET' : index % 4 === 1 ? 'PUT' : 'POST';
        const init = { method, headers: { authorization: scheme }, ...(body === undefined ? {} : { body }) };
        const answer = await fetch(path, init);
        expect(answer.status, `${method} ${path} ${body?.slice(0, 80)}`).not.toBe(500);
        await answer.arrayBuffer();
      }
    }
  }
  const raw = connect(Number(new URL(urls.fal).port), '127.0.0.1', () => raw.write('GARBAGE\r\n\r\n'));
  raw.on('error', () => {}).resume();
  await once(raw, 'close');
  const large = await client.chat({ text: 'x'.repeat(21 * 1024 * 1024) });
  expect(large.status).toBe(413);
  expect((await client.submit()).request_id).toBeTruthy();
});

it('close drops every connection and timer at once', async () => {
  await client.simulators.close();
  client = await startClient({ speed: 100 });
  await client.fault({ provider: 'openrouter', call: 'account', mode: 'never-answer' });
  const chat = client.chat({ model: 'a/b', messages: [{ role: 'user', content: 'x' }] });
  const waiting = [client.openrouter('/key'), chat].map((one) => one.catch((error: unknown) => error));
  await expect.poll(async () => (await client.control<Entry[]>('/requests')).length).toBe(2);
  expect(await within(1_000, client.simulators.close())).toBeUndefined();
  for (const one of waiting) expect(await within(1_000, one)).toBeInstanceOf(Error);
  await client.simulators.close();
});

async function runMain(
  args: string[],
): Promise<{ child: ChildProcess; urls: SimulatorUrls; ended: Promise<unknown[]> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, urls: JSON.parse(line.toString()) as SimulatorUrls, ended: once(child, 'exit') };
}

it('main prints the urls, ends with its parent only if asked, and on SIGTERM', async () => {
  const bound = await runMain(['--with-parent', '--speed', '0', '--state', join(folder, 's.json')]);
  expect(Object.keys(bound.urls)).toEqual(['openrouter', 'fal', 'cloudinary', 'control']);
  expect((await fetch(`${bound.urls.openrouter}/models`)).status).toBe(200);
  bound.child.stdin!.end();
  expect(await bound.ended).toEqual([0, null]);

  const free = await runMain(['--port', '0']);
  free.child.stdin!.end();
  expect(await within(300, free.ended)).toBe('silence');
  free.child.kill('SIGTERM');
  expect(await free.ended).toEqual([0, null]);

  const clash = startSimulators({ port: Number(new URL(client.simulators.urls.fal).port) });
  await expect(clash).rejects.toThrow('EADDRINUSE');
});
