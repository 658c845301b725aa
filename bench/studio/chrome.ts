import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import type { Studio } from '../../e2e/process.ts';
import { type Client, clientOf } from '../../src-main/api/client.ts';
import { profileAt } from '../../src-main/engine/profile/profile.ts';
import { connectTo } from '../../src-main/engine/profile/socket.ts';
import { chromiumProgram } from '../../test/chromium.ts';
import { root } from '../place.ts';

/** The Chromium that the figures of the studio are measured in; one for all of them. */
let browser: Browser | null = null;

async function chrome(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: chromiumProgram(),
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  return browser;
}

export async function closeChrome(): Promise<void> {
  await browser?.close();
  browser = null;
}

export async function newContext(): Promise<BrowserContext> {
  return (await chrome()).newContext({ viewport: { width: 1440, height: 900 } });
}

/** A page of a studio, with what measures in it. The context is closed by whoever has it. */
export async function openPage(url: string): Promise<Page> {
  const context = await newContext();
  await context.addInitScript({ path: join(root, 'bench/programs/in-page.js') });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return page;
}

/** Calls to the engine of a studio, from beside its page. */
export async function beside(studio: Studio): Promise<{ client: Client; close(): void }> {
  const connection = await connectTo(profileAt(studio.profile).socket);
  if (!connection) throw new Error(`nobody listens at ${studio.profile}`);
  return { client: clientOf(connection.port), close: () => connection.close() };
}

/** Milliseconds from the start of the navigation to the first thing that was painted. */
export function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list, observer) => {
          const entry = list.getEntriesByName('first-contentful-paint')[0];
          if (!entry) return;
          observer.disconnect();
          resolve(entry.startTime);
          // The type is of Node's own observer, which knows no paint.
        }).observe({ type: 'paint' as 'mark', buffered: true });
      }),
  );
}
