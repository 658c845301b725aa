import { test as base, expect, type Page } from '@playwright/test';
import { createStudio, type Studio } from './process.ts';

/**
 * A studio of its own for each test, and the page that its link opens. A console error, a warning or a failed request in the page fails
 * the test, whatever else it shows.
 */
/** What the page may say without failing the test; a test that provokes more adds to it. */
export type Allowed = { console: RegExp[]; requests: RegExp[] };

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

type Fixtures = { studio: Studio; allowed: Allowed; open: Page };

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants from here
  studio: async ({}, use) => {
    const studio = createStudio();
    await use(studio);
    await studio.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  allowed: async ({}, use) => use({ console: [], requests: [] }),
  /** The page with the studio open in it. */
  open: async ({ studio, page, allowed }, use) => {
    const bad = watch(page, allowed);
    await page.goto(await studio.start());
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
    // The frame stands before the page is signed in; a person's first press comes later than that.
    await expect(page.locator('[aria-busy]')).toHaveCount(0);
    await use(page);
    expect(bad).toEqual([]);
  },
});
export { expect };
