import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { atLength } from '../full.ts';
import { dumpOf } from '../ledger/world.ts';
import { rushes } from '../profile/rushes.ts';
import { openStudio, type Studio } from './studio.ts';
import { spoken, wav } from './wav.ts';

/** Names that climb, lie or would do something where they are used, and files that are two things: data, and nothing more. */
const folder = mkdtempSync(join(tmpdir(), 'rushes-hostile-names-'));
const good = join(folder, 'good.jpg');
let studio: Studio;
let profile = '';

beforeAll(async () => {
  await sharp({ create: { width: 400, height: 600, channels: 3, background: '#a86' } })
    .jpeg()
    .toFile(good);
  studio = await openStudio();
  profile = join(studio.home, 'profile');
  // Nothing is sent: what counts is what is stored.
  studio.engine().pause();
});
afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true, force: true });
});

const wish = (image: string) => ({ workflow: 'image_to_video', params: { image, prompt: 'p' } });

/** Every file below a folder with its hash, but for the database, its log and the inputs of jobs. */
const around = (top: string): string[] =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .filter(
      (path) =>
        !/rushes\.db|\/logs\/|\/lock\.db|\/assets\/user_local\/job_[0-9a-z]{16}\/input\/[^/]+$/.test(path),
    )
    .map((path) => `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)
    .sort();

/** A price list that was read for an answer is no trace of it. */
const rows = (): string => dumpOf(studio.engine().db).replace(/^ *unit_prices .*$/m, '');

const names = [
  '..\\..\\..\\x.jpg',
  'C:\\Windows\\System32\\x.jpg',
  '..%2f..%2fx.jpg',
  '...jpg',
  ' .jpg',
  '-rf.jpg',
  'photo\u202egpj.exe',
  'a\u2066b\u2069.jpg',
  'two\nlines\r\x1b[2J\x07.jpg',
  `'; DROP TABLE jobs; --.jpg`,
  '<img src=x onerror=alert(1)>.jpg',
  '$(touch pwned)`touch pwned`.jpg',
  `${'x'.repeat(240)}.jpg`,
  'take:1m84sfgd38mch0ey',
  'CON',
];

/** Control characters but the end of a line, and those that turn the direction of a text. */
const moving = /[^\P{Cc}\n]|\p{Cf}/u;

test.runIf(process.platform !== 'win32').each(names)(
  'a file called %j is stored under a name of our own, and its own is kept as text',
  async (name) => {
    const path = join(folder, name);
    copyFileSync(good, path);
    const before = [...around(folder), ...around(studio.home)];
    const job = await studio.make(wish(path));
    const [input] = job.inputs;
    expect(input?.path).toBe(join(profile, 'assets/user_local', `job_${job.id}`, 'input/image.jpg'));
    // The last part of a path of any system, as it is, and not at any length.
    expect(input?.name).toBe((name.split('\\').at(-1) ?? '').slice(0, 120));
    expect(input?.sha256).toBe(createHash('sha256').update(readFileSync(good)).digest('hex'));
    expect([...around(folder), ...around(studio.home)]).toEqual(before);
    if (!moving.test(name)) return;
    // Where a name would move what stands around it, it is in no line of a terminal.
    const shown = await rushes(['--home', profile, 'assets', job.id]);
    expect([shown.code, shown.out]).toEqual([0, expect.not.stringMatching(moving)]);
    expect(shown.out.trimEnd().split('\n')).toHaveLength(2);
  },
);

test('names that lead nowhere or are none are refused, by the engine and by the command line, and leave nothing', {
  timeout: 60_000,
}, async () => {
  const before = { rows: rows(), files: [...around(folder), ...around(studio.home)] };
  const wrong = [
    '../../x',
    '..\\x',
    'good.jpg',
    `${good}\0`,
    `${good}\0.jpg`,
    join(folder, `${'x'.repeat(300)}.jpg`),
    join(folder, 'deep/'.repeat(1_000), 'x.jpg'),
    `${folder}/../../../../../../../../nothing/x.jpg`,
    'file:///etc/passwd',
    'http://127.0.0.1:1/x.jpg',
    '\\\\server\\share\\x.jpg',
    'take:../../../etc/passwd',
    'job:../../x',
  ];
  for (const image of wrong) {
    const end = studio.make(wish(image));
    await expect(end, JSON.stringify(image)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      facts: { field: 'image' },
    });
  }
  for (const image of ['../../x', '..\\x', `${good}\0.jpg`, join(folder, `${'x'.repeat(300)}.jpg`)]) {
    const input = JSON.stringify({ image, prompt: 'p' });
    const argv = ['--home', profile, 'run', 'image_to_video', '--params', '-', '--no-wait', '--json'];
    const ran = await rushes(argv, { input });
    expect([ran.code, ran.json()], input).toMatchObject([
      2,
      { error: { code: 'BAD_INPUT', field: 'image' } },
    ]);
  }
  expect({ rows: rows(), files: [...around(folder), ...around(studio.home)] }).toEqual(before);
});

atLength(
  'a way that climbs and comes back is a way to a file, and no other folder is made for it',
  async () => {
    mkdirSync(join(folder, 'sub'), { recursive: true });
    const job = await studio.make(wish(`${folder}/sub/../good.jpg`));
    expect(job.inputs[0]).toMatchObject({ name: 'good.jpg' });
  },
);

test('files that are two things are stored as the one that they are taken for', {
  timeout: 30_000,
}, async () => {
  const page = Buffer.from('<!doctype html><script>alert(1)</script>');
  const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
  const mp4 = Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex');
  writeFileSync(join(folder, 'page.html'), Buffer.concat([readFileSync(good), page, zip]));
  writeFileSync(join(folder, 'voice.mp4'), Buffer.concat([wav(3, spoken), mp4]));
  writeFileSync(join(folder, 'first.jpg'), Buffer.concat([page, readFileSync(good)]));
  const params = { image: join(folder, 'page.html'), audio: join(folder, 'voice.mp4') };
  const job: Job = await studio.make({ workflow: 'ugc_video', params });
  const stored = Object.fromEntries(
    job.inputs.map((one) => [one.field, [basename(one.path), one.mime, one.durationS]]),
  );
  expect(stored).toEqual({ image: ['image.jpg', 'image/jpeg', null], audio: ['audio.wav', 'audio/wav', 3] });
  await expect(studio.make(wish(join(folder, 'first.jpg')))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    facts: { field: 'image' },
  });
});
