import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Asset, Job, Take } from '../../../src-shared/contract/shapes.ts';
import { run } from './run-on.ts';
import { sampleJob } from './sample-job.ts';

/** Commands about files: what a job has, what is kept, what is cleared away, what this machine can work on. */
const at = Date.parse('2026-11-26T10:00:00');
const video: Asset = {
  id: 1,
  kind: 'video',
  path: '/p/assets/user_local/job_x/final/final-1.mp4',
  mime: 'video/mp4',
  bytes: 123_456,
  sha256: 'ab'.repeat(32),
  durationS: 10,
  width: 1080,
  height: 1920,
  fps: 24,
  videoCodec: 'avc',
  audioCodec: 'aac',
  mirror: null,
};
const delivery = 'https://res.cloudinary.com/x/video/upload/f_auto,q_auto/v1/final-1.mp4';
const take = (over: Partial<Take>): Take => ({
  id: '1m84sfpww673abk1',
  stage: 'final',
  relation: 'new_take',
  from: null,
  starred: false,
  late: false,
  evictedAt: null,
  removedAt: null,
  createdAt: at,
  assets: [],
  ...over,
});
const input: Job['inputs'][number] = {
  field: 'image',
  name: 'photo.jpg',
  path: '/p/assets/user_local/job_x/input/image.jpg',
  mime: 'image/jpeg',
  bytes: 88_363,
  sha256: 'cd'.repeat(32),
  width: 900,
  height: 1600,
  durationS: null,
};
const job = sampleJob({
  workflow: 'image_to_video',
  inputs: [input],
  takes: [
    take({ id: '1m84sfpww673abk0', stage: 'preview', evictedAt: at }),
    take({ assets: [{ ...video, mirror: { url: 'https://x', deliveryUrl: delivery, thumbnailUrl: null } }] }),
  ],
});
const withJob = { jobs: { get: async () => ({ job }) } };

test('assets: inputs, the files of each take, what was cleared away, and the links of the mirror', async () => {
  const { code, out, err, opened, closed } = await run(['assets', job.id], withJob);
  expect({ code, err, closed, work: opened[0]?.work }).toEqual({ code: 0, err: '', closed: 1, work: false });
  const rows = out.trimEnd().split('\n');
  expect(rows[0]).toMatch(/^TAKE +STAGE +KIND +WHAT +BYTES +PATH$/);
  expect(rows[1]).toMatch(/^ +input +image +900 x 1600 +88363 +\/p\/\S+\/image\.jpg$/);
  expect(rows[2]).toMatch(/^1m84sfpww673abk0 +preview +cleared away 2026-11-26 10:00/);
  expect(rows[3]).toMatch(
    /^1m84sfpww673abk1 +final +video +10 s, 1080 x 1920, 24 fps, with sound +123456 +\/p\/\S+final-1\.mp4$/,
  );
  expect(rows.slice(4)).toEqual(['', 'Mirrored:', delivery]);
  const json = await run(['assets', job.id, '--json'], withJob);
  expect(JSON.parse(json.out)).toMatchObject({
    inputs: [input],
    assets: [{ ...video, mirror: { deliveryUrl: delivery }, take: '1m84sfpww673abk1', stage: 'final' }],
  });
});

test('assets of a job that has none, of a job that is not there, and of no job', async () => {
  const none = { jobs: { get: async () => ({ job: sampleJob() }) } };
  expect((await run(['assets', job.id], none)).out).toContain('There is no take yet.');
  const missing = {
    jobs: { get: () => Promise.reject(new RushesError('NOT_FOUND', { subject: 'the job' })) },
  };
  expect(await run(['assets', job.id], missing)).toMatchObject({ code: 2, out: '', closed: 1 });
  for (const argv of [['assets'], ['assets', 'nonsense']])
    expect(await run(argv)).toMatchObject({ code: 2, opened: [] });
});

test('star: set, taken away, refused', async () => {
  const seen: unknown[] = [];
  const star = async (asked: { take: string; starred: boolean }) => {
    seen.push(asked);
    return { take: take({ id: asked.take, starred: asked.starred }) };
  };
  const id = '1m84sfpww673abk1';
  expect(await run(['star', id], { takes: { star } })).toMatchObject({
    code: 0,
    out: `Take ${id} is starred: it is never cleared away.\n`,
    opened: [{ work: false }],
  });
  const off = await run(['star', id, '--off', '--json'], { takes: { star } });
  expect([off.code, JSON.parse(off.out).take.starred]).toEqual([0, false]);
  expect(seen).toEqual([
    { take: id, starred: true },
    { take: id, starred: false },
  ]);
  const refusing = { star: () => Promise.reject(new RushesError('NOT_ALLOWED', { subject: 'The take' })) };
  expect(await run(['star', id], { takes: refusing })).toMatchObject({ code: 2, out: '', closed: 1 });
  for (const argv of [['star'], ['star', 'nonsense']])
    expect(await run(argv)).toMatchObject({ code: 2, opened: [] });
});

test('evict --dry-run asks for nothing to go and says so; without it what went is told', async () => {
  const asked: unknown[] = [];
  const gone = {
    take: '1m84sfpww673abk1',
    job: job.id,
    workflow: 'tts',
    stage: 'preview',
    at,
    bytes: 2_400_000,
  };
  const evict = async (wish: unknown) => {
    asked.push(wish);
    return { evicted: [gone], bytes: 2_400_000, kept: { takes: 12, bytes: 30_000_000 } };
  };
  const dry = await run(['evict', '--dry-run'], { assets: { evict } });
  expect([dry.code, dry.err, dry.opened[0]?.work]).toEqual([0, '', false]);
  expect(dry.out).toMatch(/1m84sfpww673abk1 +tts +preview +2026-11-26 10:00\S* +2400000/);
  expect(dry.out).toContain('These would go: 2.4 MB. Nothing was cleared away. 12 takes are kept, 30 MB.');
  const json = await run(['evict', '--dry-run', '--json'], { assets: { evict } });
  expect(JSON.parse(json.out)).toMatchObject({ dryRun: true, evicted: [gone] });
  expect((await run(['evict'], { assets: { evict } })).out).toContain('Cleared away: 2.4 MB.');
  expect(asked).toEqual([{ dryRun: true }, { dryRun: true }, { dryRun: false }]);
  const none = { evict: async () => ({ evicted: [], bytes: 0, kept: { takes: 1, bytes: 5 } }) };
  expect((await run(['evict', '--dry-run'], { assets: none })).out).toContain('Nothing is over the limits.');
});

const part = { name: 'node-av', version: '6.1.1', licence: 'the GPL, version 3', megabytes: 210 };

test.each([
  [{ codecs: true, from: 'program' }, 'can be decoded and encoded', 'it came with the program'],
  [{ codecs: true, from: 'profile' }, 'can be decoded and encoded', 'it is in the profile'],
  [{ codecs: false, from: 'nowhere' }, 'cannot be decoded and encoded here', 'rushes media install'],
])('media status of %j', async (status, can, from) => {
  const calls = { media: { status: async () => ({ ...status, part }) } };
  const { code, out, err, opened } = await run(['media', 'status'], calls);
  expect({ code, err, work: opened[0]?.work }).toEqual({ code: 0, err: '', work: false });
  for (const words of [can, from, 'node-av 6.1.1', 'GPL', '210 MB']) expect(out).toContain(words);
  const json = await run(['media', 'status', '--json'], calls);
  expect(JSON.parse(json.out)).toEqual({ ...status, part });
});

test('run ugc_video --dry-run tells length, price and time, sends whole paths, and makes nothing', async () => {
  const asked: { params: Record<string, unknown> }[] = [];
  const times = { expectedS: 90, rangeS: null };
  const facts = { kind: 'audio', width: null, height: null, seconds: 65.06, silences: [] };
  const estimate = async (wish: { params: Record<string, unknown> }) => {
    asked.push(wish);
    return {
      workflow: 'ugc_video',
      params: wish.params,
      price: { total: 300, preview: 60, final: 240, source: 'list', usd: 8.32, usdRange: null },
      count: 2,
      expectedS: 180,
      times: { preview: times, final: times },
      inputs: [{ field: 'audio', ...facts }],
    };
  };
  const argv = [
    'run',
    'ugc_video',
    '--image',
    'me.jpg',
    '--audio',
    'take:1m84sfpww673abk1',
    '--mode',
    'talking',
  ];
  const dry = await run([...argv, '--count', '2', '--dry-run'], { jobs: { estimate } });
  expect([dry.code, dry.err, dry.opened[0]?.work]).toEqual([0, '', false]);
  expect(asked).toEqual([
    {
      workflow: 'ugc_video',
      params: { image: resolve('me.jpg'), audio: 'take:1m84sfpww673abk1', mode: 'talking' },
      count: 2,
    },
  ]);
  const rows = dry.out.trimEnd().split('\n');
  expect(rows).toContainEqual(expect.stringMatching(/^Workflow +ugc_video, 2 times$/));
  expect(rows).toContainEqual(expect.stringMatching(/^audio +65\.1 s$/));
  expect(rows).toContainEqual(expect.stringMatching(/^Credits +600 \(120 of them for the preview\)$/));
  expect(rows).toContainEqual(expect.stringMatching(/^Provider +about \$16\.64, by its price list$/));
  expect(rows).toContainEqual(expect.stringMatching(/^Time +about 180 s$/));
  expect(rows.at(-1)?.trim()).toBe('Nothing was written.');
  const json = await run([...argv, '--dry-run', '--json'], { jobs: { estimate } });
  expect(JSON.parse(json.out)).toMatchObject({ price: { total: 300 }, inputs: [{ seconds: 65.06 }] });
  const refusing = {
    estimate: () =>
      Promise.reject(new RushesError('MEDIA_MISSING', { field: 'workflow', rule: 'UGC video' })),
  };
  const missing = await run([...argv, '--dry-run'], { jobs: refusing });
  expect(missing).toMatchObject({ code: 3, out: '' });
  expect(missing.err).toContain('rushes media install');
});
