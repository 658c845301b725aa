import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/**
 * End-to-end tests in the Chromium of this machine: the studio as a person uses it, in the demo profile, each test with a home of its own.
 * The specs keep to relative addresses, never go to one and assert none, so that they run in a window of the desktop app as well.
 */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((path) => existsSync(path));
if (executablePath === undefined)
  process.stdout.write('skipped: end to end: chromium is missing: apt-get install chromium\n');

export default defineConfig({
  testDir: 'e2e',
  ...(executablePath === undefined ? { grep: /^$/ } : {}),
  outputDir: 'node_modules/.cache/e2e',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [['list'], ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['json'] as ['json']] : [])],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    trace: 'off',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
    },
  },
});
