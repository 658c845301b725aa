import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAssetFiles } from './asset-files.ts';

/** Files that another program makes, that are linked, and that come from outside. */
const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'rushes-made-'));
  root = join(base, 'root');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));
const tree = () =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => one.name)
    .sort();

test('what a program makes gets its name when it is whole, with its hash, private and synced', async () => {
  const synced: string[] = [];
  const files = createAssetFiles(root, {
    onSync: (what, path) => synced.push(`${what} ${path.slice(root.length)}`),
  });
  const whole = await files.make('a/take.mp4', async (part) => {
    expect(part).toBe(join(root, 'a/take.mp4.part'));
    await writeFile(part, 'whole');
    expect(existsSync(join(root, 'a/take.mp4'))).toBe(false);
    return 42;
  });
  expect(whole).toEqual({ made: 42, bytes: 5, sha256: sha256('whole') });
  expect(statSync(join(root, 'a/take.mp4')).mode & 0o777).toBe(0o600);
  expect(synced.slice(0, 2)).toEqual(['file /a/take.mp4.part', 'folder /a']);
  expect(tree()).toEqual(['take.mp4']);
});

test('where the work fails nothing is left, and the name is free again', async () => {
  const files = createAssetFiles(root);
  const failing = files.make('a/take.mp4', async (part) => {
    await writeFile(part, 'half');
    await expect(files.make('a/take.mp4', async () => 1)).rejects.toMatchObject({ code: 'INTERNAL' });
    throw new Error('the program died');
  });
  await expect(failing).rejects.toThrow('the program died');
  expect(tree()).toEqual([]);
  await files.make('a/take.mp4', (part) => writeFile(part, 'b'));
  expect(tree()).toEqual(['take.mp4']);
});

test('a second name shares the bytes and outlives the first', async () => {
  const files = createAssetFiles(root);
  await files.make('a/image.jpg', (part) => writeFile(part, 'picture'));
  await files.link('a/image.jpg', 'b/image.jpg');
  expect(statSync(files.absolute('a/image.jpg')).ino).toBe(statSync(files.absolute('b/image.jpg')).ino);
  await files.remove('a/image.jpg');
  expect(await files.has('a/image.jpg')).toBe(false);
  expect(Buffer.from((await files.read('b/image.jpg')) ?? []).toString()).toBe('picture');
  expect(await files.read('a/image.jpg')).toBeNull();
});

test('a file from outside is looked at and copied; what is no file is told apart', async () => {
  const files = createAssetFiles(root);
  const outside = join(base, 'photo.jpg');
  writeFileSync(outside, 'the picture of a person');
  symlinkSync(outside, join(base, 'link.jpg'));
  mkdirSync(join(base, 'folder'));
  spawnSync('mkfifo', [join(base, 'pipe')]);
  expect(await files.look(join(base, 'link.jpg'))).toMatchObject({ bytes: 23 });
  expect(await files.look(join(base, 'nothing'))).toBe('missing');
  expect(await files.look(join(outside, 'below'))).toBe('missing');
  expect(await files.look(join(base, 'folder'))).toBe('no_file');
  if (existsSync(join(base, 'pipe'))) expect(await files.look(join(base, 'pipe'))).toBe('no_file');

  const whole = await files.copyIn(outside, 'input/image.jpg', 100);
  expect(whole).toEqual({ bytes: 23, sha256: sha256('the picture of a person') });
  expect(readFileSync(outside, 'utf8')).toBe('the picture of a person');
  await expect(files.copyIn(outside, 'input/other.jpg', 10)).rejects.toMatchObject({ code: 'media_refused' });
  await expect(files.copyIn(join(base, 'nothing'), 'input/other.jpg', 10)).rejects.toMatchObject({
    code: 'media_refused',
  });
  expect(tree()).toEqual(['image.jpg']);
});

test('the sweep takes what is named unwanted, and parts, and nothing else', async () => {
  const files = createAssetFiles(root);
  for (const name of ['a/keep.mp4', 'a/take.source.mp4', 'b/keep.jpg'])
    await files.make(name, (part) => writeFile(part, 'x'));
  writeFileSync(join(root, 'a/cut.mp4.part'), 'x');
  const asked: string[] = [];
  const swept = await files.sweep((path) => {
    asked.push(path);
    return path.includes('.source.');
  });
  expect(swept).toBe(2);
  expect(asked.sort()).toEqual(['a/keep.mp4', 'a/take.source.mp4', 'b/keep.jpg']);
  expect(tree()).toEqual(['keep.jpg', 'keep.mp4']);
});
