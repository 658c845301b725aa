import type { Page } from '@playwright/test';
import type { Client } from '../../src-main/api/client.ts';
import { atLeast, atMost, type Figure, type Line, median, percentile, told } from '../measure.ts';
import { openPage } from './chrome.ts';
import { fullStudio } from './full.ts';
import { inPage, meters, type Scrolled } from './page.ts';
import { starring } from './starring.ts';

/** How long (ms) a list is scrolled, and how far each frame: some 40 rows of the queue a second. */
const scrollMs = 3_000;
const pxPerFrame = 32;
const updatesPerSecond = 100;
const rounds = 5;

type Place = {
  name: 'queue' | 'library';
  /** What is there once it is shown. */
  row: string;
  open(page: Page): Promise<void>;
  leave(page: Page): Promise<void>;
  /** Brings all of it in. */
  fill(page: Page): Promise<void>;
  /** Takes whose rows are among those that are scrolled through. */
  takes(client: Client): Promise<string[]>;
};

const rail = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name }).click();
const newest = async (client: Client): Promise<string[]> => {
  const { jobs } = await client.app.snapshot();
  return jobs.flatMap((job) => job.takes.map((take) => take.id));
};

const queue: Place = {
  name: 'queue',
  row: '[data-row]',
  open: (page) => page.locator('button[aria-controls][aria-expanded="false"]').last().click(),
  leave: (page) => page.locator('button[aria-controls][aria-expanded="true"]').last().click(),
  /** The list has what was paged in: it is asked for older ones at its end until there are none. */
  async fill(page) {
    await queue.open(page);
    const list = page.getByRole('region', { name: 'Queue' }).locator('div:has(> ul)');
    const older = list.getByRole('button', { name: /older/i });
    for (;;) {
      await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
      await inPage(page, 'settled');
      if ((await older.count()) === 0) break;
      // Disabled while a page comes; gone once it is further up.
      await older.click({ timeout: 2_000 }).catch(() => undefined);
    }
    await list.evaluate((box) => box.scrollTo(0, 0));
    await queue.leave(page);
  },
  takes: newest,
};

const library: Place = {
  name: 'library',
  row: '[data-take]',
  open: (page) => rail(page, 'Library'),
  leave: (page) => rail(page, 'Studio'),
  async fill() {
    // It asks for its pages itself as it is scrolled.
  },
  takes: newest,
};

/** Of the page's main thread, ms a frame: as a clock on the wall has it, and as its core has it. */
type Run = Scrolled & { wallMs: number; cpuMs: number };

async function* scrolls(place: Place): AsyncIterable<Line> {
  const { studio, client } = await fullStudio();
  const page = await openPage(await studio.link());
  try {
    await place.fill(page);
    const opened: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const shown = inPage(page, 'shownAfterClick', place.row);
      await place.open(page);
      opened.push(await shown);
      if (round < rounds - 1) await place.leave(page);
    }
    const { wall, cpu } = await meters(page);
    const stars = starring(client, await place.takes(client), updatesPerSecond);
    const runs: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = { wall: await wall(), cpu: await cpu() };
      const scrolled = await inPage(page, 'scroll', {
        selector: place.row,
        px: round % 2 === 0 ? pxPerFrame : -pxPerFrame,
        ms: scrollMs,
      });
      const frames = scrolled.gaps.length;
      const wallMs = ((await wall()) - before.wall) / frames;
      runs.push({ ...scrolled, wallMs, cpuMs: ((await cpu()) - before.cpu) / frames });
    }
    const sent = await stars.stop();
    const of = (what: string): string =>
      `${place.name} of 10,000 takes, scrolled with ${updatesPerSecond} row updates/s: ${what}`;
    yield atLeast(59, {
      figure: of('frames a second'),
      runs: runs.map((run) => (1_000 * run.gaps.length) / run.ms),
    });
    yield told(
      of('95th part of the time between frames, ms'),
      runs.map((run) => percentile(run.gaps, 0.95)),
    );
    yield atMost(0, {
      figure: of('tasks over 50 ms, all rounds'),
      runs: runs.map((run) => run.long),
      value: sum(runs.map((run) => run.long)),
    });
    yield atMost(5, { figure: of('main thread, ms a frame'), runs: runs.map((run) => run.wallMs) });
    yield atMost(5, {
      figure: of('main thread, ms a frame that it had of a core'),
      runs: runs.map((run) => run.cpuMs),
    });
    yield atMost(1_500, {
      figure: of('elements of the page'),
      runs: runs.map((run) => run.most),
      value: Math.max(...runs.map((run) => run.most)),
    });
    yield atMost(150, { figure: `${place.name} of 10,000 takes: click to painted, ms`, runs: opened });
    yield told(of('updates that were made a second'), [sent]);
    if (median(runs.map((run) => run.top)) === 0) throw new Error(`the ${place.name} did not scroll`);
  } finally {
    await page.context().close();
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

export const scrolling: readonly Figure[] = [queue, library].map((place) => ({
  name: place.name,
  run: () => scrolls(place),
}));
