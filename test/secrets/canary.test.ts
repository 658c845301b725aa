import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulators, startSimulators } from '../../simulators/start.ts';
import { type Client, clientOf } from '../../src-main/api/client.ts';
import type { Port } from '../../src-main/engine/profile/port.ts';
import { connectTo } from '../../src-main/engine/profile/socket.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { someOf } from '../full.ts';
import { rushes } from '../profile/rushes.ts';
import { folders, hold, inState, makeJob, reach } from '../profile/world.ts';
import { startEcho } from './echo.ts';
import { childrenOf, formsOf, hitsBelow, hitsIn, hitsInProcess } from './forms.ts';

/**
 * T31: a key goes to its provider in one header and nowhere else, also when jobs fail, when the provider says the key
 * back, and when the process dies. The keys have the characters that encodings change.
 */

const disk = folders();
const canary = (): string =>
  `sk-canary-${randomBytes(12).toString('hex')}"+/%\\&=z${randomBytes(4).toString('hex')}`;
const keys = { openrouter: canary(), fal: canary(), later: canary() };
/** All three of Cloudinary's variables are given or none. */
const cloudinaryRest = { CLOUDINARY_CLOUD_NAME: 'a-cloud', CLOUDINARY_API_KEY: '1234567890' };
const secrets = Object.values(keys);
const linux = process.platform === 'linux';
let simulators: Simulators;

beforeAll(async () => {
  simulators = await startSimulators({ speed: 0 });
});
afterAll(async () => {
  await simulators.close();
  disk.removeAll();
});

/** A client, and everything that came back to it over the socket. */
async function overheard(folder: string): Promise<{ client: Client; heard: () => string; close(): void }> {
  const connection = await connectTo(join(folder, 'engine.sock'));
  if (!connection) throw new Error('nobody listens');
  const heard: string[] = [];
  const { port } = connection;
  const listening: Port = {
    postMessage: (message) => port.postMessage(message),
    on: (event, call) =>
      port.on(event, (data) => {
        if (event === 'message') heard.push(String((data as { data: unknown }).data));
        call(data);
      }),
  };
  return { client: clientOf(listening), heard: () => heard.join('\n'), close: connection.close };
}
const fault = (provider: string, call: string, mode: string): Promise<unknown> =>
  fetch(`${simulators.urls.control}/faults`, {
    method: 'POST',
    body: JSON.stringify({ provider, call, mode, times: 1 }),
  });
const over = (job: Job): boolean =>
  inState('completed', 'failed', 'preview_ready')(job) ||
  job.waitingFor === 'key' ||
  job.can.includes('resolve');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const plain = (key: string): string => key;
const sayings: [status: number, form: string, turned: (key: string) => string][] = [
  [401, 'as it is', plain],
  [400, 'URL-encoded', encodeURIComponent],
  [402, 'as it is', plain],
  [500, 'as it is', plain],
  [400, 'in base64', (key) => Buffer.from(key).toString('base64')],
];

describe('a key that was given', () => {
  it('stands in the header of its requests and nowhere else', { timeout: 120_000 }, async () => {
    const folder = disk.make();
    const { openrouter, fal } = simulators.urls;
    const holder = await hold({
      folder,
      work: true,
      env: {
        OPENROUTER_API_KEY: keys.openrouter,
        FAL_KEY: keys.fal,
        FAL_API_KEY: keys.fal,
        RUSHES_OPENROUTER_URL: openrouter,
        RUSHES_FAL_URL: fal,
      },
    });
    expect(holder.told.env).not.toEqual(expect.arrayContaining([expect.stringMatching(/KEY/)]));
    const { client, heard, close } = await overheard(folder);
    const faults = ['401', 'accept-then-reset', 'stream-cut', '422', 'html', 'error-200', '500'];
    for (const mode of [...someOf(faults, 2), '']) {
      if (mode) await fault('openrouter', 'chat', mode);
      const { id } = await makeJob(client, 'chat', `A hook, ${mode}`);
      await reach(client, id, over);
      await client.keys.test({ provider: 'openrouter' });
      await client.queue.resume();
    }
    for (const mode of [...someOf(['422', '401'], 1), '']) {
      if (mode) await fault('fal', 'submit', mode);
      const { id } = await makeJob(client, 'tts', 'Spoken. And more.');
      await reach(client, id, over);
      await client.keys.test({ provider: 'fal' });
      await client.queue.resume();
    }
    // A second key, given while it runs; without a keychain it stays in memory.
    await client.keys.set({ provider: 'openrouter', key: keys.later, memory: true });
    const { id } = await makeJob(client, 'chat', 'With the later key');
    await reach(client, id, over);
    await client.app.backup();
    await client.app.bundle({ file: join(folder, 'bundle.json') });
    await client.app.doctor();
    await client.keys.status();

    const commands = await Promise.all(
      [['jobs'], ['job', id], ['keys', 'status'], ['ledger'], ['jobs', '--stats']].map((args) =>
        rushes(['--home', folder, ...args, '--json']),
      ),
    );
    for (const { code, out, err } of commands) {
      expect(code, err).toBe(0);
      expect(hitsIn('a command', out + err, secrets)).toEqual([]);
    }
    if (linux) {
      expect(hitsInProcess(holder.told.ready ?? 0, [keys.later])).toEqual([]);
      for (const child of childrenOf(holder.told.ready ?? 0))
        expect(hitsInProcess(child, secrets)).toEqual([]);
    }
    expect(hitsIn('the socket', heard(), secrets)).toEqual([]);
    expect(hitsBelow(folder, secrets)).toEqual([]);
    close();
    await holder.kill('SIGKILL');
    expect(hitsBelow(folder, secrets)).toEqual([]);
    expect(hitsIn('its output', holder.output(), secrets)).toEqual([]);

    const journal = await (await fetch(`${simulators.urls.control}/requests`)).json();
    const seen = new Set((journal as { authSha256: string | null }[]).map((entry) => entry.authSha256));
    for (const key of secrets) expect(seen).toContain(sha256(key));
    expect(hitsIn('the journal', JSON.stringify(journal), secrets)).toEqual([]);
  });

  for (const [status, form, turned] of someOf(sayings, 1)) {
    it(`is not kept when the provider says it back with ${status}, ${form}`, {
      timeout: 120_000,
    }, async () => {
      const echo = await startEcho(status, turned);
      const folder = disk.make();
      const holder = await hold({
        folder,
        work: true,
        env: {
          OPENROUTER_API_KEY: keys.openrouter,
          FAL_KEY: keys.fal,
          RUSHES_OPENROUTER_URL: echo.url,
          RUSHES_FAL_URL: echo.url,
        },
      });
      const { client, heard, close } = await overheard(folder);
      const events = await client.app.events();
      for (const [provider, workflow] of [
        ['openrouter', 'chat'],
        ['fal', 'tts'],
      ] as const) {
        const { id } = await makeJob(client, workflow, 'Said back.');
        const tested = await client.keys.test({ provider }).catch((error: unknown) => error);
        expect(hitsIn('keys.test', JSON.stringify(tested), secrets)).toEqual([]);
        // Refused, or kept back: what matters is that the provider's words have come in.
        const { job } = await client.jobs.get({ job: id });
        if (!job.error && !over(job))
          for await (const event of events)
            if (event.type === 'job' && (event.job.error || over(event.job))) break;
      }
      const shown = await rushes(['--home', folder, 'jobs', '--json']);
      expect(shown.code, shown.err).toBe(0);
      expect(hitsIn('a command', shown.out + shown.err, secrets)).toEqual([]);
      await client.app.bundle({ file: join(folder, 'bundle.json') });
      await client.app.backup();
      expect(echo.asked.some((line) => line.startsWith('POST'))).toBe(true);
      expect(hitsIn('the socket', heard(), secrets)).toEqual([]);
      close();
      await holder.kill('SIGKILL');
      expect(hitsBelow(folder, secrets)).toEqual([]);
      expect(hitsIn('its output', holder.output(), secrets)).toEqual([]);
      await echo.close();
    });
  }

  it('is not in the environment of the simulators that the demo starts', { timeout: 60_000 }, async (ctx) => {
    if (!linux) return ctx.skip('/proc is missing');
    const folder = disk.make();
    const env = {
      OPENROUTER_API_KEY: keys.openrouter,
      FAL_KEY: keys.fal,
      CLOUDINARY_API_SECRET: keys.later,
      ...cloudinaryRest,
    };
    const holder = await hold({ folder, demo: true, work: true, env });
    const { client, close } = await holder.connect();
    const { id } = await makeJob(client, 'chat', 'In the demo');
    await reach(client, id, over);
    const children = childrenOf(holder.told.ready ?? 0);
    expect(children.length).toBeGreaterThan(0);
    for (const child of children) expect(hitsInProcess(child, secrets)).toEqual([]);
    close();
    await holder.end();
    expect(readdirSync(folder)).toContain('simulators.json');
    expect(hitsBelow(folder, secrets)).toEqual([]);
  });

  it('brings the opening budget when it is the first, and whoever listens hears of it', async () => {
    const holder = await hold({ folder: disk.make() });
    const { client, close } = await holder.connect();
    const events = await client.app.events();
    await client.keys.set({ provider: 'fal', key: keys.fal, memory: true });
    for await (const event of events) {
      expect(event).toMatchObject({ type: 'credits', credits: { granted: 1_000 } });
      break;
    }
    await client.keys.set({ provider: 'openrouter', key: keys.openrouter, memory: true });
    expect((await client.credits.balance()).granted).toBe(1_000);
    close();
    await holder.end();
  });

  it('two that differ are refused by name, without a word of either', async () => {
    const env = { FAL_KEY: keys.fal, FAL_API_KEY: keys.later };
    for (const json of [[], ['--json']]) {
      const ran = await rushes(['--home', disk.make(), 'credits', ...json], { env });
      expect(ran.code).toBe(2);
      expect(ran.out + ran.err).toMatch(/FAL_API_KEY and FAL_KEY/);
      expect(hitsIn('a command', ran.out + ran.err, secrets)).toEqual([]);
    }
  });
});

describe('the search itself', () => {
  it('finds every form, wherever it stands in a file', () => {
    const [key = ''] = secrets;
    for (const [form, looks] of Object.entries(formsOf(key))) {
      const hits = hitsIn('x', `some text ${looks} and more`, [key]);
      expect(
        hits.map((hit) => hit.form),
        form,
      ).toContain(form);
    }
    const header = Buffer.from(`Authorization: Bearer ${key}`).toString('base64');
    expect(hitsIn('x', header, [key]).length).toBeGreaterThan(0);
    expect(hitsIn('x', 'nothing of the kind', [key])).toEqual([]);
  });
});
