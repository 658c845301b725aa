import { test as base, expect, type Page } from '@playwright/test';
import { asWindow, createDesktop, type Desktop, type Frames, listened } from './desktop.ts';
import { createElectron, type Electron } from './electron.ts';
import { createStudio, type Studio, type StudioOptions } from './process.ts';

/**
 * A studio of its own for each test, and the page that its link opens. A console error, a warning or a failed request in the page fails
 * the test, whatever else it shows.
 */
/** What the page may say without failing the test; a test that provokes more adds to it. */
export type Allowed = { console: RegExp[]; requests: RegExp[] };

/** For a test in which the host goes away: nobody answers for a while, pictures neither. */
export function mayLoseHost(allowed: Allowed): void {
  allowed.console.push(/WebSocket connection|ERR_CONNECTION_REFUSED/);
  allowed.requests.push(/\/ticket$/, /\/(inputs|assets)\//);
}

export function watch(page: Page, allowed: Allowed): string[] {
  const bad: string[] = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const text = message.text();
    if (!allowed.console.some((one) => one.test(text))) bad.push(`console ${message.type()}: ${text}`);
  });
  page.on('pageerror', (error) => bad.push(`page: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A player drops a request when it seeks or its element goes: that is no failure.
    const why = request.failure()?.errorText ?? '';
    if (why === 'net::ERR_ABORTED' || allowed.requests.some((one) => one.test(request.url()))) return;
    bad.push(`request: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400 || allowed.requests.some((one) => one.test(response.url()))) return;
    bad.push(`answer ${response.status()}: ${response.url()}`);
  });
  return bad;
}

/** What carries the studio: the browser host, the desktop app in the double, or in the real Electron. */
export type Host = 'browser' | 'desktop' | 'electron';
/** Longest (ms) that the main process of the desktop works on one thing. */
const longestBlockedMs = 50;

/** In the place of what a host does not have; whatever uses it fails. */
const none = undefined as never;

type Fixtures = {
  /** Makes a studio on that host. */
  make(options?: StudioOptions): Studio;
  studio: Studio;
  allowed: Allowed;
  /** What goes between page and engine from now on; asked for before `open`. */
  frames: Frames;
  open: Page;
};

export const test = base.extend<Fixtures, { host: Host }>({
  host: ['browser', { option: true, scope: 'worker' }],
  // The real Electron is its own browser: no other is started beside it, nor needs to be installed.
  browser: [
    async ({ host, playwright, launchOptions }, use) => {
      if (host === 'electron') return use(none);
      const browser = await playwright.chromium.launch(launchOptions);
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ host, browser }, use) => {
    if (host === 'electron') return use(none);
    const context = await browser.newContext();
    await use(await context.newPage());
    await context.close();
  },
  make: async ({ host }, use) =>
    use({ browser: createStudio, desktop: createDesktop, electron: createElectron }[host]),
  studio: async ({ make }, use) => {
    const studio = make();
    await use(studio);
    await studio.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants from here
  allowed: async ({}, use) => use({ console: [], requests: [] }),
  frames: async ({ page, host }, use) => {
    const frames: Frames = { sent: [], heard: [] };
    if (host === 'desktop') listened.set(page, frames);
    else
      page.on('websocket', (socket) => {
        socket.on('framesent', ({ payload }) => frames.sent.push(String(payload)));
        socket.on('framereceived', ({ payload }) => frames.heard.push(String(payload)));
      });
    await use(frames);
  },
  /** The page with the studio open in it. */
  open: async ({ studio, page, allowed }, use) => {
    const address = await studio.start();
    const window = 'window' in studio ? await (studio as Electron).window() : page;
    const bad = watch(window, allowed);
    if ('app' in studio) await asWindow(page, (studio as Desktop).app());
    else if (window === page) await page.goto(address);
    await expect(window.getByRole('navigation', { name: 'Pages' })).toBeVisible();
    // The frame stands before the page is signed in; a person's first press comes later than that.
    await expect(window.locator('[aria-busy]')).toHaveCount(0);
    const app = 'app' in studio ? (studio as Desktop).app() : null;
    await app?.ask('blocked');
    await use(window);
    expect(bad).toEqual([]);
    // The engine lives in the main process: nothing that a person does may keep it from everything else.
    if (app) expect(await app.ask('blocked')).toBeLessThan(longestBlockedMs);
  },
});
export { expect };
