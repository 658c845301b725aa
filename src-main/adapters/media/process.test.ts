import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { atLength } from '../../../test/full.ts';
import { startProgram } from '../system/program.ts';
import { createMedia, type MediaOptions } from './media.ts';
import { endOf, ffmpeg, ffmpegMissing, hasFfmpeg, writeClip } from './test-files.ts';

/** What becomes of the media process, and that it never becomes anybody else's matter. */
const here = mkdtempSync(join(tmpdir(), 'rushes-media-process-'));
const at = (name: string): string => join(here, name);
const program = fileURLToPath(new URL('./child.ts', import.meta.url));
const { signal } = new AbortController();
const readable = hasFfmpeg();
let media = createMedia({ startProgram });
/** Takes seconds: to be stopped in the middle. */
const long = () => ({
  from: at('long.mp4'),
  to: at('long.part'),
  seconds: 20,
  frame: null,
  fps: 60,
  sound: true,
});
const quick = () => media.probe(at('picture.png'), signal);

beforeAll(async () => {
  await sharp({ create: { width: 64, height: 48, channels: 3, background: '#888' } })
    .png()
    .toFile(at('picture.png'));
  if (readable) writeClip(at('long.mp4'), { seconds: 20, size: '1280x720' });
});
beforeEach(() => use());
afterEach(() => media.stop());
afterAll(() => rmSync(here, { recursive: true, force: true }));

function use(options: Partial<MediaOptions> = {}): void {
  media = createMedia({ startProgram, ...options });
}

/** Media processes of this one. */
function children(): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const ours = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  return ours.flatMap((one) =>
    one && Number(one[2]) === process.pid && one[3]?.includes(program) ? [Number(one[1])] : [],
  );
}

/** Starts the long work and waits until its file is being written. */
async function begin(work: Promise<unknown>): Promise<{ ended: Promise<string>; pid: number }> {
  const ended = endOf(work);
  await vi.waitFor(() => expect(existsSync(at('long.part'))).toBe(true), { timeout: 10_000, interval: 10 });
  const [pid, ...others] = children();
  expect(others).toEqual([]);
  return { ended, pid: pid! };
}

describe('in the middle of a piece of work', () => {
  beforeEach((ctx) => {
    if (!readable) ctx.skip(ffmpegMissing);
    rmSync(at('long.part'), { force: true });
  });

  test('a crash ends that work alone; the next is done by another process', async () => {
    const { ended, pid } = await begin(media.clip(long(), signal));
    const waiting = quick();
    process.kill(pid, 'SIGSEGV');
    expect(await ended).toBe('media_failed: the media process ended with SIGSEGV');
    expect(await waiting).toMatchObject({ width: 64 });
    expect(children()).not.toContain(pid);
  });

  test('an abort ends the process at once, with the reason that was given', async () => {
    const stop = new AbortController();
    const { ended } = await begin(media.clip(long(), stop.signal));
    stop.abort(new Error('enough'));
    const since = performance.now();
    expect(await ended).toBe('Error: enough');
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(children()).toEqual([]);
    expect(await quick()).toMatchObject({ width: 64 });
  });

  atLength('an abort of one that waits leaves the one that runs alone', async () => {
    const stop = new AbortController();
    const { ended, pid } = await begin(media.clip({ ...long(), seconds: 2 }, signal));
    const waiting = endOf(media.probe(at('picture.png'), stop.signal));
    const after = quick();
    stop.abort(new Error('enough'));
    expect(await waiting).toBe('Error: enough');
    expect(await ended).toBe('none');
    expect(await after).toMatchObject({ width: 64 });
    expect(children()).toEqual([pid]);
  });

  atLength('time is limited', async () => {
    use({ patience: 0.000_1 });
    expect(await endOf(media.clip(long(), signal))).toMatch(/^media_failed: it took longer than \d+ ms$/);
    expect(children()).toEqual([]);
  });

  test('memory is limited', async () => {
    use({ maxMemoryMb: 90 });
    const end = await endOf(media.clip(long(), signal));
    expect(end).toBe('media_failed: it needed more than 90 MB of memory');
  });
});

test('what is not read as a file from here is told in words, and nothing half made is left', async (ctx) => {
  if (!readable) ctx.skip(ffmpegMissing);
  ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', at('tone.wav'));
  const job = { from: at('tone.wav'), to: at('out.part'), seconds: 1, frame: null, fps: null, sound: true };
  expect(await endOf(media.clip(job, signal))).toBe('media_refused: it is no video');
  writeFileSync(at('out.part'), 'old');
  expect(
    await endOf(media.voice({ from: at('tone.wav'), to: at('out.part'), startS: 5, endS: 6 }, signal)),
  ).toBe('media_refused: it has no such piece');
  expect(existsSync(at('out.part'))).toBe(false);
  const nowhere = { from: at('picture.png'), to: at('no/folder/x'), frame: null, longest: 10 };
  expect(await endOf(media.picture(nowhere, signal))).toBe('media_failed: Error ENOENT');
});

atLength('it ends when it has been without work, and comes back', async () => {
  use({ idleMs: 20 });
  await quick();
  await vi.waitFor(() => expect(children()).toEqual([]), { timeout: 20_000, interval: 10 });
  expect(await quick()).toMatchObject({ width: 64 });
});

test('it knows no keys, starts no program and opens no thread', async (ctx) => {
  if (process.platform !== 'linux') ctx.skip('only Linux shows the environment of a process');
  process.env.RUSHES_TEST_MEDIA_KEY = 'sk-secret';
  try {
    await quick();
    const [pid] = children();
    expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain('sk-secret');
    const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
    expect(line).toContain('--permission');
    expect(line.join(' ')).not.toMatch(/--allow-(child-process|worker|wasi)/);
  } finally {
    delete process.env.RUSHES_TEST_MEDIA_KEY;
  }
});

/** Works on a damaged file and on a good one and then has nothing more to do: it should end by itself, and say only its line. */
const parent = (folder: string): string => `
  import { createMedia } from ${JSON.stringify(new URL('./media.ts', import.meta.url).href)};
  import { startProgram } from ${JSON.stringify(new URL('../system/program.ts', import.meta.url).href)};
  const media = createMedia({ startProgram });
  const ask = (name) => media.probe(${JSON.stringify(folder)} + '/' + name, new AbortController().signal);
  const refused = await ask('damaged.png').catch((error) => error.code);
  const { width } = await ask('picture.png');
  console.log(refused, width, await media.codecs());
`;

atLength(
  'its parent ends when it has no other work, and nothing but its own words is on the terminal',
  async () => {
    writeFileSync(at('damaged.png'), readFileSync(at('picture.png')).subarray(0, 90));
    const child = spawn(process.execPath, ['--input-type=module', '-e', parent(here)]);
    let said = '';
    child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/^media_refused 64 (true|false)\n$/),
    });
  },
);
