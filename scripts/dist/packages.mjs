/**
 * Which npm packages go into the desktop app beside the bundles, and which of their files: a table. What is not in it is not packed.
 *
 * Promises: a package that a bundle or a packed package asks for, and about which nothing is decided here, ends the packing
 * with one sentence. Nothing is packed for another system or processor than the target's. node-av is never packed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { filesBelow } from './files.mjs';

/** @typedef {{ os: 'linux' | 'darwin' | 'win32', cpu: string }} Target */

/** Every script of a package, but for its commands. */
const scripts = /^(package\.json|licen[cs]e[^/]*|(?!bin\/|test\/|browser\/).*\.[cm]?js)$/i;

/** `keep`: the files of it. `without`: what a package names as its dependency and does not load at run time. */
export const packages = {
  'better-sqlite3': { keep: /^(package\.json|LICENSE|lib\/.*\.js)$/, without: ['node-addon-api'] },
  '@napi-rs/keyring': { keep: /^(package\.json|LICENSE|index\.js)$/ },
  sharp: { keep: /^(package\.json|LICENSE|dist\/.*\.[cm]js)$/ },
  '@img/colour': { keep: scripts },
  'detect-libc': { keep: scripts },
  semver: { keep: scripts },
  mediabunny: {
    keep: /^(package\.json|LICENSE|dist\/modules\/.*\.js)$/,
    without: ['@types/dom-mediacapture-transform', '@types/dom-webcodecs'],
  },
  cloudinary: { keep: /^(package\.json|LICENSE|cloudinary\.js|lib\/.*\.js)$/ },
  lodash: { keep: /^(package\.json|LICENSE|\w+\.js)$/ },
  'electron-updater': { keep: scripts },
  'builder-util-runtime': { keep: scripts },
  debug: { keep: scripts },
  ms: { keep: scripts },
  sax: { keep: scripts },
  'fs-extra': { keep: scripts },
  'graceful-fs': { keep: scripts },
  jsonfile: { keep: scripts },
  universalify: { keep: scripts },
  'js-yaml': { keep: /^(package\.json|LICENSE|index\.js|lib\/.*\.js)$/ },
  argparse: { keep: scripts },
  'lazy-val': { keep: scripts },
  'lodash.escaperegexp': { keep: scripts },
  'lodash.isequal': { keep: scripts },
  'tiny-typed-emitter': { keep: scripts },
};

/** What a bundle asks for and does without: why it is not packed. */
const leftOut = {
  'node-av':
    'its binary is under the GPL, version 3, and may not be in an installer: a person has it fetched (adapters/media/part.ts)',
  '@echogarden/espeak-ng-emscripten':
    'under the GPL, version 3, and 24 MB: the simulators of the demo then sound instead of speaking',
};

/** The packages with the native code of a target, and which of their files. glibc: that is what AppImage and deb are for. */
export function nativePackages({ os, cpu }) {
  const keyring = { linux: `linux-${cpu}-gnu`, darwin: `darwin-${cpu}`, win32: `win32-${cpu}-msvc` }[os];
  const found = {
    'better-sqlite3': new RegExp(`^prebuilds/${os}-${cpu}\\.node$`),
    [`@napi-rs/keyring-${keyring}`]: /^(package\.json|LICENSE.*|keyring\..*\.node)$/,
    [`@img/sharp-${os}-${cpu}`]: /^(package\.json|LICENSE|README\.md|index\.cjs|lib\/[^/]+)$/,
  };
  // On Windows libvips is inside the package above. Its README has the licences of the libraries in it.
  const vips = {
    [`@img/sharp-libvips-${os}-${cpu}`]: /^(package\.json|README\.md|versions\.json|lib\/libvips[^/]*)$/,
  };
  return os === 'win32' ? found : { ...found, ...vips };
}

/** The files of a package below `modules` that match `keep`, by their place in it, with the packages of its own that it has below it. */
export function filesOf(modules, name, keep) {
  const folder = path.join(modules, name);
  const own = path.join(folder, 'node_modules');
  const kept = filesBelow(folder)
    .filter((file) => !file.startsWith(own + path.sep))
    .map((file) => path.relative(folder, file).split(path.sep).join('/'))
    .filter((file) => keep.test(file));
  return [
    ...kept.map((file) => `${name}/${file}`),
    ...nested(own).map((file) => `${name}/node_modules/${file}`),
  ];
}

/** Another version of a package that is packed, for one package alone. */
function nested(modules) {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => {
      if (!Object.hasOwn(packages, name))
        throw new Error(`scripts/dist/packages.mjs does not pack ${modules}/${name}`);
      return filesOf(modules, name, packages[name].keep);
    });
}

const nameOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** The packages in `known` that a built file loads. Other words that look like it stand in some text. */
function loadedBy(text, known) {
  // `url)` is the end of createRequire(import.meta.url).
  const found = text.matchAll(
    /(?:\bfrom|\bimport|\brequire|\burl\)(?:\.resolve)?)\s*\(?\s*["'`]([^"'`\n]+)["'`]/g,
  );
  return [...found].map(([, name]) => nameOf(name)).filter((name) => known.has(name) && !isBuiltin(name));
}

/** Throws where `files` (built programs) or a packed package load what is neither packed nor left out on purpose. */
export function checkNothingIsMissing({ root, files }) {
  const { dependencies, devDependencies, optionalDependencies } = readJson(path.join(root, 'package.json'));
  const known = new Set(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }));
  known.delete('electron');
  const decided = (name) => Object.hasOwn(packages, name) || Object.hasOwn(leftOut, name);
  for (const file of files) {
    const missing = loadedBy(readFileSync(file, 'utf8'), known).find((name) => !decided(name));
    if (missing)
      throw new Error(
        `${path.relative(root, file)} loads ${missing}, which scripts/dist/packages.mjs does not pack`,
      );
  }
  for (const [name, { without = [] }] of Object.entries(packages)) {
    const wanted = Object.keys(
      readJson(path.join(root, 'node_modules', name, 'package.json')).dependencies ?? {},
    );
    const missing = wanted.find((one) => !Object.hasOwn(packages, one) && !without.includes(one));
    if (missing) throw new Error(`${name} needs ${missing}, which scripts/dist/packages.mjs does not pack`);
  }
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
