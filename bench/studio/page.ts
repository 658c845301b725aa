import type { Page } from '@playwright/test';

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

/** A clock of the page's main thread: the milliseconds that it worked so far. */
export type Meter = () => Promise<number>;

/**
 * `wall`: from the begin to the end of each task, with what it waited for a core or for the compositor. `cpu`: what the thread itself had
 * of a core.
 */
export async function meters(page: Page): Promise<Record<'wall' | 'cpu', Meter>> {
  return { wall: await meter(page, 'timeTicks'), cpu: await meter(page, 'threadTicks') };
}

async function meter(page: Page, timeDomain: 'timeTicks' | 'threadTicks'): Promise<Meter> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
}
