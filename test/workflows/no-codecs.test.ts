import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { atLength } from '../full.ts';
import { dumpOf } from '../ledger/world.ts';
import { rushes } from '../profile/rushes.ts';
import { openStudio, type Studio } from './studio.ts';
import { kindsOf } from './takes.ts';

/** A machine without the media part: what needs an encoder says so before anything is held, what needs none works. */
const sample = (name: string): string => join(import.meta.dirname, '../../resources/samples', name);
let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({ native: 'none' });
});
afterAll(() => studio.close());

const clip = { image: sample('product.jpg'), prompt: 'p' };
const ugc = { image: sample('portrait.jpg'), audio: sample('voice-12s.mp3') };

/** Rows, files and requests: what a refusal leaves alone. A price list that was read for an answer is no trace of it. */
const world = async () => ({
  rows: dumpOf(studio.engine().db).replace(/^ *unit_prices .*$/m, ''),
  balance: studio.engine().balance(),
  files: existsSync(join(studio.home, 'profile/assets/user_local'))
    ? readdirSync(join(studio.home, 'profile/assets/user_local'), { recursive: true })
    : [],
  asked: (await studio.requests()).filter((one) => one.call !== 'account').length,
});

test.each([
  ['ugc_video', {}, 'UGC video'],
  ['ugc_video', { mode: 'broll' }, 'UGC video'],
  ['image_to_video', { fps: 30 }, 'Image to video'],
  ['image_to_video', { duration: 2 }, 'Image to video'],
  ['image_to_video_audio', { fps: 30 }, 'Image to video with sound'],
] as const)(
  '%s %j is refused, and nothing is held, written, copied or sent',
  async (workflow, change, title) => {
    const params = { ...(workflow === 'ugc_video' ? ugc : clip), ...change };
    const before = await world();
    const refusal = { code: 'MEDIA_MISSING', facts: { field: 'workflow', rule: title } };
    await expect(studio.make({ workflow, params })).rejects.toMatchObject(refusal);
    await expect(studio.engine().making.estimate({ workflow, params })).rejects.toMatchObject(refusal);
    expect(await world()).toEqual(before);
  },
);

atLength('a clip as a model makes it is brought to its end', { timeout: 60_000 }, async () => {
  const made = await studio.make({
    workflow: 'image_to_video',
    params: { ...clip, duration: 5 },
    review: 'auto',
  });
  const job = await studio.until(made.id);
  expect([job.error, job.state, job.hold.captured]).toEqual([null, 'completed', 150]);
  for (const stage of ['preview', 'final'] as const) expect(kindsOf(job, stage)).toContain('video');
});

test('the command line tells it in two lines, or one document, and ends with 3', {
  timeout: 60_000,
}, async () => {
  const before = await world();
  const home = join(studio.home, 'profile');
  const argv = [
    '--home',
    join(studio.home, 'profile'),
    'run',
    'ugc_video',
    '--image',
    ugc.image,
    '--audio',
    ugc.audio,
  ];
  const plain = await rushes(argv);
  expect([plain.code, plain.out]).toEqual([3, '']);
  expect(plain.err.trimEnd().split('\n')).toEqual([
    'UGC video needs the media part, which is not installed here.',
    `Install it with \`rushes --home ${home} media install\`, then run the command again.`,
  ]);
  const priced = await rushes([...argv, '--dry-run', '--json']);
  expect(priced.code).toBe(3);
  expect(priced.json()).toMatchObject({
    error: { code: 'MEDIA_MISSING', field: 'workflow', charged: false },
  });
  const status = await rushes(['--home', home, 'media', 'status', '--json']);
  expect([status.code, status.json()]).toMatchObject([0, { codecs: false, from: 'nowhere' }]);
  expect(await world()).toEqual(before);
});
