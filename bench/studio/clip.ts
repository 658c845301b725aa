import type { Page } from '@playwright/test';
import { bestTake, mainAsset } from '../../src-renderer/lib/takes.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { atMost, type Figure, type Line, ratios, told } from '../measure.ts';
import { openPage } from './chrome.ts';
import { fullStudio } from './full.ts';
import { inPage } from './page.ts';

/** Clicks of each side in a round. */
const turns = 2;

/**
 * A click on a tile of the shelf until its clip, 1080 x 1920, has its first frame on the screen; each of another job. Beside it a page that
 * has nothing but a button and the clip, of the same file from the same host: what the browser takes on this machine.
 */
async function* plays(): AsyncIterable<Line> {
  const { studio, client } = await fullStudio();
  const page = await openPage(await studio.link());
  try {
    await page.locator('[data-tile]').first().waitFor();
    const { jobs } = await client.app.snapshot();
    // The first one is on the stage already.
    const filmed = jobs.filter((job) => job.workflow === 'image_to_video').slice(1);
    const bare = await openBare(page);
    const compared = await ratios(
      () => clickOnTile(page, next(filmed).id),
      () => bare.click(next(filmed)),
      turns,
    );
    const figure = 'click on a take to its first frame, 1080p';
    yield atMost(150, { figure: `${figure}, ms`, runs: compared.ours });
    yield told(`${figure}: times a bare page`, compared.ratios);
    yield told(`${figure}, on the bare page, ms`, compared.theirs);
  } finally {
    await page.context().close();
  }
}

/** Takes a job that no side has clicked on. */
function next(jobs: Job[]): Job {
  const job = jobs.shift();
  if (!job) throw new Error('there are not enough clips in the profile');
  return job;
}

async function clickOnTile(page: Page, id: string): Promise<number> {
  await page.bringToFront();
  await toTile(page, id);
  const tile = page.locator(`[data-tile="${id}"]`);
  await tile.waitFor();
  return firstFrame(page, () => tile.click());
}

/** The page, beside that of the studio in the same browser. A take's file is served to it as to that one. */
async function openBare(studio: Page): Promise<{ click(job: Job): Promise<number> }> {
  const served = await studio.locator('li:has([data-tile]) img[src*="/assets/"]').first().getAttribute('src');
  if (served === null) throw new Error('no tile of the shelf has a picture');
  const page = await studio.context().newPage();
  await page.route('**/bare', (asked) =>
    asked.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><button>Show</button><div id="stage"></div>',
    }),
  );
  await page.goto(new URL('/bare', studio.url()).href);
  return {
    async click(job) {
      const asset = mainAsset(bestTake(job));
      if (!asset) throw new Error(`${job.id} has no clip`);
      await page.bringToFront();
      await page.evaluate(
        (url) => {
          const [button, stage] = [document.querySelector('button'), document.querySelector('#stage')];
          if (!button || !stage) throw new Error('the page has no button');
          stage.replaceChildren();
          button.onclick = () => {
            const video = document.createElement('video');
            Object.assign(video, { src: url, preload: 'auto' });
            video.style.height = '600px';
            stage.append(video);
          };
        },
        served.replace(/\d+$/, `${asset.id}`),
      );
      return firstFrame(page, () => page.getByRole('button').click());
    },
  };
}

async function firstFrame(page: Page, click: () => Promise<void>): Promise<number> {
  await inPage(page, 'settled');
  const first = inPage(page, 'firstFrame');
  await click();
  const { ms, width, height } = await first;
  if (width * height !== 1080 * 1920) throw new Error(`a clip is ${width} x ${height}`);
  return ms;
}

/** Scrolls the shelf, which has only the tiles that are in sight, until it has this one. */
async function toTile(page: Page, id: string): Promise<void> {
  const shelf = page.getByRole('region', { name: 'Takes', exact: true });
  for (let n = 0; (await shelf.locator(`[data-tile="${id}"]`).count()) === 0; n++) {
    if (n > 60) throw new Error(`${id} is not on the shelf`);
    await shelf.getByRole('list').hover();
    await page.mouse.wheel(0, 400);
    await inPage(page, 'settled');
  }
}

export const clipping: Figure = { name: 'clip', run: plays };
