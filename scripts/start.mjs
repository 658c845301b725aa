/**
 * The one door for a newcomer: `npm start`, `npm run demo`, `npm test`, `npm run build`, `npm run bench` come through here.
 *
 * Promises: on Node 20 or newer with npm, from a fresh clone and without another step, it installs what is missing or
 * stale, goes over to the project's own Node 24, builds out/ where it is missing or stale, and does the task. On
 * anything older it says one sentence and exits 1. Whatever it says itself goes to stderr.
 * Plain JavaScript without dependencies.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './dependencies.mjs';
import { becomeChild, localNode, majorOf, refuse, root, wantedMajor } from './local-node.mjs';

/** What each task runs, with which arguments in front, and whether it wants out/ up to date before. */
const tasks = {
  open: { file: 'scripts/desktop.mjs', args: [], build: true },
  demo: { file: 'scripts/rushes.mjs', args: ['--demo', 'demo-run'], build: true },
  dev: { file: 'scripts/dev.mjs', args: [], build: true },
  build: { file: 'scripts/build.mjs', args: [], build: false },
  test: { file: 'scripts/test.mjs', args: [], build: false },
  'test:full': { file: 'scripts/test.mjs', args: ['--full'], build: false },
  bench: { file: 'bench/main.ts', args: [], build: true },
  'bench:studio': { file: 'bench/studio.ts', args: [], build: true },
  'bench:desktop': { file: 'bench/desktop.ts', args: [], build: true },
  screens: { file: 'e2e/screens/main.ts', args: [], build: true },
  seed: { file: 'bench/seed.ts', args: [], build: false },
  'desktop:report': { file: 'test/desktop/report.ts', args: [], build: true },
  dist: { file: 'scripts/dist.mjs', args: [], build: true },
  'dist:dir': { file: 'scripts/dist.mjs', args: ['dir'], build: true },
  samples: { file: 'scripts/samples.mjs', args: [], build: false },
};

const goneOver = '--on-project-node';

async function runTask(name, rest) {
  const task = tasks[name];
  const file = path.join(root, task.file);
  if (!existsSync(file)) refuse(`${task.file} is missing: this copy of the project is not whole.`);
  if (task.build) {
    const { buildIfStale } = await import('./build.mjs');
    if (!(await buildIfStale())) process.exit(1);
  }
  process.argv = [process.execPath, file, ...task.args, ...rest];
  await import(pathToFileURL(file).href);
}

/** @param {string[]} args */
async function start(args) {
  const [first, ...rest] = args;
  if (first === goneOver) {
    if (majorOf() < wantedMajor)
      refuse(
        `The project's Node is ${process.version}, but ${wantedMajor} or newer is needed: run "npm ci", then this again.`,
      );
    return runTask(rest[0], rest.slice(1));
  }
  const name = first ?? 'open';
  if (!Object.hasOwn(tasks, name))
    refuse(`There is no task "${name}": use one of ${Object.keys(tasks).join(', ')}.`);
  const changed = ensureInstalled();
  const node = localNode();
  // After an install the running executable may be the one that was replaced.
  if (!changed && process.execPath === node && majorOf() >= wantedMajor) return runTask(name, rest);
  becomeChild(node, [fileURLToPath(import.meta.url), goneOver, name, ...rest]);
}

if (majorOf() < 20)
  refuse(
    `Rushes needs Node 20 or newer to set itself up, and this is ${process.version}: install a newer one from https://nodejs.org.`,
  );
await start(process.argv.slice(2));
