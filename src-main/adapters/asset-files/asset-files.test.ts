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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { createAssetFiles } from './asset-files.ts';

const source = fileURLToPath(new URL('./asset-files.ts', import.meta.url));
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof RushesError ? error.code : String(error)),
  );

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'rushes-assets-'));
  root = join(base, 'root');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Every name below the root. */
const tree = () => (existsSync(root) ? readdirSync(root, { recursive: true }).map(String).sort() : []);

const file = 'assets/user_local/job_1/preview/take_1.mp3';

describe('a part', () => {
  it('gets its name only by commit, whole, private, with its hash', async () => {
    const files = createAssetFiles(root);
    const data = Buffer.alloc(3_000_000, 'abc');
    const part = await files.open(file);
    await part.write(data.subarray(0, 1));
    await part.write(data.subarray(1));
    expect(existsSync(join(root, file))).toBe(false);
    expect(await part.commit()).toEqual({ bytes: data.length, sha256: sha256(data) });
    await part.discard();
    expect(tree().filter((name) => name.includes('take'))).toEqual([file]);
    expect(statSync(files.absolute(file)).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, 'assets/user_local')).mode & 0o777).toBe(0o700);
    const seen = await files.inspect(file);
    expect(seen).toMatchObject({ bytes: data.length, sha256: sha256(data) });
    expect(seen?.head).toEqual(new Uint8Array(data.subarray(0, 4096)));
  });

  it('is on the disk in the right order: file, then name, then every folder that was made', async () => {
    const seen: string[] = [];
    const named = () => (existsSync(join(root, file)) ? 'named' : 'unnamed');
    const onSync = (what: string, path: string) =>
      seen.push(`${what} ${path.slice(base.length + 1)} ${named()}`);
    const files = createAssetFiles(root, { onSync });
    const part = await files.open(file);
    await part.write(bytesOf('x'));
    expect(seen).toEqual([]);
    await part.commit();
    expect(seen).toEqual([
      `file root/${file}.part unnamed`,
      'folder root/assets/user_local/job_1/preview named',
      'folder root/assets/user_local/job_1 named',
      'folder root/assets/user_local named',
      'folder root/assets named',
      'folder root named',
      'folder  named',
    ]);
    seen.length = 0;
    const second = await files.open('assets/user_local/job_1/preview/take_2.mp3');
    await second.commit();
    expect(seen.map((line) => line.split(' ')[0])).toEqual(['file', 'folder']);
  });

  it('is taken away by discard, and a stale one of before is replaced', async () => {
    const files = createAssetFiles(root);
    const first = await files.open('a.txt');
    await first.write(bytesOf('half'));
    await first.discard();
    await first.discard();
    expect(tree()).toEqual([]);
    writeFileSync(join(root, 'a.txt.part'), 'stale and longer');
    const second = await files.open('a.txt');
    await second.write(bytesOf('new'));
    expect(await second.commit()).toEqual({ bytes: 3, sha256: sha256('new') });
  });

  it('does not write through a link that stands where the part goes', async () => {
    const files = createAssetFiles(root);
    mkdirSync(root);
    writeFileSync(join(base, 'outside'), 'kept');
    symlinkSync(join(base, 'outside'), join(root, 'a.txt.part'));
    const part = await files.open('a.txt');
    await part.write(bytesOf('new'));
    await part.commit();
    expect(readFileSync(join(base, 'outside'), 'utf8')).toBe('kept');
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('new');
  });

  it('is one at a time per name, and of no use after its end', async () => {
    const files = createAssetFiles(root);
    const part = await files.open('a.txt');
    expect(await codeOf(files.open('a.txt'))).toBe('INTERNAL');
    const writing = part.write(bytesOf('abc'));
    expect(await codeOf(part.commit())).toBe('INTERNAL');
    await writing;
    await part.commit();
    expect(await codeOf(part.write(bytesOf('d')))).toBe('INTERNAL');
    expect(await codeOf(part.commit())).toBe('INTERNAL');
    const again = await files.open('a.txt');
    await again.discard();
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('abc');
  });

  it('killed between write and rename leaves only itself, which the sweep takes', async () => {
    const script = `
      const { createAssetFiles } = await import(${JSON.stringify(source)});
      const onSync = (what) => what === 'file' && process.kill(process.pid, 'SIGKILL');
      const part = await createAssetFiles(process.argv[1], { onSync }).open('job/a.txt');
      await part.write(new TextEncoder().encode('whole text'));
      await part.commit();`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, root], {
      encoding: 'utf8',
    });
    expect(run.signal, run.stderr).toBe('SIGKILL');
    expect(tree()).toEqual(['job', 'job/a.txt.part']);
    const files = createAssetFiles(root);
    expect(await files.inspect('job/a.txt')).toBe(null);
    expect(await files.sweep(() => false)).toBe(1);
    expect(await files.sweep(() => false)).toBe(0);
    expect(tree()).toEqual(['job']);
  });
});

describe('paths', () => {
  const bad = [
    '',
    '/',
    '/etc/passwd',
    '..',
    '../x',
    'a/../b',
    'a/./b',
    'a//b',
    'a/',
    '.hidden',
    'a\\b',
    'a\0b',
  ];
  bad.push('C:/x', 'a:b', 'x.part', 'a b', 'a.', 'ä', 'x'.repeat(200), 'a/../../root-evil/x', 'a\nb');

  it.each(bad)('refuses %j everywhere and makes nothing', async (path) => {
    const files = createAssetFiles(root);
    expect(() => files.absolute(path)).toThrow(RushesError);
    for (const call of [files.open, files.inspect, files.remove])
      expect(await codeOf(call(path))).toBe('INTERNAL');
    expect(await codeOf(files.append(path, 'x'))).toBe('INTERNAL');
    expect(existsSync(root)).toBe(false);
  });

  it('never lead out of the root', () => {
    const files = createAssetFiles(root);
    const piece = fc.constantFrom('..', '.', '/', '\\', 'a', 'b.mp3', '\0', '%2e', '~', ':', ' ', '.part');
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (path) => {
          try {
            expect(files.absolute(path).startsWith(`${root}/`)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(RushesError);
          }
        },
      ),
    );
  });

  it('refuses a linked folder on the way and a link or a folder in the place of a file', async () => {
    const files = createAssetFiles(root);
    mkdirSync(root);
    mkdirSync(join(base, 'outside'));
    writeFileSync(join(base, 'outside/x.txt'), 'kept');
    symlinkSync(join(base, 'outside'), join(root, 'link'));
    symlinkSync(join(base, 'outside/x.txt'), join(root, 'x.txt'));
    expect(await codeOf(files.open('link/new.txt'))).toBe('DISK_FAILED');
    expect(await codeOf(files.inspect('link/x.txt'))).toBe('DISK_FAILED');
    expect(await codeOf(files.remove('link/x.txt'))).toBe('DISK_FAILED');
    expect(await codeOf(files.append('link/x.txt', 'more'))).toBe('DISK_FAILED');
    expect(await codeOf(files.append('x.txt', 'more'))).toBe('DISK_FAILED');
    expect(await codeOf(files.inspect('x.txt'))).toBe('DISK_FAILED');
    mkdirSync(join(root, 'folder'));
    expect(await codeOf(files.inspect('folder'))).toBe('DISK_FAILED');
    if (spawnSync('mkfifo', [join(root, 'pipe')]).status === 0) {
      expect(await codeOf(files.inspect('pipe'))).toBe('DISK_FAILED');
    }
    expect(readdirSync(join(base, 'outside'))).toEqual(['x.txt']);
    expect(readFileSync(join(base, 'outside/x.txt'), 'utf8')).toBe('kept');
  });
});

describe('the rest', () => {
  it('appends, inspects, removes, sweeps and knows the free space', async () => {
    const files = createAssetFiles(root);
    expect(await files.inspect('job/draft.txt')).toBe(null);
    await files.remove('job/draft.txt');
    await files.append('job/draft.txt', 'Grüße, ');
    await files.append('job/draft.txt', 'Welt');
    expect(await files.inspect('job/draft.txt')).toEqual({
      bytes: bytesOf('Grüße, Welt').length,
      sha256: sha256('Grüße, Welt'),
      head: bytesOf('Grüße, Welt'),
    });
    const left = [await files.open('job/one.txt'), await files.open('job/deep/two.txt')];
    expect(await files.sweep(() => false)).toBe(2);
    for (const part of left) await part.discard();
    await files.remove('job/draft.txt');
    expect(await files.inspect('job/draft.txt')).toBe(null);
    expect(await files.freeBytes()).toBeGreaterThan(1_000_000);
  });

  it('says DISK_FAILED where a folder cannot be made', async () => {
    mkdirSync(root);
    writeFileSync(join(root, 'job'), 'a file');
    const files = createAssetFiles(root);
    expect(await codeOf(files.open('job/a.txt'))).toBe('DISK_FAILED');
    expect(await codeOf(createAssetFiles(join(root, 'job')).freeBytes())).toBe('DISK_FAILED');
  });
});

const canMount = spawnSync('unshare', ['-m', 'true']).status === 0;
if (!canMount) console.log('skipped: disk full: needs root, for a small tmpfs by unshare -m');

describe.skipIf(!canMount)('a full disk', () => {
  it('is disk_full, keeps what stood there, and is over once there is room', () => {
    mkdirSync(root);
    const script = `
      import { readdirSync, statSync } from 'node:fs';
      const { createAssetFiles } = await import(${JSON.stringify(source)});
      const root = process.argv[1];
      const files = createAssetFiles(root);
      const codes = [];
      const note = (work) => work.then(() => codes.push('none'), (error) => codes.push(error.code));
      const old = await files.open('old.txt');
      await old.write(Buffer.alloc(20_000, 'o'));
      await old.commit();
      const free = await files.freeBytes();
      const big = await files.open('big.mp3');
      await note(big.write(Buffer.alloc(100_000, 'b')));
      await note(files.append('draft.txt', 'x'.repeat(100_000)));
      await note(big.write(Buffer.alloc(1)));
      await note(big.commit());
      await big.discard();
      await files.remove('draft.txt');
      const afterwards = await files.open('big.mp3');
      await afterwards.write(Buffer.alloc(20_000, 'c'));
      await note(afterwards.commit());
      const sizes = readdirSync(root).sort().map((name) => [name, statSync(root + '/' + name).size]);
      console.log(JSON.stringify({ codes, sizes, free }));`;
    const mount =
      'mount -t tmpfs -o size=64k,mode=700 tmpfs "$2" && exec "$0" --input-type=module -e "$1" "$2"';
    const run = spawnSync('unshare', ['-m', 'sh', '-c', mount, process.execPath, script, root], {
      encoding: 'utf8',
    });
    expect(run.status, run.stderr).toBe(0);
    const told = JSON.parse(run.stdout) as { codes: string[]; sizes: unknown; free: number };
    expect(told.codes).toEqual(['disk_full', 'disk_full', 'INTERNAL', 'INTERNAL', 'none']);
    expect(told.sizes).toEqual([
      ['big.mp3', 20_000],
      ['old.txt', 20_000],
    ]);
    expect(told.free).toBeLessThan(64 * 1024);
  });
});
