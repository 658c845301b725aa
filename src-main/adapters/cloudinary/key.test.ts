import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../simulators/journal.ts';
import { type Simulators, startSimulators } from '../../../simulators/start.ts';
import type { MirrorFile } from '../../ports/mirror.ts';
import { parseCloudinaryKey } from './key.ts';
import { createCloudinary } from './mirror.ts';

const secret = 'demo-secret';
const key = `cloudinary://canary-key-4711:${secret}@demo`;
const noKey = { kind: 'blocked', reason: 'key', error: { code: 'key_refused', subject: 'cloudinary' } };
const soon = (): AbortSignal => AbortSignal.timeout(10_000);
const exchange = () => ({ signal: soon(), preset: null, progress: () => {} });

let folder: string;
let sim: Simulators;
let small: MirrorFile;
const outcomes: unknown[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-mirror-key-'));
  const absolute = join(folder, 'final.jpg');
  writeFileSync(absolute, Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(4_996)]));
  small = { absolute, path: 'user_local/job_1/final/final.jpg', mime: 'image/jpeg', bytes: 5_000 };
  sim = await startSimulators({ speed: 0 });
});
afterAll(async () => {
  await sim?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await fetch(`${sim.urls.control}/reset`, { method: 'POST' });
});

const make = (more: { key?: string | null } = {}) =>
  createCloudinary({
    key: async () => (more.key === undefined ? key : more.key),
    baseUrl: async () => sim.urls.cloudinary,
    timeouts: { connectMs: 2_000, headersMs: 1_000, idleMs: 1_000 },
  });
const requests = async () => (await (await fetch(`${sim.urls.control}/requests`)).json()) as JournalEntry[];
async function fault(call: string, mode: string, more: Record<string, unknown> = {}) {
  const body = JSON.stringify({ provider: 'cloudinary', call, mode, ...more });
  const answer = await fetch(`${sim.urls.control}/faults`, { method: 'POST', body });
  if (!answer.ok) throw new Error(await answer.text());
}

describe('the key', () => {
  test('is one text of three parts', () => {
    expect(parseCloudinaryKey('cloudinary://123:a-b_c@my-cloud')).toEqual({
      apiKey: '123',
      apiSecret: 'a-b_c',
      cloudName: 'my-cloud',
    });
    expect(parseCloudinaryKey(' CLOUDINARY_URL=cloudinary://1:2@c\n')).toMatchObject({ cloudName: 'c' });
    for (const bad of [
      '',
      'abc',
      'cloudinary://1@c',
      'cloudinary://1:2@',
      'cloudinary://<a>:<b>@c',
      'cloudinary://1:2@c/x?y=z',
      'https://1:2@c',
      'cloudinary://1:2\r\n@c',
    ])
      expect(parseCloudinaryKey(bad)).toBeNull();
  });

  test('missing or none: waits for a key, nothing goes out', async () => {
    for (const [bad, code] of [
      [null, 'KEY_MISSING'],
      ['sk-nonsense', 'key_refused'],
    ] as const) {
      expect(await make({ key: bad }).put(small, exchange())).toMatchObject({
        kind: 'blocked',
        reason: 'key',
        error: { code },
      });
      expect((await make({ key: bad }).testKey(soon())).kind).toBe('refused');
    }
    expect(await requests()).toEqual([]);
  });

  test('its test, and whether anybody is there', async () => {
    const kinds = async (...keys: string[]) => {
      const all = await Promise.all(keys.map((one) => make({ key: one }).testKey(soon())));
      outcomes.push(all);
      return all.map((one) => one.kind);
    };
    expect(
      await kinds(
        key,
        'cloudinary://canary-key-4711:canary-other-secret@demo',
        `cloudinary://wrong-canary:${secret}@demo`,
        `cloudinary://canary-key-4711:${secret}@wrong`,
      ),
    ).toEqual(['ok', 'refused', 'refused', 'refused']);
    for (const [mode, reachable, kind] of [
      ['500', true, 'unreachable'],
      ['401', true, 'refused'],
      ['html', false, 'unreachable'],
      ['503-bare', false, 'unreachable'],
      ['reset', false, 'unreachable'],
      ['half-json', false, 'unreachable'],
      ['never-answer', false, 'unreachable'],
    ] as const) {
      await fault('account', mode, { times: 2 });
      expect([mode, await make().reachable(soon()), ...(await kinds(key))]).toEqual([mode, reachable, kind]);
    }
    expect(await make().reachable(soon())).toBe(true);
  });

  test('is in no outcome, whatever is said', async () => {
    const basic = Buffer.from(`canary-key-4711:${secret}`).toString('base64');
    await fault('upload', '400', { message: `Bad key ${secret} of canary-key-4711, Basic ${basic}` });
    expect(await make().put(small, exchange())).toMatchObject({
      kind: 'refused',
      error: { detail: expect.stringMatching(/^Bad key \[key\] of \[key\], Basic (\[key\])+$/) },
    });
    // Where words are cut, a part of a key may not be left.
    for (const word of [secret, 'canary-key-4711']) {
      await fault('upload', '400', { message: `${'x'.repeat(190)} ${word}` });
      const cut = await make().put(small, exchange());
      outcomes.push(cut);
      expect(JSON.stringify(cut)).not.toContain(`x ${word.slice(0, 4)}`);
    }
    const other = make({ key: 'cloudinary://canary-key-4711:canary-other-secret@demo' });
    const refused = await other.put(small, exchange());
    outcomes.push(refused);
    expect(refused).toMatchObject({ ...noKey, error: { detail: 'Invalid Signature [signature]' } });
    outcomes.push(await other.remove({ publicId: 'x', mime: 'text/plain' }, soon()));
    expect(outcomes.length).toBeGreaterThan(8);
    const all = JSON.stringify(outcomes);
    for (const part of [secret, 'canary', basic, 'signature=', 'api_key=']) expect(all).not.toContain(part);
  });
});

test('the SDK is loaded by the first call only, and the environment it would read is not', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve(name, context, next) { const found = next(name, context); seen.push(found.url); return found; } });
    const { createCloudinary } = await import(process.argv[1]);
    const [, , url, key, absolute] = process.argv;
    const mirror = createCloudinary({ key: async () => key, baseUrl: async () => url });
    const loaded = () => seen.some((one) => one.includes('node_modules/cloudinary/'));
    const before = loaded();
    const file = { absolute, path: 'user_local/job_1/final/final.jpg', mime: 'image/jpeg', bytes: 5000 };
    const outcome = await mirror.put(file, { signal: AbortSignal.timeout(10000), preset: null, progress() {} });
    console.log(JSON.stringify({ before, after: loaded(), kind: outcome.kind, left: process.env.CLOUDINARY_URL ?? null }));
  `;
  const adapter = fileURLToPath(new URL('./mirror.ts', import.meta.url));
  const args = ['--input-type=module', '-e', script, adapter, sim.urls.cloudinary, key, small.absolute];
  const env = { ...process.env, CLOUDINARY_URL: 'nonsense', CLOUDINARY_API_PROXY: 'http://127.0.0.1:9' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(JSON.parse(stdout)).toEqual({ before: false, after: true, kind: 'stored', left: null });
});
