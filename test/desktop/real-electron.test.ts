import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { atLength } from '../full.ts';

/** Which end-to-end tests would run in the real Electron, where its program is there: asked of Playwright, with a file in its place. */
const root = join(import.meta.dirname, '../..');
const dist = mkdtempSync(join(tmpdir(), 'rushes-electron-'));
afterAll(() => rmSync(dist, { recursive: true }));
writeFileSync(join(dist, 'electron'), '#!/bin/sh\nexit 1\n');
chmodSync(join(dist, 'electron'), 0o755);

/** Playwright reads every spec to list them. */
const longestMs = { timeout: 120_000 };

/** Runs Playwright on a machine with `more` in its environment; throws where it fails. */
function playwright(args: readonly string[], more: NodeJS.ProcessEnv): string[] {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, RUSHES_NO_WINDOW: ___, ...env } = process.env;
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  return execFileSync(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...env, ...more },
    encoding: 'utf8',
  }).split('\n');
}

function listed(more: NodeJS.ProcessEnv): { tests: string[]; skipped: string[] } {
  const said = playwright(['test', '--list', '--pass-with-no-tests'], more);
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

atLength('without a display it says why not', longestMs, () => {
  expect(listed({ ELECTRON_OVERRIDE_DIST_PATH: dist }).skipped).toEqual([
    expect.stringMatching(/^skipped: the real Electron: there is no display/),
  ]);
});

atLength('`npm run test:electron` ends well without Electron, and says that nothing ran', longestMs, () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [program, ...args] = scripts['test:electron'].split(' ');
  expect(program).toBe('playwright');
  const said = playwright(args, { DISPLAY: ':9', ELECTRON_OVERRIDE_DIST_PATH: join(dist, 'none') });
  expect(said).toContain('skipped: the real Electron: no Electron binary');
  expect(said.filter((line) => line.includes('[electron]'))).toEqual([]);
});
