import type { Page } from '@playwright/test';
import type { Client } from '../../src-main/api/client.ts';
import { atMost, type Figure, type Line, told } from '../measure.ts';
import { openPage } from './chrome.ts';
import { fullStudio } from './full.ts';
import { inPage } from './page.ts';

const events = 20;

type Counted = { own: number; others: number };

/** Renders of rows by one event: those of its own row, and all others. A row may stand in several lists; in each it counts. */
async function countedAfter(
  page: Page,
  ids: readonly string[],
  change: () => Promise<unknown>,
): Promise<Counted> {
  await inPage(page, 'settled');
  await inPage(page, 'renders');
  await change();
  const renders: string[] = [];
  while (!renders.some((row) => ids.some((id) => row.endsWith(`:${id}`)))) {
    await inPage(page, 'settled');
    renders.push(...(await inPage(page, 'renders')));
  }
  const own = renders.filter((row) => ids.some((id) => row.endsWith(`:${id}`)));
  return { own: own.length / new Set(own).size, others: renders.length - own.length };
}

async function* counts(): AsyncIterable<Line> {
  const { studio, client } = await fullStudio();
  const page = await openPage(await studio.link());
  try {
    await page.locator('button[aria-controls][aria-expanded="false"]').last().click();
    await page.locator('[data-row]').first().waitFor();
    yield* lines('queue and shelf', await starred(page, client, await inView(page, 'row')));
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Library' }).click();
    await page.locator('[data-take]').first().waitFor();
    yield* lines('library', await starred(page, client, await inView(page, 'take')));
  } finally {
    await page.context().close();
  }
}

const inView = (page: Page, what: 'row' | 'take'): Promise<string[]> =>
  page
    .locator(`[data-${what}]`)
    .evaluateAll((nodes, name) => nodes.map((node) => node.getAttribute(name) ?? ''), `data-${what}`);

async function starred(page: Page, client: Client, ids: readonly string[]): Promise<Counted[]> {
  const { jobs } = await client.app.snapshot();
  const found: Counted[] = [];
  for (let n = 0; n < events; n++) {
    const id = ids[n % ids.length];
    const job = jobs.find((one) => one.id === id || one.takes.some((take) => take.id === id));
    const take = job?.takes.find((one) => one.id === id) ?? job?.takes[0];
    if (!job || !take) throw new Error(`${id} is in view and not in the snapshot`);
    const starred = n < ids.length ? !take.starred : take.starred;
    found.push(
      await countedAfter(page, [job.id, take.id], () => client.takes.star({ take: take.id, starred })),
    );
  }
  return found;
}

function* lines(where: string, found: readonly Counted[]): Iterable<Line> {
  const of = (what: string): string => `${where}, an event of one row: ${what}`;
  yield atMost(0, {
    figure: of('rows rendered besides it'),
    runs: found.map(({ others }) => others),
    value: Math.max(...found.map(({ others }) => others)),
  });
  yield told(
    of('renders of its own row'),
    found.map(({ own }) => own),
  );
}

export const rows: Figure = { name: 'rows', run: counts };
