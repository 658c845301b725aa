import type { Page } from '@playwright/test';
import { atMost, type Figure, type Line } from '../measure.ts';
import { openPage } from './chrome.ts';
import { fullStudio } from './full.ts';
import { inPage } from './page.ts';

const clips = 7;

/** A click on a tile of the shelf until its clip, 1080 x 1920, has its first frame on the screen; each of another job. */
async function* plays(): AsyncIterable<Line> {
  const { studio, client } = await fullStudio();
  const page = await openPage(await studio.link());
  try {
    const { jobs } = await client.app.snapshot();
    const filmed = jobs.filter((job) => job.workflow === 'image_to_video').slice(1, clips + 2);
    const took: number[] = [];
    for (const { id } of filmed) {
      const tile = page.locator(`[data-tile="${id}"]`);
      await toTile(page, id);
      await tile.waitFor();
      await inPage(page, 'settled');
      const first = inPage(page, 'firstFrame');
      await tile.click();
      const { ms, width, height } = await first;
      if (width * height !== 1080 * 1920) throw new Error(`the clip of ${id} is ${width} x ${height}`);
      took.push(ms);
    }
    yield atMost(150, { figure: 'click on a take to its first frame, 1080p, ms', runs: took.slice(1) });
  } finally {
    await page.context().close();
  }
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
