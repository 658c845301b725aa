import type { Page } from '@playwright/test';
import type { Client } from '../../src-main/api/client.ts';
import { atMost, type Figure, type Line, told } from '../measure.ts';
import { openPage } from './chrome.ts';
import { fullStudio } from './full.ts';
import { inPage } from './page.ts';

const events = 20;
const made = 3;

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
  while (!renders.some((row) => isOf(ids, row))) {
    await inPage(page, 'settled');
    renders.push(...(await inPage(page, 'renders')));
  }
  return countedIn(ids, renders);
}

const isOf = (ids: readonly string[], row: string): boolean => ids.some((id) => row.endsWith(`:${id}`));

function countedIn(ids: readonly string[], renders: readonly string[]): Counted {
  const own = renders.filter((row) => isOf(ids, row));
  return { own: own.length / new Set(own).size, others: renders.length - own.length };
}

/** Renders by all events of a job that really runs, from its begin to the preview that waits for an OK. */
async function whileMade(page: Page, client: Client, text: string): Promise<Counted> {
  const { jobs } = await client.jobs.create({ workflow: 'tts', params: { text }, review: 'hold' });
  const job = jobs[0]?.id ?? '';
  const row = page.locator(`[data-row="${job}"]`);
  await row.getByText('Making preview').waitFor();
  await inPage(page, 'settled');
  await inPage(page, 'renders');
  await row.getByText('Needs your OK').waitFor();
  await inPage(page, 'settled');
  const found = countedIn([job], await inPage(page, 'renders'));
  if (Number.isNaN(found.own)) throw new Error(`nothing was told of ${job} while it was made`);
  await client.jobs.reject({ job });
  await row.getByText('Rejected').waitFor();
  return found;
}

async function* counts(): AsyncIterable<Line> {
  const { studio, client } = await fullStudio();
  const page = await openPage(await studio.link());
  try {
    await page.locator('button[aria-controls][aria-expanded="false"]').last().click();
    await page.locator('[data-row]').first().waitFor();
    const an = 'an event of one row';
    yield* lines(`queue and shelf, ${an}`, await starred(page, client, await inView(page, 'row')));
    const running: Counted[] = [];
    for (let n = 0; n < made; n++) running.push(await whileMade(page, client, `Made for its rows, ${n}.`));
    yield* lines('queue and shelf, the progress of a job that runs', running);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Library' }).click();
    await page.locator('[data-take]').first().waitFor();
    yield* lines(`library, ${an}`, await starred(page, client, await inView(page, 'take')));
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
  const of = (what: string): string => `${where}: ${what}`;
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
