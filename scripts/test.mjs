/**
 * Every test of the project: `npm test`, or with --full the full numbers.
 *
 * Promises: all of it runs even where a part fails; every check counts as one test, a runner that dies or hangs as one
 * failed; lines `skipped: NAME: why` come through, and count in neither number. The last line is `N passed, N failed`,
 * the exit code 1 if anything failed. RUSHES_SEED repeats a run. No test sees the keys of whoever runs it.
 * What follows `--` (or any name of a test file) goes to vitest, and then only vitest runs after the build.
 * `npx playwright test e2e/NAME` runs one end-to-end file.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { ensureDebianPackages } from './debian.mjs';
import { root } from './local-node.mjs';

const args = process.argv.slice(2);
const full = args.includes('--full');
const chosen = args.filter((arg) => arg !== '--full' && arg !== '--');
const minute = 60_000;
/** The whole may take 10 minutes, in full 90; whatever still runs by then hangs. */
const longest = (full ? 100 : 15) * minute;

const modules = path.join(root, 'node_modules');
const build = ['build', ['scripts/build.mjs']];
/** The slowest takes as long as the others together, so they stand in two rows that go side by side. */
const checks = [
  [['types', [path.join(modules, 'typescript/bin/tsc'), '-b', '--pretty', 'false']]],
  [
    [
      'format and lint',
      [path.join(modules, '@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '--colors=off'],
    ],
    ['zones', ['scripts/zones.mjs']],
    ['dead code', [path.join(modules, 'knip/bin/knip.js'), '--no-progress']],
  ],
];

const seed = process.env.RUSHES_SEED ?? String(randomInt(2 ** 31));
/** Not for a test: somebody's real keys and profile, and colour in a pipe (some see CI and colour it all the same). */
const kept =
  /^(?!(OPENROUTER_API_KEY|FAL_API_KEY|FAL_KEY|FAL_KEY_ID|FAL_KEY_SECRET|CLOUDINARY_.*|RUSHES_HOME|RUSHES_.*_URL|FORCE_COLOR)$)/;
const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
const env = { ...inherited, RUSHES_SEED: seed, NO_COLOR: '1', ...(full ? { RUSHES_TEST_FULL: '1' } : {}) };
const count = { passed: 0, failed: 0 };
const skipped = new Set();
const started = performance.now();

const say = (line) => process.stdout.write(`${line}\n`);
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

/** Runs Node with these arguments. Gives each line of its output on; answers its exit code, null if it was killed. */
function run(nodeArgs, onLine, more = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, nodeArgs, {
      cwd: root,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => {
      onLine(`stopped: still running after ${longest / minute} minutes`);
      child.kill('SIGKILL');
    }, longest);
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
    const done = (code) => {
      clearTimeout(timer);
      resolve(code);
    };
    child.on('close', done);
    // A program that a test left behind may hold the output open for ever.
    child.on('exit', (code) => setTimeout(done, 3_000, code).unref());
  });
}

async function runCheck(name, nodeArgs) {
  const since = performance.now();
  const lines = [];
  const code = await run(nodeArgs, (line) => lines.push(line));
  const passed = code === 0;
  count[passed ? 'passed' : 'failed'] += 1;
  if (!passed) for (const line of lines) say(line);
  say(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds(since)} s)`);
}

/** What vitest wrote into its JSON report, as numbers. A file that could not be loaded is one failed test. */
function readReport(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const broken = report.testResults.filter(
    (one) => one.status === 'failed' && !one.assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** What Playwright wrote. A test that passed only when it was tried again has failed. */
function readBrowserReport(file) {
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
}

/** The studio in real pages, as a person uses it. */
async function runPlaywright() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rushes-test-'));
  const reportFile = path.join(folder, 'report.json');
  const since = performance.now();
  const onLine = (line) => {
    if (line.startsWith('skipped: ')) skipped.add(line);
    else say(line);
  };
  const code = await run(
    [path.join(modules, '@playwright/test/cli.js'), 'test', '--pass-with-no-tests'],
    onLine,
    {
      PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile,
    },
  );
  addReport(code, () => readBrowserReport(reportFile), 'Playwright');
  rmSync(folder, { recursive: true, force: true });
  say(`end to end took ${seconds(since)} s`);
}

/** Adds what a runner reported. It says no although every test passed, or it died before it could say: a failure of its own. */
function addReport(code, read, name) {
  let result = { passed: 0, failed: 0 };
  try {
    result = read();
  } catch (error) {
    say(`${name} left no report: ${error.message}`);
  }
  if (code !== 0 && result.failed === 0) result.failed = 1;
  count.passed += result.passed;
  count.failed += result.failed;
}

async function runVitest() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rushes-test-'));
  const reportFile = path.join(folder, 'report.json');
  const onLine = (line) => {
    if (line.startsWith('skipped: ')) skipped.add(line);
    else if (!line.startsWith('JSON report written to')) say(line);
  };
  const code = await run(
    [path.join(modules, 'vitest/vitest.mjs'), 'run', `--outputFile.json=${reportFile}`, ...chosen],
    onLine,
  );
  addReport(code, () => readReport(reportFile), 'vitest');
  rmSync(folder, { recursive: true, force: true });
}

async function runEverything() {
  await Promise.all(
    checks.map(async (row) => {
      for (const [name, nodeArgs] of row) await runCheck(name, nodeArgs);
    }),
  );
  // One after the other: side by side they took as long together, and each thing in them longer.
  await runVitest();
  await runPlaywright();
}

say(`seed ${seed} (RUSHES_SEED=${seed} npm run test${full ? ':full' : ''} repeats this run)`);
const wish = ensureDebianPackages();
await runCheck(...build);
if (chosen.length > 0) await runVitest();
else await runEverything();
for (const line of skipped) say(line);
if (wish !== undefined) say(wish);
say(`took ${seconds(started)} s`);
say(`${count.passed} passed, ${count.failed} failed`);
// Not process.exitCode: a program that a test left behind would keep this one waiting.
process.exit(count.failed === 0 ? 0 : 1);
