import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

/** Which end-to-end tests would run in the real Electron, where its program is there: asked of Playwright, with a file in its place. */
const root = join(import.meta.dirname, '../..');
const dist = mkdtempSync(join(tmpdir(), 'rushes-electron-'));
afterAll(() => rmSync(dist, { recursive: true }));
writeFileSync(join(dist, 'electron'), '#!/bin/sh\nexit 1\n');
chmodSync(join(dist, 'electron'), 0o755);

/** Playwright reads every spec to list them. */
const longestMs = { timeout: 120_000 };

function listed(more: NodeJS.ProcessEnv): { tests: string[]; skipped: string[] } {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, RUSHES_NO_WINDOW: ___, ...env } = process.env;
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const said = execFileSync(process.execPath, [cli, 'test', '--list', '--pass-with-no-tests'], {
    cwd: root,
    env: { ...env, ...more },
    encoding: 'utf8',
  }).split('\n');
  return {
    tests: said.filter((line) => line.startsWith('  [')),
    skipped: said.filter((line) => line.startsWith('skipped: ')),
  };
}

it(
  'a machine with Electron and a display, and without a Chromium, runs the studio in it, and nothing else',
  longestMs,
  () => {
    const { tests, skipped } = listed({
      DISPLAY: ':9',
      ELECTRON_OVERRIDE_DIST_PATH: dist,
      RUSHES_CHROMIUM: join(dist, 'none'),
    });
    expect(skipped).toEqual([expect.stringContaining('skipped: end to end: chromium is missing')]);
    expect(tests.length).toBeGreaterThan(30);
    expect(tests.filter((line) => !line.startsWith('  [electron] '))).toEqual([]);
    for (const flow of ['chat: ', 'image prompt: ', 'text to speech: ', 'image to video: ', 'ugc video: '])
      expect(
        tests.some((line) => line.includes(flow)),
        flow,
      ).toBe(true);
  },
);

it('without a display, or without Electron, it says why not', longestMs, () => {
  expect(listed({ ELECTRON_OVERRIDE_DIST_PATH: dist }).skipped).toEqual([
    expect.stringMatching(/^skipped: the real Electron: there is no display/),
  ]);
  expect(listed({ DISPLAY: ':9', ELECTRON_OVERRIDE_DIST_PATH: join(dist, 'none') }).skipped).toEqual([
    'skipped: the real Electron: no Electron binary',
  ]);
});
