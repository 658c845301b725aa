import { defineConfig } from '@playwright/test';
import { whyNoElectron } from './e2e/electron.ts';
import type { Host } from './e2e/studio.ts';
import { chromiumMissing, chromiumPath } from './test/chromium.ts';

/**
 * End-to-end tests in the Chromium of this machine: the studio as a person uses it, in the demo profile, each test with a home of its own.
 * The specs keep to relative addresses, never go to one and assert none, so that they run in a window of the desktop app as well.
 */
/** Told once, not by each worker that reads this. */
const skipped = (what: string, why: string): void => {
  if (process.env.TEST_WORKER_INDEX === undefined) process.stdout.write(`skipped: ${what}: ${why}\n`);
};
if (chromiumPath === null) skipped('end to end', chromiumMissing);
/** The real Electron runs by itself where it is there and has a display. */
const noElectron = whyNoElectron();
if (noElectron !== null) skipped('the real Electron', noElectron);

/** Flows that run in the desktop double with every `npm test`, and only there; all of them in both with `npm run test:full`, as those tagged `@full` in the browser. */
const flows = [
  /window: /,
  /bridge: /,
  /chat: it is written/,
  /reject: /,
  /cancel while it waits: /,
  /beside: /,
  /drop: a wrong/,
];
/** Only a browser has several tabs, and a host that goes away without its page. */
const browserOnly = ['**/two-tabs.spec.ts', '**/host-restart.spec.ts'];
/** Looks at what reaches Electron, which only the stub writes down. */
const doubleOnly = '**/window*.spec.ts';
/** What only a window of the desktop has. */
const desktopOnly = '**/bridge.spec.ts';
const hostGoes = /the host goes away/;
/** Electron asks where to save, with a dialog of the system. */
const saves = /download|the CSV/;
/** `@browser`: no window has a link to sign in with, pages to fetch, or a browser's notifications. `@resized`: a window has a size of its own. */
const notInWindow = [hostGoes, /@browser/];
const full = process.env.RUSHES_TEST_FULL === '1';
/** What runs in the Chromium of this machine: nothing without one. */
const inChromium = (chosen: RegExp[]): { grep?: RegExp | RegExp[] } =>
  chromiumPath === null ? { grep: /^$/ } : chosen.length > 0 ? { grep: chosen } : {};

export default defineConfig<object, { host: Host }>({
  projects: [
    {
      name: 'browser',
      use: { host: 'browser' },
      testIgnore: [doubleOnly, desktopOnly],
      // What runs in the double needs no second host in a short run.
      ...(full ? {} : { grepInvert: [/@full/, ...flows] }),
      ...inChromium([]),
    },
    {
      name: 'electron',
      use: { host: 'electron' },
      testIgnore: [...browserOnly, doubleOnly, '**/canary.spec.ts'],
      grepInvert: [...notInWindow, saves, /@resized/],
      ...(noElectron === null ? {} : { grep: /^$/ }),
    },
    {
      name: 'desktop',
      use: { host: 'desktop' },
      // Each flow is held to what one thing may take of the main process: a neighbour would make it look longer.
      workers: 1,
      testIgnore: browserOnly,
      grepInvert: notInWindow,
      ...inChromium(full ? [] : flows),
    },
  ],
  testDir: 'e2e',
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
      ...(chromiumPath === null ? {} : { executablePath: chromiumPath }),
      args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
    },
  },
});
