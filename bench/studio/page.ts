import type { CDPSession, Page } from '@playwright/test';

/** What bench/programs/in-page.js has for a measurement; times in ms. */
export type Scrolled = {
  ms: number;
  /** Between frames. */
  gaps: number[];
  /** Tasks over 50 ms. */
  long: number;
  /** Elements of the page, at most. */
  most: number;
  top: number;
};
export type FirstFrame = { ms: number; width: number; height: number };

/** From a key event to what it painted; `own` is without the wait for the screen's next frame. */
export type Key = { all: number; own: number };

type InPage = {
  scroll(of: { selector: string; px: number; ms: number }): Promise<Scrolled>;
  firstFrame(): Promise<FirstFrame>;
  shownAfterClick(selector: string): Promise<number>;
  shownAfterText(selector: string): Promise<number>;
  keys(): Key[];
  renders(): string[];
  settled(): Promise<void>;
};

/** Calls one of them in the page. */
export function inPage<K extends keyof InPage>(
  page: Page,
  name: K,
  ...args: Parameters<InPage[K]>
): Promise<Awaited<ReturnType<InPage[K]>>> {
  return page.evaluate(
    ({ name, args }) => {
      const bench = (
        globalThis as unknown as { rushesBench: Record<string, (...args: unknown[]) => unknown> }
      ).rushesBench;
      return bench[name]?.(...args);
    },
    { name, args },
  ) as Promise<Awaited<ReturnType<InPage[K]>>>;
}

/** Milliseconds that the main thread of the page worked so far. */
export async function workedMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

export async function meteredSession(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return session;
}
