import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MODES } from '../../../simulators/faults.ts';
import type { JournalEntry } from '../../../simulators/journal.ts';
import { type Simulators, startSimulators } from '../../../simulators/start.ts';
import type { MirrorFile } from '../../ports/mirror.ts';
import { parseCloudinaryKey } from './key.ts';
import { createCloudinary } from './mirror.ts';
import { linksOf, nameOf } from './names.ts';
import { loadSdk } from './talk.ts';

const secret = 'demo-secret';
const key = `cloudinary://canary-key-4711:${secret}@demo`;
/** Far more than anything here takes; `soonMs` where silence is what is tested. */
const patientMs = 20_000;
const soonMs = 200;
const soon = (): AbortSignal => AbortSignal.timeout(patientMs);
const heads: Record<string, string> = {
  mp4: `00000020${Buffer.from('ftypisom').toString('hex')}`,
  jpg: 'ffd8ffe000104a46',
  png: '89504e470d0a1a0a',
  mp3: '4944330400000000',
};

let folder: string;
let sim: Simulators;
/** Told each line of the simulator's log. */
let heard: (line: string) => void = () => {};
const outcomes: unknown[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-mirror-'));
  sim = await startSimulators({ speed: 0, log: (line) => heard(line) });
});
afterAll(async () => {
  await sim?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await fetch(`${sim.urls.control}/reset`, { method: 'POST' });
});

const make = ({ url, ms = patientMs }: { url?: string; ms?: number | undefined } = {}) =>
  createCloudinary({
    key: async () => key,
    baseUrl: async () => url ?? sim.urls.cloudinary,
    timeouts: { connectMs: ms, headersMs: ms, idleMs: ms },
  });

function file(path: string, mime: string, bytes = 5_000): MirrorFile {
  const absolute = join(folder, path);
  mkdirSync(dirname(absolute), { recursive: true });
  const content = Buffer.alloc(bytes, path);
  content.write(heads[path.split('.').at(-1) ?? ''] ?? '', 'hex');
  writeFileSync(absolute, content);
  return { absolute, path, mime, bytes };
}
const small = () => file('user_local/job_1/final/final.jpg', 'image/jpeg');

type Options = {
  preset?: string | null;
  signal?: AbortSignal;
  ms?: number;
  progress?: (sent: number) => void;
};
async function put(one: MirrorFile, options: Options = {}) {
  const { preset = null, signal = soon(), ms, progress = () => {} } = options;
  const outcome = await make({ ms }).put(one, { signal, preset, progress });
  outcomes.push(outcome);
  return outcome;
}
const tree = async () =>
  (await (await fetch(`${sim.urls.control}/cloudinary`)).json()) as { publicId: string }[];
const requests = async () => (await (await fetch(`${sim.urls.control}/requests`)).json()) as JournalEntry[];
async function fault(call: string, mode: string, more: Record<string, unknown> = {}) {
  const body = JSON.stringify({ provider: 'cloudinary', call, mode, ...more });
  const answer = await fetch(`${sim.urls.control}/faults`, { method: 'POST', body });
  if (!answer.ok) throw new Error(await answer.text());
}
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const load = async (url: string | null) => {
  const answer = await fetch(url ?? '');
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
};

describe('the tree', () => {
  test('there is the one here, and its links give the files', async () => {
    const at = 'user_local/job_7/final';
    const film = file(`${at}/final-2.mp4`, 'video/mp4');
    const picture = file(`${at}/final-2.jpg`, 'image/jpeg');
    const files = [
      picture,
      film,
      file('user_local/job_7/preview/preview.mp3', 'audio/mpeg'),
      file(`${at}/final-2.peaks.json`, 'application/json'),
      file(`${at}/final-2.txt`, 'text/plain'),
    ];
    const stored = [];
    for (const one of files) {
      const outcome = await put(one);
      if (outcome.kind !== 'stored') throw new Error(JSON.stringify(outcome));
      expect(sha((await load(outcome.mirrored.url)).bytes)).toBe(
        sha((await load(outcome.mirrored.deliveryUrl)).bytes),
      );
      stored.push(outcome.mirrored);
    }
    const row = (publicId: string, type: string) => ({
      publicId,
      type,
      bytes: 5_000,
      folder: dirname(publicId),
      preset: null,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await tree()).toEqual([
      row(`${at}/final-2`, 'image'),
      row(`${at}/final-2`, 'video'),
      row(`${at}/final-2.peaks.json`, 'raw'),
      row(`${at}/final-2.txt`, 'raw'),
      row('user_local/job_7/preview/preview', 'video'),
    ]);
    const [image, video, audio, json] = stored;
    expect(image).toMatchObject({ publicId: `${at}/final-2`, thumbnailUrl: null });
    expect(image!.url).toMatch(
      /\/cloudinary\/demo\/image\/upload\/v\d+\/user_local\/job_7\/final\/final-2\.jpg$/,
    );
    expect(video!.deliveryUrl).toMatch(/\/demo\/video\/upload\/f_auto,q_auto\/v\d+\/user_local.*\/final-2$/);
    expect(await load(video!.thumbnailUrl)).toMatchObject({ status: 200, type: 'image/jpeg' });
    expect(audio).toMatchObject({
      thumbnailUrl: null,
      deliveryUrl: expect.stringMatching(/\/preview\.mp3$/),
    });
    expect(json!.deliveryUrl).toMatch(/\/raw\/upload\/v\d+\/.*\.peaks\.json$/);
  });

  test('without an override the links are those of the real delivery, by https and without a tail', async () => {
    const film = { path: 'user_local/job_7/final/final.mp4', mime: 'video/mp4' };
    const account = parseCloudinaryKey(key)!;
    const sdk = await loadSdk();
    // The second is where an account that is kept in Europe is reached.
    for (const base of [null, 'https://api-eu.cloudinary.com'])
      expect(linksOf(sdk, { account, base }, { name: nameOf(film), mime: film.mime, version: 7 })).toEqual({
        deliveryUrl:
          'https://res.cloudinary.com/demo/video/upload/f_auto,q_auto/v7/user_local/job_7/final/final',
        thumbnailUrl:
          'https://res.cloudinary.com/demo/video/upload/c_fill,so_0,w_320/v7/user_local/job_7/final/final.jpg',
      });
    const posing = 'https://api.cloudinary.com.example';
    const named = { name: nameOf(film), mime: film.mime, version: 7 };
    expect(linksOf(sdk, { account, base: posing }, named).deliveryUrl).toMatch(
      /^https:\/\/api\.cloudinary\.com\.example\//,
    );
  });

  test('a preset of any letters is signed', async () => {
    for (const preset of ['ugc', 'Rushes & friends = 100 %', 'größe 日本 🎬', 'a+b?c#d/e"f\'']) {
      expect(await put(small(), { preset })).toMatchObject({ kind: 'stored' });
      expect(await tree()).toMatchObject([{ preset }]);
    }
  });

  test('putting again is the same one file; removing is done twice without harm', async () => {
    const one = small();
    const first = await put(one);
    const again = await put(one);
    expect([first.kind, again.kind]).toEqual(['stored', 'stored']);
    expect(await tree()).toHaveLength(1);
    const target = { publicId: 'user_local/job_1/final/final', mime: 'image/jpeg' };
    expect(await make().remove(target, soon())).toEqual({ kind: 'gone' });
    expect(await tree()).toEqual([]);
    expect(await make().remove(target, soon())).toEqual({ kind: 'gone' });
  });
});

describe('a large file', () => {
  const size = 45_000_000;
  const large = () => file('user_local/job_9/final/final.mp4', 'video/mp4', size);

  test('goes in chunks; progress grows and ends at its size', async () => {
    const one = large();
    const told: number[] = [];
    const outcome = await put(one, { progress: (sent) => told.push(sent) });
    expect(outcome.kind).toBe('stored');
    expect(await tree()).toMatchObject([{ publicId: 'user_local/job_9/final/final', bytes: size }]);
    expect((await requests()).filter((r) => r.call === 'upload')).toHaveLength(3);
    expect(told.length).toBeGreaterThan(100);
    expect(told.every((sent, i) => sent > (told[i - 1] ?? 0))).toBe(true);
    expect(told.at(-1)).toBe(size);
  });

  test('given up in the middle it stops at once and leaves nothing', async () => {
    const one = large();
    for (const stopAt of [1_000_000, 30_000_000]) {
      const cancel = new AbortController();
      let cancelled = Number.NaN;
      let last = 0;
      const dropped = new Promise<void>((resolve) => {
        heard = (line) => line.includes('no answer') && resolve();
      });
      const outcome = await put(one, {
        signal: cancel.signal,
        progress: (sent) => {
          last = sent;
          if (sent < stopAt || cancel.signal.aborted) return;
          cancelled = performance.now();
          cancel.abort();
        },
      });
      expect(outcome).toMatchObject({ kind: 'later' });
      await dropped;
      expect(performance.now() - cancelled).toBeLessThan(2_000);
      expect(last).toBeLessThan(stopAt + 2_000_000);
    }
    expect(await tree()).toEqual([]);
  });

  test('a chunk that is refused ends it, and the next put starts anew', async () => {
    const one = large();
    await fault('upload', '503', { step: 'chunk-2' });
    expect(await put(one)).toMatchObject({ kind: 'later', offline: false });
    expect(await tree()).toEqual([]);
    expect(await put(one)).toMatchObject({ kind: 'stored' });
    expect(await tree()).toMatchObject([{ bytes: size }]);
  });
});

const unreachable = { code: 'PROVIDER_UNREACHABLE', subject: 'cloudinary' };
const away = { kind: 'later', offline: true, retryAfterMs: null, error: unreachable };
const broken = { kind: 'later', offline: false, retryAfterMs: null, error: unreachable };
const busy = (retryAfterMs: number) => ({
  kind: 'later',
  offline: false,
  retryAfterMs,
  error: { code: 'provider_busy' },
});
const noKey = { kind: 'blocked', reason: 'key', error: { code: 'key_refused', subject: 'cloudinary' } };
const no = { kind: 'refused', error: { code: 'input_refused', detail: expect.any(String) } };

describe('faults', () => {
  const expected: Record<string, { kind: string }> = {
    reset: broken,
    html: away,
    slow: { kind: 'done' },
    'never-answer': broken,
    'half-json': away,
    'error-200': away,
    '400': no,
    '401': noKey,
    '403-locked': noKey,
    '404-gone': no,
    '420': busy(60_000),
    '423': busy(10_000),
    '429': busy(60_000),
    '500': broken,
    '502': broken,
    '503-json': broken,
    '503-bare': broken,
    'accept-then-reset': broken,
    'accept-then-504': broken,
  };

  test('every mode of the simulator has an expected outcome', () => {
    expect(Object.keys(expected).sort()).toEqual([...MODES.cloudinary.upload].sort());
    expect([...MODES.cloudinary.destroy]).toEqual([...MODES.cloudinary.upload]);
  });

  test.for(Object.entries(expected))('upload and removal, %s: %o', async ([mode, outcome]) => {
    const one = small();
    const target = { publicId: 'user_local/job_1/final/final', mime: one.mime };
    for (const call of ['upload', 'destroy']) {
      await fault(call, mode, mode === 'slow' ? { ms: 20 } : {});
      const ms = mode === 'never-answer' ? soonMs : patientMs;
      const got = call === 'upload' ? await put(one, { ms }) : await make({ ms }).remove(target, soon());
      outcomes.push(got);
      const done = call === 'upload' ? 'stored' : 'gone';
      expect(got).toMatchObject(outcome.kind === 'done' ? { kind: done } : outcome);
      const calls = (await requests()).filter((r) => r.call === call);
      expect(calls).toHaveLength(1);
    }
    expect(await put(one)).toMatchObject({ kind: 'stored' });
    expect(await tree()).toHaveLength(1);
  });

  test('a clock that is wrong is told as that', async () => {
    await fault('upload', '400', {
      message: 'Stale request - reported time is 2026-11-22 10:00:00 +0000 which is more than 1 hour ago',
    });
    expect(await put(small())).toMatchObject({
      kind: 'later',
      offline: false,
      error: { code: 'BAD_INPUT', field: 'the clock of this machine', rule: 'right to within an hour' },
    });
  });

  test('nobody there: later, offline; given up while waiting: at once', async () => {
    const nobody = make({ url: 'http://127.0.0.1:9/cloudinary' });
    const exchange = { signal: soon(), preset: null, progress: () => {} };
    expect(await nobody.put(small(), exchange)).toMatchObject(away);
    await fault('upload', 'never-answer');
    const cancel = new AbortController();
    const waiting = make().put(small(), { ...exchange, signal: cancel.signal });
    await expect.poll(tree).toHaveLength(1);
    cancel.abort();
    expect(await waiting).toMatchObject({ kind: 'later' });
    const given = await make().put(small(), { ...exchange, signal: AbortSignal.abort() });
    expect(given).toMatchObject({ kind: 'later' });
  });
});

describe('a file that cannot be sent is refused by its path', () => {
  test('gone, of another size, empty', async () => {
    const one = small();
    truncateSync(one.absolute, 4_000);
    const empty = { ...file('user_local/job_1/final/empty.txt', 'text/plain', 0), bytes: 0 };
    const gone = { ...one, absolute: `${one.absolute}.gone` };
    for (const it of [one, gone, empty]) {
      const outcome = await put(it);
      expect(outcome).toMatchObject({ kind: 'refused', error: { code: 'media_refused', subject: it.path } });
    }
    expect(await requests()).toEqual([]);
  });

  test('that becomes shorter while it is sent', async () => {
    const one = file('user_local/job_1/final/final.mp4', 'video/mp4', 15_000_000);
    let cut = false;
    const outcome = await put(one, {
      progress: () => {
        if (!cut) truncateSync(one.absolute, 5_000_000);
        cut = true;
      },
    });
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 'media_refused' } });
    expect(await tree()).toEqual([]);
  });
});

test('no part of the key is in any outcome', () => {
  expect(outcomes.length).toBeGreaterThan(50);
  for (const part of [secret, 'canary', 'signature=', 'api_key=']) {
    expect(JSON.stringify(outcomes)).not.toContain(part);
  }
});
