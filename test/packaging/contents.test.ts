import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { extractAll, extractFile } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  filesBelow,
  filesIn,
  folder,
  fusesOf,
  longestMs,
  type PackedFile,
  packFolder,
  prove,
  root,
  sizeOf,
  wantedFuses,
} from './packed.ts';

/** What is in the app: packed once, for Linux, around a stand-in for Electron, from the real out/. */

const here = process.platform === 'linux' && process.arch === 'x64';
if (!here) console.log('skipped: what is in the packed app: it is packed on Linux on x64');

describe.runIf(here)('the packed app', () => {
  const at = folder();
  const app = join(at.path, 'linux-unpacked');
  const resources = join(app, 'resources');
  const archive = join(resources, 'app.asar');
  const extracted = join(at.path, 'extracted');
  let files: PackedFile[];
  let paths: string[];

  beforeAll(async () => {
    const { code, said } = await packFolder(['--stand-in', '--output', at.path]);
    expect(code, said).toBe(0);
    files = filesIn(archive);
    paths = files.map((file) => file.path);
    extractAll(archive, extracted);
  }, longestMs);
  afterAll(at.remove);

  it('stands as it should for the step that reads the finished app; without its fuses or at all it does not', () => {
    expect(prove(at.path)).toBe('linux-unpacked: nine fuses');
    const other = folder();
    expect(prove(other.path)).toContain('there is no app');
    cpSync(archive, join(other.path, 'linux-unpacked/resources/app.asar'));
    writeFileSync(
      join(other.path, 'linux-unpacked/rushes'),
      readFileSync(join(app, 'rushes'), 'latin1').replace(/(dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX..)./s, '$11'),
      'latin1',
    );
    expect(prove(other.path)).toContain('the fuse RunAsNode should be off');
    other.remove();
  });

  it('has the main program, the preload, the page and the children, and not the command line', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'out/main/index.js',
        'out/preload/index.cjs',
        'out/renderer/index.html',
        'out/media.mjs',
        'out/simulators.mjs',
        'out/render.mjs',
        'resources/icon.png',
        'resources/trayTemplate.png',
        'resources/trayTemplate@2x.png',
        'resources/samples/portrait.jpg',
        'resources/media/package.json',
        'resources/media/package-lock.json',
        'resources/media/registry',
      ]),
    );
    expect(paths).not.toContain('out/cli.mjs');
    expect(paths.some((path) => path.startsWith('out/renderer/static/'))).toBe(true);
    expect(JSON.parse(extractFile(archive, 'package.json').toString())).toMatchObject({
      main: 'out/main/index.js',
      type: 'module',
    });
  });

  it("has of OpenAI's SDK what a chat needs, not its 900 KB", () => {
    const sdk = files.filter((file) => /^out\/main\/chunks\/openai-[^/]*\.js$/.test(file.path));
    expect(sdk).toHaveLength(1);
    expect(sdk[0]?.size).toBeLessThan(400_000);
  });

  it('has nothing at its top but that', () => {
    const top = new Set(paths.map((path) => path.split('/')[0]));
    expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json', 'resources']);
    const ofOut = paths.filter((path) => path.startsWith('out/')).map((path) => path.split('/')[1]);
    expect([...new Set(ofOut)].sort()).toEqual([
      'chunks',
      'main',
      'media.mjs',
      'preload',
      'render.mjs',
      'renderer',
      'simulators.mjs',
    ]);
  });

  it('has no source, no test, no map and nothing of the licences that may not be in it', () => {
    const bad =
      /(^|\/)(src-[a-z]+|tests?|e2e|bench|docs|simulators|scripts)\/|\.map$|\.test\.|\.[cm]?tsx?$|node-av|@seydx|espeak|better-sqlite3\/(deps|src)/;
    expect(paths.filter((path) => bad.test(path))).toEqual([]);
    expect(filesBelow(app).filter((path) => bad.test(path))).toEqual([]);
  });

  it('has those packages alone that are not bundled, and what they load', () => {
    const names = paths
      .filter((path) => path.startsWith('node_modules/'))
      .map((path) => path.slice('node_modules/'.length))
      .map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
    expect([...new Set(names)].sort()).toEqual([
      '@img/colour',
      '@img/sharp-libvips-linux-x64',
      '@img/sharp-linux-x64',
      '@napi-rs/keyring',
      '@napi-rs/keyring-linux-x64-gnu',
      'argparse',
      'better-sqlite3',
      'builder-util-runtime',
      'cloudinary',
      'debug',
      'detect-libc',
      'electron-updater',
      'fs-extra',
      'graceful-fs',
      'js-yaml',
      'jsonfile',
      'lazy-val',
      'lodash',
      'lodash.escaperegexp',
      'lodash.isequal',
      'mediabunny',
      'ms',
      'sax',
      'semver',
      'sharp',
      'tiny-typed-emitter',
      'universalify',
    ]);
  });

  it("has native code of this system alone, in files of its own, and nothing else beside the archive's inside", () => {
    const isNative = /\.(node|so[.\d]*|dylib|dll|exe)$/;
    const native = files.filter((file) => isNative.test(file.path));
    expect(native.map((file) => file.path).sort()).toEqual([
      expect.stringMatching(/^node_modules\/@img\/sharp-libvips-linux-x64\/lib\/libvips-cpp\.so\.[\d.]+$/),
      expect.stringMatching(/^node_modules\/@img\/sharp-linux-x64\/lib\/sharp-linux-x64-[\d.]+\.node$/),
      'node_modules/@napi-rs/keyring-linux-x64-gnu/keyring.linux-x64-gnu.node',
      'node_modules/better-sqlite3/prebuilds/linux-x64.node',
    ]);
    const beside = files.filter((file) => file.unpacked).map((file) => file.path);
    expect(filesBelow(join(resources, 'app.asar.unpacked')).sort()).toEqual(beside.sort());
    expect(beside).toEqual(expect.arrayContaining(native.map((file) => file.path)));
    expect(
      beside.every((path) => /linux-x64(-gnu)?[/.]/.test(path)),
      beside.join('\n'),
    ).toBe(true);
    // The binary is the machine's: an ELF file for x86-64.
    const sqlite = readFileSync(
      join(resources, 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node'),
    );
    expect([sqlite.toString('latin1', 1, 4), sqlite.readUInt16LE(18)]).toEqual(['ELF', 62]);
  });

  it('has of the built chunks only what something in it names', () => {
    const text = paths
      .filter((path) => path.startsWith('out/') && /\.(c?js|mjs|html|css)$/.test(path))
      .map((path) => [path, readFileSync(join(extracted, path), 'utf8')] as const);
    const chunks = paths.filter((path) => /^out\/.*(chunks|static)\//.test(path));
    const unnamed = chunks.filter((chunk) => {
      const name = chunk.split('/').at(-1) as string;
      return !text.some(([path, content]) => path !== chunk && content.includes(name));
    });
    expect(unnamed).toEqual([]);
    expect(chunks.length).toBeGreaterThan(10);
  });

  it('loads no package that is not in it', () => {
    const asked = paths
      .filter((path) => /^out\/(?!renderer).*\.[cm]?js$/.test(path))
      .flatMap((path) => {
        const text = readFileSync(join(extracted, path), 'utf8');
        // As rolldown writes them: at the start of a line, or a call with the name alone. `url)` ends a createRequire().
        const loads =
          /^(?:import|export) (?:.* from )?"([^"]+)"|(?:\bimport|\brequire|\burl\)(?:\.resolve)?)\("([^"]+)"\)/gm;
        return [...text.matchAll(loads)].map(([, first, second]) => first ?? second);
      })
      .filter((name) => name !== undefined && !name.startsWith('.') && !isBuiltin(name))
      .map((name = '') => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
    const without = ['electron', 'node-av', '@echogarden/espeak-ng-emscripten'];
    const missing = [...new Set(asked)].filter(
      (name) => !without.includes(name) && !existsSync(join(extracted, 'node_modules', name, 'package.json')),
    );
    expect(missing).toEqual([]);
    expect(asked).toEqual(
      expect.arrayContaining(['electron', 'better-sqlite3', 'sharp', 'electron-updater']),
    );
  });

  it('works by itself: its packages load and do their work far from this project', async () => {
    const program = `
      import Database from 'better-sqlite3';
      import keyring from '@napi-rs/keyring';
      import sharp from 'sharp';
      import { Input } from 'mediabunny';
      import cloudinary from 'cloudinary';
      import updater from 'electron-updater';
      const one = new Database(':memory:').prepare('SELECT 6 * 7 AS answer').get().answer;
      const { width } = await sharp('resources/samples/portrait.jpg').resize(40).toBuffer({ resolveWithObject: true }).then((made) => made.info);
      console.log(JSON.stringify([one, width, typeof keyring.Entry, typeof Input, typeof cloudinary.v2.uploader.upload, typeof updater.NsisUpdater]));`;
    expect(JSON.parse((await said(['--input-type=module', '-e', program]))[0] as string)).toEqual([
      42,
      40,
      'function',
      'function',
      'function',
      'function',
    ]);
  });

  it('has what the demo needs: the simulators start and say where they are', async () => {
    const [line] = await said([
      'out/simulators.mjs',
      '--state',
      join(at.path, 'state.json'),
      '--with-parent',
    ]);
    expect(JSON.parse(line as string)).toMatchObject({
      openrouter: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/),
      fal: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/),
      cloudinary: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/),
    });
  });

  it('has its nine fuses as they should stand', async () => {
    expect(await fusesOf(join(app, 'rushes'))).toEqual(wantedFuses);
  });

  it('has the licences beside it, and no app of Electron', () => {
    const beside = filesBelow(app).filter((path) => !path.includes('app.asar.unpacked'));
    expect(beside.sort()).toEqual([
      'LICENSE.electron.txt',
      'LICENSES.chromium.html',
      'locales/en-US.pak',
      'resources/LICENSE',
      'resources/THIRD-PARTY-NOTICES',
      'resources/app.asar',
      'rushes',
      'version',
    ]);
    expect(readFileSync(join(resources, 'LICENSE'), 'utf8')).toBe(
      readFileSync(join(root, 'LICENSE'), 'utf8'),
    );
  });

  it('has at most 40 MB without Electron', () => {
    const megabytes = sizeOf(resources) / 1e6;
    console.log(`packed app without Electron: ${megabytes.toFixed(1)} MB`);
    expect(megabytes).toBeLessThanOrEqual(40);
    expect(megabytes).toBeGreaterThan(20);
  });

  /** Runs Node in the extracted app. Its first line ends it: its stdin is closed then. */
  function said(args: readonly string[]): Promise<string[]> {
    const child = spawn(process.execPath, args, { cwd: extracted, stdio: ['pipe', 'pipe', 'pipe'] });
    const lines: string[] = [];
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      errors += piece;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      child.stdin.end();
    });
    return new Promise((resolve, reject) => {
      child.once('close', () => (lines.length > 0 ? resolve(lines) : reject(new Error(errors))));
    });
  }
});
