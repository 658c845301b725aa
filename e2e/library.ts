import type { Locator, Page } from '@playwright/test';
import { filledBy } from './filled.ts';
import { expect } from './studio.ts';

/** Takes to find again: three texts with a preview and a final each, then a sound that waits for its decision. */
export const test = filledBy(async (studio) => {
  for (const prompt of ['Kettle by the window', 'Lamp after the rain', 'Scarf in golden light'])
    await studio.rushes('run', 'chat', '--prompt', prompt);
  await studio.rushes('run', 'tts', '--text', 'Spoken beside the kettle.', '--review', 'hold');
});

/** The library as a person sees it. */
function libraryAt(page: Page) {
  const region = page.getByRole('region', { name: 'Library' });
  const grid = region.getByRole('grid', { name: 'Takes, newest first' });
  const cell = (about: string): Locator => grid.getByRole('gridcell').filter({ hasText: about });
  /** Presses what is on a tile that is pointed at: of a text, on its final, which is the newer. */
  const press = async (button: string, about: string): Promise<void> => {
    await cell(about).first().hover();
    await cell(about).first().getByRole('button', { name: button, exact: true }).click();
  };
  return {
    region,
    grid,
    /** The button that is the tile of a take, by its stage and its words. */
    tile: (name: string): Locator => grid.getByRole('button', { name: new RegExp(`^${name}`) }),
    tiles: grid.getByRole('gridcell'),
    count: region.getByRole('status').first(),
    search: region.getByRole('searchbox'),
    bar: region.getByRole('toolbar', { name: 'Chosen takes' }),
    log: page.getByRole('log'),

    async pick(filter: string, choice: string): Promise<void> {
      await region.getByRole('button', { name: new RegExp(`^${filter}: `) }).click();
      await page.getByRole('menuitemradio', { name: choice, exact: true }).click();
    },
    press,

    /** What the menu of a tile offers. */
    async menu(about: string): Promise<Locator> {
      await press('More about this take', about);
      return page.getByRole('menu');
    },

    async choose(...abouts: string[]): Promise<void> {
      for (const about of abouts) await press('Choose', about);
    },
  };
}

export const show = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name }).click();

export async function openLibrary(page: Page): Promise<ReturnType<typeof libraryAt>> {
  await show(page, 'Library');
  const library = libraryAt(page);
  await expect(library.count).toHaveText('7 takes');
  return library;
}
