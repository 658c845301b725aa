import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../../simulators/test-client.ts';
import { mediaClient, picture } from '../../../simulators/test-media.ts';
import { utilityProcess } from '../../../test/desktop/stub/utility-process.ts';
import { atLength } from '../../../test/full.ts';
import { createMedia } from '../../adapters/media/media.ts';
import { endOf, ffmpegMissing, hasFfmpeg, writeClip } from '../../adapters/media/test-files.ts';
import type { ProgramOptions } from '../../ports/programs.ts';
import { startDemoProviders } from '../../start-demo-providers.ts';
import { startBy } from './programs.ts';

/** Our programs in real processes that stand for Electron's: no channel of Node's, no stdin, messages by `process.parentPort`. */
const startProgram = startBy(utilityProcess as unknown as Parameters<typeof startBy>[0]);

const here = mkdtempSync(join(tmpdir(), 'rushes-utility-'));
const at = (name: string): string => join(here, name);
const { signal } = new AbortController();
afterAll(() => rmSync(here, { recursive: true, force: true }));

/** Processes that this one started, or that `parent` did. */
function childrenOf(parent = process.pid): { pid: number; line: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, ppid, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && args.includes('utility.mjs') ? [{ pid: Number(pid), line: args }] : [];
  });
}

/** A program of these lines. */
function program(lines: string, more: Partial<ProgramOptions> = {}) {
  const file = at('program.mjs');
  writeFileSync(file, lines);
  return startProgram({ name: 'Test', file, args: ['a', 'b c'], env: { PATH: '/bin' }, flags: [], ...more });
}

describe('a program', () => {
  it('gets its arguments and its environment, and what it says arrives', async () => {
    const made = program(`
      process.parentPort.on('message', ({ data }) => {
        process.parentPort.postMessage({ data, args: process.argv.slice(2), env: process.env.PATH, home: process.env.HOME ?? null });
      });
    `);
    const told = new Promise((resolve) => made.onMessage(resolve));
    await made.send({ bytes: new Uint8Array([1, 2]) });
    expect(await told).toEqual({
      data: { bytes: new Uint8Array([1, 2]) },
      args: ['a', 'b c'],
      env: '/bin',
      home: null,
    });
    expect(made.pid).toBeGreaterThan(0);
    made.kill();
    expect(await made.ended).toEqual({ started: true, how: '9' });
    expect(made.pid).toBeUndefined();
    await expect(made.send('more')).rejects.toThrow('ended');
  });

  it('that ends by itself has its last words read', async () => {
    const made = program(
      `console.error('x'.repeat(100_000) + 'the end'); process.exitCode = 3; process.exit();`,
    );
    let said = '';
    made.onWords((text) => {
      said += text;
    });
    expect(await made.ended).toEqual({ started: true, how: '3' });
    expect(said.trim()).toMatch(/^x+the end$/);
  });

  it('that is not wanted any more before it is there ends once it is', async () => {
    const made = program(`process.parentPort.postMessage('here')`);
    expect(made.pid).toBeUndefined();
    made.kill();
    made.kill();
    expect(await made.ended).toEqual({ started: true, how: '9' });
    made.kill();
  });
});

describe('the media program', () => {
  const media = createMedia({ startProgram });
  beforeAll(async () => {
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#888' } })
      .png()
      .toFile(at('picture.png'));
  });
  afterEach(() => media.stop());

  it('works, refuses, and has no key', async () => {
    process.env.RUSHES_TEST_MEDIA_KEY = 'sk-secret';
    try {
      expect(await media.probe(at('picture.png'), signal)).toMatchObject({ width: 64, height: 48 });
      writeFileSync(at('text.png'), 'no picture');
      expect(await endOf(media.probe(at('text.png'), signal))).toMatch(/^media_refused/);
      const job = { from: at('picture.png'), to: at('made.png'), frame: null, longest: 32 };
      expect(await media.picture(job, signal)).toMatchObject({ width: 32 });
      const [child] = childrenOf();
      // Electron would not read them; nothing may look as if it did.
      expect(child?.line).not.toMatch(/--permission|--allow-/);
      if (process.platform === 'linux')
        expect(readFileSync(`/proc/${child?.pid}/environ`, 'latin1')).not.toContain('sk-secret');
      await media.stop();
      expect(childrenOf()).toEqual([]);
    } finally {
      delete process.env.RUSHES_TEST_MEDIA_KEY;
    }
  });

  it('is ended by an abort, and its crash ends one piece of work', async (ctx) => {
    if (!hasFfmpeg()) return ctx.skip(ffmpegMissing);
    writeClip(at('long.mp4'), { seconds: 20, size: '1280x720' });
    const to = at('long.part');
    const job = { from: at('long.mp4'), to, seconds: 20, frame: null, fps: 60, sound: true };
    for (const stop of ['abort', 'crash']) {
      rmSync(to, { force: true });
      const abort = new AbortController();
      const ended = endOf(media.clip(job, abort.signal));
      await vi.waitFor(() => expect(existsSync(to)).toBe(true), { timeout: 10_000, interval: 10 });
      if (stop === 'abort') abort.abort(new Error('enough'));
      else process.kill(childrenOf()[0]?.pid as number, 'SIGSEGV');
      expect(await ended).toBe(
        stop === 'abort' ? 'Error: enough' : 'media_failed: the media process ended with 11',
      );
    }
    expect(await media.probe(at('picture.png'), signal)).toMatchObject({ width: 64 });
  });
});

describe('the simulated providers', () => {
  atLength('start, render in a thread of theirs, and end when they are asked to', async () => {
    process.env.RUSHES_SIMULATORS_CACHE = at('cache');
    const providers = startDemoProviders({
      startProgram,
      stateFile: at('simulators.json'),
      nativeFolder: at('nowhere'),
    });
    try {
      const { fal, openrouter } = await providers.urls();
      expect((await fetch(`${openrouter}/models`)).status).toBe(200);
      const headers = { authorization: 'Key demo' };
      const client = {
        fal: (path: string, init?: RequestInit) => fetch(`${fal}/${path}`, { ...init, headers }),
      };
      const { upload, make } = mediaClient(client as Client);
      const made = await make('fal-ai/kling-video/v3/standard/image-to-video', {
        start_image_url: await upload(await picture(400, 400), 'image/jpeg'),
        prompt: 'Slowly.',
        duration: '3',
      });
      expect(made.bytes.subarray(4, 8).toString()).toBe('ftyp');
      const [child, ...others] = childrenOf();
      expect(others).toEqual([]);
      expect(childrenOf(child?.pid)).toEqual([]);
    } finally {
      delete process.env.RUSHES_SIMULATORS_CACHE;
      await providers.stop();
    }
    expect(childrenOf()).toEqual([]);
    expect(existsSync(at('simulators.json'))).toBe(true);
    await providers.stop();
  });

  it('whose process dies are started again by who asks next', async () => {
    const providers = startDemoProviders({
      startProgram,
      stateFile: at('again.json'),
      nativeFolder: at('nowhere'),
    });
    const { openrouter } = await providers.urls();
    process.kill(childrenOf()[0]?.pid as number, 'SIGKILL');
    await vi.waitFor(async () => expect((await providers.urls()).openrouter).not.toBe(openrouter), {
      timeout: 20_000,
    });
    expect((await fetch(`${(await providers.urls()).openrouter}/models`)).status).toBe(200);
    await providers.stop();
    expect(childrenOf()).toEqual([]);
  });
});
