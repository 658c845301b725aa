/**
 * Writes THIRD-PARTY-NOTICES: what Rushes is built with, under which licence, with the text of each licence.
 *
 * `node scripts/notices.mjs` writes the file. Promises: the same lock file gives the same bytes on every machine, because of a
 * package made for one system only nothing is read; a package without a licence ends it with one sentence and exit code 1,
 * and so does an optional one that is not installed. scripts/notices.test.mjs holds the committed file to what is installed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { refuse, root } from './local-node.mjs';

export const noticesFile = path.join(root, 'THIRD-PARTY-NOTICES');

const head = `THIRD-PARTY NOTICES

Rushes is under the MIT licence (see LICENSE). It uses the packages below, each under its own.
Written by \`npm run notices\`; not to be edited.

The source of Rushes has none of these packages in it: your own npm fetches them when you install, for your system alone, and what
\`npm run build\` joins of them into out/ stays on your machine. An installer of the desktop app has them in it, as far as the app uses
them, but for node-av and @echogarden/espeak-ng-emscripten; this file comes with it. Whoever passes on an installed or built Rushes
passes them on, too, and these terms with them.

Three parts are under other terms than the rest:

- node-av loads a native binary (packages @seydx/node-av-*) that holds FFmpeg with x264, x265 and fdk-aac, built with
  --enable-gpl --enable-version3: it is under the GPL, version 3, although its package says MIT, and FFmpeg itself calls GPL together
  with fdk-aac not redistributable. Rushes never ships it: it is an optional dependency that your own npm fetches.
- sharp loads libvips and the libraries within it (packages @img/sharp-libvips-*, on some systems inside @img/sharp-*):
  LGPL, version 3 or later, and others that its README lists. It is a library of its own, linked at run time, that you may replace.
- @echogarden/espeak-ng-emscripten (GPL, version 3) is the voice of the simulators and of the samples, and of nothing else. It is a
  development dependency, is not built into Rushes and is in no installer.

What is built into the binary of @napi-rs/keyring stands in each of its packages for one system, in LICENSE.third-party.md.
`;
const rule = '='.repeat(100);

/** Their package names a licence that is not the one of the binary in it, so no text stands for them here. */
const otherTerms = /^@seydx\/node-av-/;

/** @typedef {{ name: string, version: string, licence: string, text: string | null }} Notice `text` null: see the package. */

/** Every package of the production tree of `base`, optional ones too, by name. Throws where a licence is missing. */
function noticesOf(base) {
  const lock = JSON.parse(readFileSync(path.join(base, 'package-lock.json'), 'utf8'));
  const all = Object.entries(lock.packages)
    .filter(([place, entry]) => place !== '' && !entry.dev)
    .map(([place, entry]) => ({ place, name: place.replace(/^.*node_modules\//, ''), ...entry }));
  const idOf = ({ name, version }) => `${name} ${version}`;
  const notices = new Map(
    all.filter((one) => !isForOneSystem(one)).map((one) => [idOf(one), noticeOf(base, one)]),
  );
  for (const one of all.filter(isForOneSystem)) {
    const { name, version, license: licence } = one;
    if (!licence) throw new Error(`${name} ${version} names no licence`);
    const bringer = all.find(({ optionalDependencies: brings }) => brings?.[name] === version);
    const sibling = bringer && notices.get(idOf(bringer));
    const isSame = sibling?.licence === licence && !otherTerms.test(name);
    notices.set(idOf(one), { name, version, licence, text: isSame ? sibling.text : null });
  }
  return [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, notice]) => notice);
}

/** Such a package may not be here. One without a system of its own comes in by another that has one (sharp for WebAssembly). */
const isForOneSystem = ({ place, os, cpu }) =>
  os !== undefined || cpu !== undefined || /-wasm32(\/|$)/.test(place);

/** @returns {Notice} */
function noticeOf(base, { place, name, version, license }) {
  const folder = path.join(base, place);
  if (!existsSync(folder)) throw new Error(`${name} ${version} is not installed: npm ci --include=optional`);
  const described = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).sort();
  const texts = files
    .filter((file) => /^(un)?licen[cs]e|^copying|^notice/i.test(file) && !/\.(c|m)?[jt]s$/i.test(file))
    .map((file) => plain(readFileSync(path.join(folder, file), 'utf8')));
  const licence = license ?? described.license;
  if (texts.length === 0 && !licence) throw new Error(`${name} ${version} has no licence`);
  const text =
    texts.length > 0 ? texts.join('\n\n') : (readmeSection(folder, files) ?? authorLine(described));
  return { name, version, licence: licence ?? 'see its text', text };
}

const plain = (text) =>
  text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .trim();

/** What a README says below its heading about the licence; undefined where that is no text of one. */
function readmeSection(folder, files) {
  const readme = files.find((file) => /^readme/i.test(file));
  if (!readme) return undefined;
  const sections = plain(readFileSync(path.join(folder, readme), 'utf8')).split(/^#+ */m);
  const section = sections.find((one) => /^licen[cs]e *\n/i.test(one));
  if (section === undefined || !/permission|redistribution/i.test(section)) return undefined;
  return section.slice(section.indexOf('\n')).trim();
}

function authorLine({ author }) {
  const by = typeof author === 'string' ? author : author?.name;
  return `This package has no text of its licence with it.${by ? ` Its author: ${by}.` : ''}`;
}

/** The whole file for the tree below `base`; packages with the same text share it. Throws where a licence is missing. */
export function notices(base = root) {
  const all = noticesOf(base);
  const line = ({ name, version, licence }) => `${name} ${version} (${licence})`;
  const untold = all.filter((one) => one.text === null).map(line);
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const one of all) {
    if (one.text === null) continue;
    byText.set(one.text, [...(byText.get(one.text) ?? []), line(one)]);
  }
  const parts = [...byText].map(([text, names]) => `${rule}\n${names.join('\n')}\n\n${text}\n`);
  const others = `${rule}\n${untold.join('\n')}\n\nFor one system each, installed where it fits. For the text of the licence see the package.\n`;
  return [head, ...parts, ...(untold.length > 0 ? [others] : [])].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    writeFileSync(noticesFile, notices());
  } catch (error) {
    refuse(`notices: ${error.message}`);
  }
}
