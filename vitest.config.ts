import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

/**
 * A test that a machine cannot run says so in either way: `ctx.skip('strace is missing: apt-get install strace')`, or
 * console.log('skipped: NAME: why'). Both come out as a line of their own, for scripts/test.mjs to pass on.
 */
const skippedNotes: Reporter = {
  onTestCaseResult(testCase) {
    const result = testCase.result();
    if (result.state === 'skipped' && result.note) {
      process.stdout.write(`skipped: ${testCase.fullName}: ${result.note}\n`);
    }
  },
};

function passSkippedOn(log: string): false | undefined {
  if (!log.startsWith('skipped: ')) return undefined;
  process.stdout.write(log);
  return false;
}

const wantsReport = process.argv.some((arg) => arg.startsWith('--outputFile'));

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.ts', 'simulators/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.mjs'],
    exclude: ['out/**', '**/node_modules/**'],
    // Each file clears up what it makes; a fresh process for each took longer than most of their tests.
    isolate: false,
    // Hundreds of processes load the same sources: their types are stripped and their code is compiled once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
    pool: 'forks',
    // The full numbers start farms of processes themselves; more files at once would only take their time from them.
    maxWorkers: process.env.RUSHES_TEST_FULL === '1' ? 2 : 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A machine with work for ten: how long a thing may take is no matter of these.
    expect: { poll: { timeout: 20_000 } },
    teardownTimeout: 10_000,
    reporters: ['default', skippedNotes, ...(wantsReport ? ['json'] : [])],
    onConsoleLog: passSkippedOn,
  },
});
