/**
 * Is node_modules what package-lock.json says, and if not, make it so.
 *
 * Promises: nothing is installed where nothing has changed; an install that was cut off is noticed (npm writes
 * node_modules/.package-lock.json last); a `npm ci` that a person ran himself counts; stdout stays clean.
 * Plain JavaScript without dependencies; runs on Node 20 and newer.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localNode, refuse, root } from './local-node.mjs';

const lockFile = path.join(root, 'package-lock.json');
const installedFile = path.join(root, 'node_modules/.package-lock.json');
const hashFile = path.join(root, 'node_modules/.lock-hash');

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function lockHash() {
  const hash = createHash('sha256').update(readFileSync(lockFile));
  return hash.update(`\n${process.platform} ${process.arch}\n`).digest('hex');
}

/** Does npm's own record of what it installed agree with the lock file? */
function agrees(lockText, installedText) {
  if (installedText === undefined) return false;
  const wanted = JSON.parse(lockText).packages;
  const installed = JSON.parse(installedText).packages;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true;
    const there = installed[place];
    if (there === undefined) return entry.optional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

/** True where node_modules belongs to this lock file, platform and processor. */
function isInstalled() {
  if (localNode() === undefined) return false;
  const wanted = lockHash();
  const noted = read(hashFile);
  if (noted === wanted) return true;
  try {
    if (!agrees(readFileSync(lockFile, 'utf8'), read(installedFile))) return false;
  } catch {
    return false;
  }
  // No note, or one of an older lock file: npm was run by hand. A folder copied from another machine does not start.
  if (spawnSync(localNode(), ['--version']).status !== 0) return false;
  writeFileSync(hashFile, `${wanted}`);
  return true;
}

/** npm's program and the Node to run it on: not the one in node_modules, which the install deletes. */
function npmCommand() {
  const inside = path.join(root, 'node_modules') + path.sep;
  const outside = (file) => (file !== undefined && !file.startsWith(inside) ? file : undefined);
  const cli = process.env.npm_execpath;
  const node = outside(process.env.npm_node_execpath) ?? outside(process.execPath);
  if (cli !== undefined && /npm-cli\.c?js$/.test(cli) && node !== undefined) return [node, cli];
  return ['npm'];
}

/** Installs where it is needed. Answers true if it did. */
export function ensureInstalled() {
  if (isInstalled()) return false;
  if (process.platform === 'win32' && process.execPath === localNode()) {
    refuse(
      'The dependencies have changed and Windows cannot replace a Node that is running: run "npm ci" once, then this again.',
    );
  }
  process.stderr.write('Setting up: npm ci (about 20 seconds, 700 MB) ...\n');
  const [program, ...first] = npmCommand();
  // --include: NODE_ENV=production or omit=dev in somebody's settings would leave out Node itself.
  const args = [...first, 'ci', '--loglevel=error', '--include=dev', '--include=optional'];
  const shell = process.platform === 'win32' && program === 'npm';
  const done = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  if (done.error !== undefined && 'code' in done.error && done.error.code === 'ENOENT')
    refuse('npm was not found: install Node 20 or newer together with npm, then run this again.');
  if (done.status !== 0) {
    refuse(
      `npm ci failed (${done.signal ?? `exit ${done.status}`}): see its output above, check that the npm registry can be reached, then run this again.`,
    );
  }
  if (localNode() === undefined) {
    refuse(
      'npm ci did not bring the project\'s Node: installation scripts may be switched off. Run "npm ci --ignore-scripts=false", then this again.',
    );
  }
  writeFileSync(hashFile, lockHash());
  return true;
}
