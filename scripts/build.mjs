/**
 * Builds out/: the programs with rolldown, the studio's page (out/renderer) with vite, the desktop app around it (out/main,
 * out/preload) with electron-vite. Each is built where its own sources changed.
 *
 * Promises: a program that starts or loads a chunk while this runs finds the old build or the new one, never half of
 * one: files are made aside and renamed into place, chunks first, what names them then, and the hash of their sources
 * last. A chunk of an earlier build stays for an hour, for whoever is still running it.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import config, { entries } from '../rolldown.config.mjs';
import { root } from './local-node.mjs';

const out = path.join(root, 'out');
const hour = 3_600_000;
const settings = [
  'package-lock.json',
  'rolldown.config.mjs',
  'vite.config.ts',
  'electron.vite.config.ts',
  'scripts/build.mjs',
];

/** What is built by itself: from which folders, into which file a start looks for, by what. */
const builds = {
  programs: {
    sources: ['src-main', 'src-shared', 'simulators'],
    entries: Object.keys(entries).map((name) => `${name}.mjs`),
    /** What names the others, and is moved last. */
    isLast: (file) => !file.includes(path.sep),
    chunks: 'chunks',
    make: makePrograms,
  },
  renderer: {
    sources: ['src-renderer', 'src-shared'],
    entries: ['renderer/index.html'],
    isLast: (file) => file.endsWith('index.html'),
    chunks: 'renderer/static',
    make: makeRenderer,
  },
  desktop: {
    sources: ['src-main', 'src-shared', 'src-preload'],
    entries: ['main/index.js', 'preload/index.cjs'],
    isLast: (file) => !file.includes('chunks'),
    chunks: 'main/chunks',
    make: makeDesktop,
  },
};

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { withFileTypes: true, recursive: true });
  return found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** One hash over everything that decides what a build is. */
function sourceHash({ sources }) {
  const files = sources
    .flatMap((name) => filesBelow(path.join(root, name)))
    .filter((file) => !/\.test\.tsx?$/.test(file));
  const hash = createHash('sha256');
  for (const file of [...files, ...settings.map((name) => path.join(root, name))].sort()) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

const builtFile = (name) => path.join(out, `.built-${name}`);

function isBuilt(name, hash) {
  return (
    existsSync(builtFile(name)) &&
    readFileSync(builtFile(name), 'utf8') === hash &&
    builds[name].entries.every((file) => existsSync(path.join(out, file)))
  );
}

/** Renames what was made into its place: chunks before what names them. */
function moveIntoPlace(made, isLast) {
  const files = filesBelow(made).map((file) => path.relative(made, file));
  for (const file of [...files.filter((name) => !isLast(name)), ...files.filter(isLast)]) {
    mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
    renameSync(path.join(made, file), path.join(out, file));
  }
  return new Set(files.map((file) => path.join(out, file)));
}

/** Removes what earlier builds left and nobody can be running any more. */
function sweep(folder, fresh) {
  const chunks = filesBelow(path.join(out, folder)).filter((file) => !fresh.has(file));
  const unfinished = readdirSync(out)
    .filter((name) => name.startsWith('.making-'))
    .map((name) => path.join(out, name));
  for (const file of [...chunks, ...unfinished]) {
    if (Date.now() - statSync(file).mtimeMs > hour) rmSync(file, { recursive: true, force: true });
  }
  rmSync(path.join(out, '.compile-cache'), { recursive: true, force: true });
}

async function makePrograms(made) {
  const missing = Object.values(entries).filter((file) => !existsSync(path.join(root, file)));
  if (missing.length > 0) throw new Error(`${missing.join(' and ')}: no such file`);
  const { rolldown } = await import('rolldown');
  const { output, ...input } = config;
  const bundle = await rolldown({ ...input, cwd: root });
  await bundle.write({ ...output, dir: made });
  await bundle.close();
}

async function makeRenderer(made) {
  const vite = await import('vite');
  await vite.build({
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: path.join(made, 'renderer') },
  });
}

/** Main process and preload; the renderer is the same page as everywhere and is built by itself. */
async function makeDesktop(made) {
  const { build } = await import('electron-vite');
  const { NODE_ENV } = process.env;
  process.env.RUSHES_BUILD = 'desktop';
  try {
    await build({
      root,
      configFile: path.join(root, 'electron.vite.config.ts'),
      logLevel: 'error',
      build: { outDir: made },
    });
  } finally {
    // What is set for it, and what it sets itself, is not for what runs after this.
    for (const name of ['RUSHES_BUILD', 'NODE_ENV_ELECTRON_VITE', 'NODE_ENV']) delete process.env[name];
    if (NODE_ENV !== undefined) process.env.NODE_ENV = NODE_ENV;
  }
}

async function buildOne(name, hash) {
  const { make, isLast, chunks } = builds[name];
  const made = path.join(out, `.making-${name}-${process.pid}`);
  mkdirSync(made, { recursive: true });
  await make(made);
  const fresh = moveIntoPlace(made, isLast);
  rmSync(made, { recursive: true, force: true });
  sweep(chunks, fresh);
  writeFileSync(builtFile(name), hash);
}

/** Builds where something has changed. Answers false, after having said why, where that fails. */
export async function buildIfStale() {
  const started = performance.now();
  const stale = Object.keys(builds).flatMap((name) => {
    const hash = sourceHash(builds[name]);
    return isBuilt(name, hash) ? [] : [[name, hash]];
  });
  try {
    for (const [name, hash] of stale) await buildOne(name, hash);
  } catch (error) {
    process.stderr.write(`The build failed: ${error.message}\n`);
    return false;
  }
  const took = ((performance.now() - started) / 1000).toFixed(1);
  if (stale.length > 0) process.stderr.write(`Built out/ in ${took} s.\n`);
  return true;
}

if (realpathSync(process.argv[1]) === import.meta.filename && !(await buildIfStale())) process.exitCode = 1;
