import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../local-node.mjs';

/** The step of the workflows that starts the packed app, with the built app under the recording stub in its place. */
const longestMs = { timeout: 120_000 };

/** A program that is this shell line. */
function smoke(line) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rushes-smoke-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(folder, 'app');
  writeFileSync(program, `#!/bin/sh\n${line}\n`);
  chmodSync(program, 0o755);
  return spawnSync(process.execPath, [path.join(root, 'scripts/dist/smoke.mjs'), program], {
    env: { ...process.env, STUB_APP_DATA: folder, RUSHES_HOME: undefined, TMPDIR: folder },
    encoding: 'utf8',
  });
}
const file = (name) => `'${path.join(root, name)}'`;

test.skipIf(process.platform === 'win32')(
  'an app that comes up makes a job that the command line asks for',
  longestMs,
  () => {
    const stub = file('test/desktop/stub/register.ts');
    const { status, stdout, stderr } = smoke(
      `exec '${process.execPath}' --import ${stub} ${file('out/main/index.js')} "$@"`,
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toBe('The packed app made a job.\n');
  },
);

test.skipIf(process.platform === 'win32')('one that ends is told in a sentence', longestMs, () => {
  const { status, stderr } = smoke('exit 3');
  expect(status).toBe(1);
  expect(stderr).toContain('The packed app does not do its work: it ended with 3.');
});
