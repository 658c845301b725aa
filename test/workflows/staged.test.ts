import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Staged } from '../../src-shared/contract/shapes.ts';
import { openStudio, type Studio } from './studio.ts';
import { spoken, wav } from './wav.ts';

/** Files that are here before their job is made, and what a parameter may name instead of a path. */
const samples = join(import.meta.dirname, '../../resources/samples');
let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const folder = (): string => join(studio.home, 'profile/assets/user_local/staged');
const files = (): string[] => (existsSync(folder()) ? readdirSync(folder()).sort() : []);
const staged = () => studio.engine().assets.staged;

/** Sends bytes as a host does, in pieces. */
async function send(name: string, bytes: Uint8Array, told = bytes.length): Promise<Staged> {
  const incoming = await staged().begin({ name, bytes: told });
  try {
    for (let at = 0; at < bytes.length; at += 50_000) await incoming.write(bytes.subarray(at, at + 50_000));
    return await incoming.commit();
  } finally {
    await incoming.discard();
  }
}
const sendFile = (name: string): Promise<Staged> => send(name, readFileSync(join(samples, name)));
const clip = (image: string) => ({ workflow: 'image_to_video', params: { image, prompt: 'She smiles.' } });
const estimate = (wish: ReturnType<typeof clip>, paths = false) =>
  studio.engine().making.estimate(wish, paths);

describe('a file that comes in', () => {
  test('is stored whole, measured once, and named by its id', async () => {
    const picture = await sendFile('portrait.jpg');
    const { width, height } = await sharp(join(samples, 'portrait.jpg')).metadata();
    expect(picture).toMatchObject({ name: 'portrait.jpg', kind: 'image', mime: 'image/jpeg', width, height });
    const path = join(folder(), `${picture.id}.jpg`);
    expect(readFileSync(path).equals(readFileSync(join(samples, 'portrait.jpg')))).toBe(true);
    expect(staged().get(picture.id)).toEqual(picture);

    // What is no picture any more still has its price: nothing is decoded again.
    const whole = readFileSync(path);
    writeFileSync(path, 'no picture');
    expect((await estimate(clip(`staged:${picture.id}`))).inputs).toMatchObject([{ width, height }]);
    writeFileSync(path, whole);
  });

  test.each([
    ['a page', Buffer.from(`<!doctype html>${' '.repeat(4_000)}`), /another type/],
    ['a playlist', Buffer.from('#EXTM3U\nfile:///etc/passwd\n'.repeat(200)), /another type/],
    ['a cut picture', readFileSync(join(samples, 'portrait.jpg')).subarray(0, 2_000), /./],
    ['nothing', Buffer.alloc(0), /empty/],
  ])('%s is refused, and nothing of it stays', async (_name, bytes, found) => {
    const before = files();
    await expect(send('x.jpg', bytes)).rejects.toMatchObject({ code: 'BAD_INPUT', facts: { field: 'file' } });
    await expect(send('x.jpg', bytes)).rejects.toThrow();
    const error = await send('x.jpg', bytes).catch((e: { facts: { found: string } }) => e.facts.found);
    expect(error).toMatch(found);
    expect(files()).toEqual(before);
  });

  test('of another length than was told is refused, and so is one that breaks off', async () => {
    const before = files();
    const bytes = readFileSync(join(samples, 'portrait.jpg'));
    await expect(send('long.jpg', bytes, bytes.length - 1)).rejects.toThrow('BAD_INPUT');
    await expect(send('short.jpg', bytes, bytes.length + 1)).rejects.toThrow('BAD_INPUT');
    await expect(staged().begin({ name: 'huge.jpg', bytes: 201 * 1024 ** 2 })).rejects.toThrow('BAD_INPUT');
    const broken = await staged().begin({ name: 'broken.jpg', bytes: bytes.length });
    await broken.write(bytes.subarray(0, 9_000));
    await broken.discard();
    expect(files()).toEqual(before);
  });

  test('goes after a day, not sooner; what a job was made with stays', { timeout: 60_000 }, async () => {
    const picture = await sendFile('product.jpg');
    const { engine } = studio;
    engine().write(() => engine().settings.setPaused(true));
    const job = await studio.make(clip(`staged:${picture.id}`));
    await engine().assets.evict(false);
    expect(staged().get(picture.id)).toEqual(picture);
    engine().db.sql('UPDATE staged SET at = at - 25 * 3600000 WHERE id = ?').run(picture.id);
    const stray = join(folder(), '0000000000000000.jpg');
    writeFileSync(stray, 'left by a crash between the file and its row');
    await studio.restart();
    await engine().assets.swept();
    await engine().assets.evict(false);
    expect(() => staged().get(picture.id)).toThrow('NOT_FOUND');
    expect([stray, join(folder(), `${picture.id}.jpg`)].map(existsSync)).toEqual([false, false]);
    expect(existsSync(engine().show(job.id).inputs[0]?.path ?? '')).toBe(true);
    const gone = estimate(clip(`staged:${picture.id}`));
    await expect(gone).rejects.toMatchObject({ code: 'BAD_INPUT', facts: { field: 'image' } });
    engine().actOn(job.id, engine().actions.cancel);
    engine().write(() => engine().settings.setPaused(false));
  });
});

describe('a parameter', () => {
  test('may name the file that an earlier job had in the same field', async () => {
    const picture = await sendFile('room.jpg');
    const { engine } = studio;
    engine().write(() => engine().settings.setPaused(true));
    const first = await studio.make(clip(`staged:${picture.id}`));
    const second = await studio.make(clip(`job:${first.id}`));
    const [was, is] = [first, second].map((job) => engine().show(job.id).inputs[0]);
    expect(is).toMatchObject({ name: 'room.jpg', sha256: was?.sha256, width: was?.width, mime: was?.mime });
    expect(is?.path).not.toBe(was?.path);
    expect(readFileSync(is?.path ?? '').equals(readFileSync(join(samples, 'room.jpg')))).toBe(true);
    for (const odd of ['job:0000000000000000', 'job:../../x', 'staged:0000000000000000', 'staged:x'])
      await expect(estimate(clip(odd))).rejects.toMatchObject({ facts: { field: 'image' } });
    engine().act(null, () => [first, second].map((job) => engine().actions.cancel(job.id)));
    engine().write(() => engine().settings.setPaused(false));
  });

  test("keeps to the field's rule: a sound is no picture, a small picture is too small", async () => {
    const sound = await send('voice.wav', wav(6, spoken));
    expect(sound).toMatchObject({ kind: 'audio', durationS: 6 });
    const small = await sharp({ create: { width: 200, height: 900, channels: 3, background: '#a86' } })
      .png()
      .toBuffer();
    const { id } = await send('small.png', small);
    for (const wrong of [sound.id, id])
      await expect(estimate(clip(`staged:${wrong}`))).rejects.toMatchObject({
        code: 'BAD_INPUT',
        facts: { field: 'image' },
      });
    const silent = await send(
      'silent.wav',
      wav(6, () => 0),
    );
    const picture = await sendFile('portrait.jpg');
    const ugc = (audio: string) => ({
      workflow: 'ugc_video',
      params: { image: `staged:${picture.id}`, audio: `staged:${audio}` },
    });
    const seen = await studio.engine().making.estimate(ugc(sound.id), false);
    expect(seen.inputs.find((one) => one.field === 'audio')?.seconds).toBe(6);
    await expect(studio.engine().making.estimate(ugc(silent.id), false)).rejects.toMatchObject({
      facts: { field: 'audio', found: 'silent' },
    });
  });

  test('may be a path only where the host allows it', async () => {
    const path = join(samples, 'portrait.jpg');
    await expect(estimate(clip(path))).rejects.toMatchObject({ facts: { field: 'image', found: 'a path' } });
    expect((await estimate(clip(path), true)).inputs[0]?.width).toBeGreaterThan(300);
  });
});

test('the same wish is told from its files by their bytes, however they are named', {
  timeout: 60_000,
}, async () => {
  const { engine } = studio;
  const path = join(samples, 'product.jpg');
  const wish = (image: string) => ({ workflow: 'image_prompt', params: { image, prompt: 'A bottle.' } });
  const sameAs = async (input: { workflow: string; params: Record<string, unknown> }) =>
    (await engine().making.estimate(input)).same;
  expect(await sameAs(wish(path))).toBe(null);
  const job = await studio.make({ ...wish(path), review: 'hold' });
  expect(await sameAs(wish(path))).toBe(null);
  await studio.until(job.id);
  const copy = await send('another name.jpg', readFileSync(path));
  for (const image of [path, `staged:${copy.id}`, `job:${job.id}`])
    expect(await sameAs(wish(image))).toBe(job.id);
  expect(await sameAs(wish(join(samples, 'room.jpg')))).toBe(null);
  expect(await sameAs({ ...wish(path), params: { image: path, prompt: 'A bag.' } })).toBe(null);
  engine().actOn(job.id, engine().actions.reject);
  expect(await sameAs(wish(path))).toBe(null);
});
