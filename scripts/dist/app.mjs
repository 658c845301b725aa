/**
 * Gathers the desktop app from what is built and installed: WORK/app, the same on every system but for natives/OS-CPU in it.
 *
 * Promises: exactly what is named here and in packages.mjs, and of the built chunks those only that something loads (an earlier
 * build's stay in out/ for an hour). No source, no test, no map. What is missing ends it with one sentence.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyAll, filesBelow } from './files.mjs';
import { checkNothingIsMissing, filesOf, nativePackages, packages } from './packages.mjs';

/** What is started by its name. out/cli.mjs is not: the app has a window. */
const programs = [
  'main/index.js',
  'preload/index.cjs',
  'media.mjs',
  'simulators.mjs',
  'render.mjs',
  'renderer/index.html',
];
/** Read at run time (src-main/start-desktop.ts, start-samples.ts, adapters/media/part.ts). */
const resources = [
  'resources/icon.png',
  'resources/trayTemplate.png',
  'resources/trayTemplate@2x.png',
  'resources/samples',
  'resources/media',
];
const isText = /\.(c?js|mjs|html|css)$/;
/** Folders of the build whose files have a hash in their names, so that a name in a text can only mean that file. */
const isChunk = /(^|\/)(chunks|static)\//;

/** electron-builder's word for a system: it stands in file names of electron-builder.yml. */
const osWords = { linux: 'linux', darwin: 'mac', win32: 'win' };

/** Files of out/ that belong to the app: the programs, what lies beside the page, and every chunk that one of these names. */
function builtFiles(out) {
  const missing = programs.filter((file) => !existsSync(path.join(out, file)));
  if (missing.length > 0)
    throw new Error(`out/${missing.join(' and out/')} is not built: "npm run build" makes it`);
  const all = filesBelow(out).map((file) => path.relative(out, file).split(path.sep).join('/'));
  const chunks = all.filter((file) => isChunk.test(file) && !file.startsWith('.'));
  const page = all.filter((file) => file.startsWith('renderer/') && !isChunk.test(file));
  const reached = new Set([...programs, ...page]);
  for (const file of reached) {
    if (!isText.test(file)) continue;
    const text = readFileSync(path.join(out, file), 'utf8');
    for (const chunk of chunks) if (text.includes(path.basename(chunk))) reached.add(chunk);
  }
  return [...reached].sort();
}

/** The app's own package.json: what Electron reads of it, and no dependency, because what it needs is beside it. */
function manifest(root) {
  const { name, version, description, license } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const { homepage, maintainer } = addresses();
  const main = 'out/main/index.js';
  return {
    name,
    productName: 'Rushes',
    version,
    description,
    license,
    author: maintainer,
    homepage,
    type: 'module',
    main,
    // What Linux knows the window by: the name of the menu entry.
    desktopName: 'rushes.desktop',
  };
}

/** Where people find the maker, for the deb: from the environment, because it is not for the repository to say. */
export function addresses(env = process.env) {
  return {
    homepage: env.RUSHES_HOMEPAGE || 'rushes://about',
    maintainer: env.RUSHES_MAINTAINER || 'Rushes <maintainer@localhost>',
  };
}

/** Makes WORK/app anew. */
export function gatherApp({ root, work }) {
  const app = path.join(work, 'app');
  rmSync(app, { recursive: true, force: true });
  const out = path.join(root, 'out');
  const built = builtFiles(out);
  checkNothingIsMissing({
    root,
    files: built.filter((file) => /\.[cm]?js$/.test(file)).map((file) => path.join(out, file)),
  });
  copyAll({ from: out, to: path.join(app, 'out'), files: built });
  mkdirSync(path.join(app, 'resources/media'), { recursive: true });
  writeFileSync(path.join(app, 'resources/media/registry'), `${registry()}\n`);
  for (const place of resources) {
    const whole = path.join(root, place);
    if (!existsSync(whole)) throw new Error(`${place} is missing: this copy of the project is not whole`);
    const files = (statSync(whole).isFile() ? [whole] : filesBelow(whole)).map((file) =>
      path.relative(root, file),
    );
    copyAll({ from: root, to: app, files });
  }
  const modules = path.join(root, 'node_modules');
  for (const [name, { keep }] of Object.entries(packages)) {
    const files = filesOf(modules, name, keep);
    if (files.length === 0) throw new Error(`${name} is not installed: run "npm ci"`);
    copyAll({ from: modules, to: path.join(app, 'node_modules'), files });
  }
  writeFileSync(path.join(app, 'package.json'), `${JSON.stringify(manifest(root), null, 2)}\n`);
}

/** Makes WORK/app/natives/OS-CPU anew, after gatherApp: from `from`, what is installed, or, for another machine than this, by npm. */
export function gatherNatives({ root, work, target, from }) {
  const to = path.join(work, 'app/natives', `${osWords[target.os]}-${target.cpu}`);
  rmSync(to, { recursive: true, force: true });
  const here = target.os === process.platform && target.cpu === process.arch;
  const modules = from ?? (here ? path.join(root, 'node_modules') : fetchFor({ root, work, target }));
  for (const [name, keep] of Object.entries(nativePackages(target))) {
    const files = filesOf(modules, name, keep);
    if (!files.some((file) => /\.(node|so[.\d]*|dylib)$/.test(file)))
      throw new Error(`${name} for ${target.os}-${target.cpu} is not installed: run "npm ci"`);
    copyAll({ from: modules, to, files });
  }
}

/** Has npm fetch the native packages of another system, held to the hashes of package-lock.json. Answers its node_modules. */
function fetchFor({ root, work, target }) {
  const folder = path.join(work, 'fetched', `${target.os}-${target.cpu}`);
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const wanted = Object.keys(nativePackages(target)).map((name) => [
    name,
    lock.packages[`node_modules/${name}`],
  ]);
  const unknown = wanted.find(([, entry]) => entry === undefined);
  if (unknown) throw new Error(`package-lock.json has no ${unknown[0]}`);
  const own = {
    name: 'natives',
    version: '0.0.0',
    dependencies: Object.fromEntries(wanted.map(([name, { version }]) => [name, version])),
  };
  // Their own dependencies are in packages.mjs, where they are needed at all.
  const bare = wanted.map(
    ([name, { dependencies: _, optionalDependencies: __, optional: ___, ...entry }]) => [
      `node_modules/${name}`,
      entry,
    ],
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  writeFileSync(
    path.join(folder, 'package-lock.json'),
    JSON.stringify({ ...own, lockfileVersion: 3, packages: { '': own, ...Object.fromEntries(bare) } }),
  );
  // Forced, because npm would refuse what is not for the machine it runs on. The hashes hold all the same.
  const args = ['ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0)
    throw new Error(`npm could not fetch the native packages for ${target.os}-${target.cpu}`);
  return path.join(folder, 'node_modules');
}

/** Where an app on a machine without npm fetches the media part from: where this machine's npm does, unless it is said. */
function registry(env = process.env) {
  if (env.RUSHES_MEDIA_REGISTRY) return env.RUSHES_MEDIA_REGISTRY;
  const windows = process.platform === 'win32';
  const npm = windows ? 'npm.cmd' : 'npm';
  const { stdout } = spawnSync(npm, ['config', 'get', 'registry'], { encoding: 'utf8', shell: windows });
  return (stdout ?? '').trim();
}
