import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { startProgram } from '../system/program.ts';
import { fetchPart } from './fetch-part.ts';
import { installPart } from './part.ts';

/** Fetching the part without npm, from a registry on this machine. */
type Entry = { name: string; text?: string; type?: string; mode?: string };

let here = '';
const at = (...names: string[]): string => join(here, 'native', ...names);
const served = new Map<string, Buffer>();
const asked: string[] = [];
let hold: Promise<void> | null = null;
const server = createServer((request, response) => {
  const path = decodeURIComponent(request.url ?? '');
  asked.push(path);
  const body = served.get(path);
  void Promise.resolve(hold).then(() => response.writeHead(body ? 200 : 404).end(body));
});
let registry = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/npm/`;
});
afterAll(() => void server.closeAllConnections());
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'rushes-fetch-part-'));
  mkdirSync(at());
  served.clear();
  asked.length = 0;
  hold = null;
});
afterEach(() => rmSync(here, { recursive: true, force: true }));

function header({ name, text = '', type = '0', mode = '644' }: Entry): Buffer {
  const head = Buffer.alloc(512);
  head.write(name, 0, 100);
  head.write(mode.padStart(7, '0'), 100);
  head.write(Buffer.byteLength(text).toString(8).padStart(11, '0'), 124);
  head.write('        ', 148);
  head.write(type, 156);
  head.write('ustar\u000000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}

const tar = (entries: readonly Entry[]): Buffer =>
  Buffer.concat([
    ...entries.flatMap((one) => {
      const body = Buffer.from(one.text ?? '');
      return [header(one), body, Buffer.alloc((512 - (body.length % 512)) % 512)];
    }),
    Buffer.alloc(1_024),
  ]);

type Offer = { at?: string; entries?: readonly Entry[]; packed?: Buffer; os?: string[]; integrity?: string };

/** Puts a package into the registry and into the lock file. */
function offer(name: string, more: Offer = {}): void {
  const { entries = [{ name: 'package/package.json', text: `{"name":"${name}"}` }] } = more;
  const packed = more.packed ?? gzipSync(tar(entries));
  const integrity = more.integrity ?? `sha512-${createHash('sha512').update(packed).digest('base64')}`;
  served.set(`/npm/${name}/-/${name.split('/').at(-1)}-1.2.3.tgz`, packed);
  const file = at('package-lock.json');
  const lock = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { packages: { '': { name: 'own' } } };
  const path = more.at ?? `node_modules/${name}`;
  lock.packages[path] = { version: '1.2.3', integrity, ...(more.os ? { os: more.os } : {}) };
  writeFileSync(file, JSON.stringify(lock));
}

const fetchNow = (signal = new AbortController().signal): Promise<void> =>
  fetchPart(at(), { registry, signal, machine: { os: 'linux', cpu: 'x64' } });
const reason = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: Error) => error.message,
  );

test('every package that is for this machine is unpacked where the lock file has it', async () => {
  const long = `package/${'folder/'.repeat(20)}file.js`;
  const record = `path=${long}\n`;
  const length = record.length + 4;
  offer('one', {
    entries: [
      { name: 'pax', type: 'g', text: '' },
      { name: 'package/', type: '5' },
      { name: 'package/package.json', text: '{}' },
      { name: 'package/bin/run.sh', text: 'x'.repeat(100_000), mode: '755' },
      { name: 'pax', type: 'x', text: `${length} ${record}` },
      { name: 'cut/short', text: 'long' },
    ],
  });
  offer('@scope/two', { entries: [{ name: 'anything/index.js', text: '2' }], os: ['linux', 'darwin'] });
  offer('three', { os: ['win32'] });
  offer('four', { at: 'node_modules/one/node_modules/four' });
  mkdirSync(at('node_modules', 'old'), { recursive: true });
  await fetchNow();
  expect(readdirSync(at()).sort()).toEqual(['node_modules', 'package-lock.json']);
  expect(readdirSync(at('node_modules')).sort()).toEqual(['@scope', 'one']);
  expect(readFileSync(at('node_modules/one/bin/run.sh'), 'utf8')).toHaveLength(100_000);
  expect(statSync(at('node_modules/one/bin/run.sh')).mode & 0o111).toBe(0o111);
  expect(readFileSync(at('node_modules/one', ...long.split('/').slice(1)), 'utf8')).toBe('long');
  expect(readFileSync(at('node_modules/@scope/two/index.js'), 'utf8')).toBe('2');
  expect(existsSync(at('node_modules/one/node_modules/four/package.json'))).toBe(true);
  expect(asked.sort()).toEqual([
    '/npm/@scope/two/-/two-1.2.3.tgz',
    '/npm/four/-/four-1.2.3.tgz',
    '/npm/one/-/one-1.2.3.tgz',
  ]);
});

describe('nothing is put in place, and what was there stays,', () => {
  const outside = { text: 'x' };
  test.each<[string, Offer, string]>([
    ['of another hash', { integrity: 'sha512-AAAA' }, 'it is not what it should be'],
    ['that is no archive', { packed: Buffer.from('no archive') }, 'incorrect header check'],
    ['that is no tar', { packed: gzipSync(Buffer.alloc(2_048, 'x')) }, 'it is no tar'],
    [
      'that is cut',
      { packed: gzipSync(tar([{ name: 'p/a', text: 'x'.repeat(999) }]).subarray(0, 700)) },
      'too early',
    ],
    ['with a link', { entries: [{ name: 'p/link', type: '2' }] }, 'something else than files'],
    ['with a hard link', { entries: [{ name: 'p/link', type: '1' }] }, 'something else than files'],
    ['with a path up', { entries: [{ name: 'p/../../../../out', ...outside }] }, 'leads elsewhere'],
    ['with a path from the root', { entries: [{ name: '/p/out', ...outside }] }, 'leads elsewhere'],
    ['with a path of Windows', { entries: [{ name: 'p/..\\out', ...outside }] }, 'leads elsewhere'],
    ['with a drive', { entries: [{ name: 'p/C:out', ...outside }] }, 'leads elsewhere'],
    ['with no path', { entries: [{ name: 'p', ...outside }] }, 'leads elsewhere'],
    ['that has a file twice', { entries: [{ name: 'p/a' }, { name: 'p/a' }] }, 'EEXIST'],
  ])('of a package %s', async (_what, more, words) => {
    offer('good');
    offer('bad', more);
    mkdirSync(at('node_modules', 'old'), { recursive: true });
    const said = await reason(fetchNow());
    expect(said).toContain('bad: ');
    expect(said).toContain(words);
    expect(readdirSync(at()).sort()).toEqual(['node_modules', 'package-lock.json']);
    expect(readdirSync(at('node_modules'))).toEqual(['old']);
    expect(readdirSync(here)).toEqual(['native']);
  });

  test('of a package that the registry does not have', async () => {
    offer('gone');
    served.clear();
    expect(await reason(fetchNow())).toBe('gone: the registry answered 404');
  });

  test('when it is stopped', async () => {
    let letGo = (): void => {};
    hold = new Promise((resolve) => {
      letGo = resolve;
    });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) offer(name);
    const stop = new AbortController();
    const ended = reason(fetchNow(stop.signal));
    await expect.poll(() => asked.length).toBe(4);
    stop.abort(new Error('enough'));
    expect(await ended).toBe('enough');
    letGo();
    expect(readdirSync(at())).toEqual(['package-lock.json']);
  });
});

describe('the installation on a machine without npm', () => {
  const install = (): Promise<unknown> =>
    installPart(at(), { startProgram, npm: null }).catch((error: unknown) =>
      error instanceof RushesError ? { code: error.code, ...error.facts } : error,
    );
  afterEach(() => vi.unstubAllEnvs());

  test('asks the registry that npm would ask, and holds what comes to the hashes of the lock file', async () => {
    vi.stubEnv('npm_config_registry', registry);
    const packed = gzipSync(tar([{ name: 'package/package.json', text: '{}' }]));
    served.get = () => packed;
    try {
      expect(await install()).toMatchObject({
        code: 'media_failed',
        detail: expect.stringMatching(/^\S+: it is not what it should be$/),
      });
    } finally {
      Reflect.deleteProperty(served, 'get');
    }
    expect(asked.length).toBeGreaterThan(0);
    expect(existsSync(at('node_modules'))).toBe(false);
  });

  test.each(['', 'no address', 'http://example.com/', 'https://me:secret@example.com/'])(
    'says so where "%s" is the registry',
    async (address) => {
      vi.stubEnv('npm_config_registry', address);
      expect(await install()).toMatchObject({ code: 'MEDIA_MISSING', rule: expect.stringContaining('npm') });
      expect(asked).toEqual([]);
    },
  );
});
