/**
 * Builds out/ with rolldown.
 *
 * Promises: a program that starts or loads a chunk while this runs finds the old build or the new one, never half of
 * one: files are made aside and renamed into place, chunks first, programs then, out/.built (the hash of every source)
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
const builtFile = path.join(out, '.built');
const hour = 3_600_000;

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { withFileTypes: true, recursive: true });
  return found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** One hash over everything that decides what the build is. */
function sourceHash() {
  const folders = readdirSync(root).filter((name) => name.startsWith('src-') || name === 'simulators');
  const sources = folders
    .flatMap((name) => filesBelow(path.join(root, name)))
    .filter((file) => !file.endsWith('.test.ts'));
  const others = ['package-lock.json', 'rolldown.config.mjs', 'scripts/build.mjs'].map((name) =>
    path.join(root, name),
  );
  const hash = createHash('sha256');
  for (const file of [...sources, ...others].sort()) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function isBuilt(hash) {
  const programs = Object.keys(entries).map((name) => path.join(out, `${name}.mjs`));
  return (
    existsSync(builtFile) &&
    readFileSync(builtFile, 'utf8') === hash &&
    programs.every((file) => existsSync(file))
  );
}

/** Renames what was made into its place: chunks before the programs that name them. */
function moveIntoPlace(made) {
  const files = filesBelow(made).map((file) => path.relative(made, file));
  const isProgram = (file) => !file.includes(path.sep);
  for (const file of [...files.filter((name) => !isProgram(name)), ...files.filter(isProgram)]) {
    mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
    renameSync(path.join(made, file), path.join(out, file));
  }
  return new Set(files.map((file) => path.join(out, file)));
}

/** Removes what earlier builds left and nobody can be running any more. */
function sweep(fresh) {
  const chunks = filesBelow(path.join(out, 'chunks')).filter((file) => !fresh.has(file));
  const unfinished = readdirSync(out)
    .filter((name) => name.startsWith('.making-'))
    .map((name) => path.join(out, name));
  for (const file of [...chunks, ...unfinished]) {
    if (Date.now() - statSync(file).mtimeMs > hour) rmSync(file, { recursive: true, force: true });
  }
  rmSync(path.join(out, '.compile-cache'), { recursive: true, force: true });
}

async function build(hash) {
  const missing = Object.values(entries).filter((file) => !existsSync(path.join(root, file)));
  if (missing.length > 0) throw new Error(`${missing.join(' and ')}: no such file`);
  const { rolldown } = await import('rolldown');
  const made = path.join(out, `.making-${process.pid}`);
  mkdirSync(made, { recursive: true });
  const { output, ...input } = config;
  const bundle = await rolldown({ ...input, cwd: root });
  await bundle.write({ ...output, dir: made });
  await bundle.close();
  const fresh = moveIntoPlace(made);
  rmSync(made, { recursive: true, force: true });
  sweep(fresh);
  writeFileSync(builtFile, hash);
}

/** Builds where something has changed. Answers false, after having said why, where that fails. */
export async function buildIfStale() {
  const started = performance.now();
  const hash = sourceHash();
  if (isBuilt(hash)) return true;
  try {
    await build(hash);
  } catch (error) {
    process.stderr.write(`The build failed: ${error.message}\n`);
    return false;
  }
  process.stderr.write(`Built out/ in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
  return true;
}

if (realpathSync(process.argv[1]) === import.meta.filename && !(await buildIfStale())) process.exitCode = 1;
