import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpOf } from '../ledger/world.ts';
import { openStudio, type Studio } from './studio.ts';
import { spoken, wav } from './wav.ts';

/** Files and parameters that cannot be used are refused in words before anything is held, copied for good, or sent. */
const folder = mkdtempSync(join(tmpdir(), 'rushes-bad-input-'));
const at = (name: string): string => join(folder, name);
let studio: Studio;
let speechTake = '';
let chatTake = '';

beforeAll(async () => {
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#a86' } });
  await picture(600, 800).jpeg().toFile(at('good.jpg'));
  await picture(299, 800).png().toFile(at('small.png'));
  await picture(17_000, 400).png().toFile(at('wide.png'));
  writeFileSync(at('text.jpg'), 'This is no picture, whatever its name says.');
  writeFileSync(at('empty.jpg'), '');
  writeFileSync(at('cut.jpg'), (await picture(600, 800).jpeg().toBuffer()).subarray(0, 300));
  writeFileSync(at('iphone.heic'), Buffer.from('000000186674797068656963000000006d69663168656963', 'hex'));
  writeFileSync(at('list.mp3'), '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n');
  writeFileSync(at('good.wav'), wav(6, spoken));
  writeFileSync(
    at('silent.wav'),
    wav(6, () => 0),
  );
  writeFileSync(
    at('short.wav'),
    wav(0.5, () => 0.5),
  );
  writeFileSync(at('long.wav'), wav(121, spoken));
  writeFileSync(
    at('endless.wav'),
    wav(65, () => 0.5),
  );
  mkdirSync(at('folder'));
  studio = await openStudio();
  for (const [workflow, params] of [
    [
      'tts',
      { text: 'Hello there, this is a voice that speaks for more than two seconds, and then it stops.' },
    ],
    ['chat', { prompt: 'Hello' }],
  ] as const) {
    const made = await studio.make({ workflow, params, review: 'auto' });
    const job = await studio.until(made.id);
    if (workflow === 'tts') speechTake = job.takes.at(-1)?.id ?? '';
    else chatTake = job.takes.at(-1)?.id ?? '';
  }
});
afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true, force: true });
});

const video = { workflow: 'image_to_video', params: { image: 'good.jpg', prompt: 'p' } };
const ugc = { workflow: 'ugc_video', params: { image: 'good.jpg', audio: 'good.wav' } };
const named = ['image', 'audio'];

type Row = [
  what: string,
  wish: { workflow: string; params: Record<string, unknown> },
  change: Record<string, unknown>,
  field: string,
  words: RegExp,
];
const rows: Row[] = [
  ['no picture', video, { image: 'text.jpg' }, 'image', /JPEG, PNG, WebP or AVIF/],
  ['an empty file', video, { image: 'empty.jpg' }, 'image', /empty/],
  ['a cut picture', video, { image: 'cut.jpg' }, 'image', /./],
  ['too small', video, { image: 'small.png' }, 'image', /300 pixels/],
  ['too large', video, { image: 'wide.png' }, 'image', /./],
  ['HEIC', video, { image: 'iphone.heic' }, 'image', /HEIC|heic/],
  ['a folder', video, { image: 'folder' }, 'image', /./],
  ['nothing', video, { image: 'nothing.jpg' }, 'image', /not there/],
  ['a sound for a picture', video, { image: 'good.wav' }, 'image', /audio\/wav/],
  ['missing', video, { image: undefined }, 'image', /missing/],
  ['0 s', video, { duration: 0 }, 'duration', /1 to 10/],
  ['11 s', video, { duration: 11 }, 'duration', /1 to 10/],
  ['a ratio of none', video, { aspect_ratio: '7:3' }, 'aspect_ratio', /9:16/],
  ['90 fps', video, { fps: 90 }, 'fps', /12 to 60/],
  ['longer than the model', video, { model: 'luma-ray-2', duration: 10 }, 'duration', /at most 9/],
  ['a voice of nobody', { workflow: 'tts', params: { text: 'Hi.' } }, { voice: 'Nobody' }, 'voice', /Rachel/],
  ['a picture for a voice', ugc, { audio: 'good.jpg' }, 'audio', /image\/jpeg/],
  ['a playlist', ugc, { audio: 'list.mp3' }, 'audio', /./],
  ['silence', ugc, { audio: 'silent.wav' }, 'audio', /silent/],
  ['0.5 s of voice', ugc, { audio: 'short.wav' }, 'audio', /2 to 120/],
  ['121 s of voice', ugc, { audio: 'long.wav' }, 'audio', /2 to 120/],
  ['65 s without a pause', ugc, { audio: 'endless.wav' }, 'audio', /pause/],
  ['a take of none', ugc, { audio: 'take:1m84sfgd38mch0ey' }, 'audio', /no such take/],
  ['no id at all', ugc, { audio: 'take:../../etc/passwd' }, 'audio', /take:ID/],
];

const params = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) =>
        named.includes(name) && typeof value === 'string' && !value.startsWith('take:')
          ? [name, at(value)]
          : [name, value],
      ),
  );

const folders = (): string[] => {
  const tree = join(studio.home, 'profile/assets/user_local');
  return existsSync(tree)
    ? readdirSync(tree, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name))
        .sort()
    : [];
};

test.each(rows.map((row) => [row[0], row] as const))(
  '%s',
  { timeout: 30_000 },
  async (_what, [, wish, change, field, words]) => {
    const before = {
      rows: dumpOf(studio.engine().db),
      files: folders(),
      asked: (await studio.requests()).length,
    };
    const started = performance.now();
    const input = { workflow: wish.workflow, params: params({ ...wish.params, ...change }) };
    const refused = await studio.make(input).then(
      () => null,
      (error: { code: string; facts: Record<string, string> }) => error,
    );
    expect(refused?.code).toBe('BAD_INPUT');
    expect(refused?.facts.field).toBe(field);
    expect(`${refused?.facts.rule} ${refused?.facts.found}`).toMatch(words);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(dumpOf(studio.engine().db)).toBe(before.rows);
    expect(folders()).toEqual(before.files);
    const later = (await studio.requests()).slice(before.asked);
    expect(later.filter((one) => one.call !== 'account')).toEqual([]);
    // The price before the click says the same.
    await expect(studio.engine().making.estimate(input)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      facts: { field },
    });
  },
);

test('a take of the wrong kind is told from one of the right kind', async () => {
  const wish = (audio: string) => ({ workflow: 'ugc_video', params: params({ ...ugc.params, audio }) });
  await expect(studio.make(wish(`take:${chatTake}`))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    facts: { field: 'audio', found: 'a take of chat' },
  });
  const estimate = await studio.engine().making.estimate(wish(`take:${speechTake}`));
  expect(estimate.inputs.find((one) => one.field === 'audio')?.seconds).toBeGreaterThan(1);
});
