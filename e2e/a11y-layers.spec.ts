import type { Locator, Page } from '@playwright/test';
import { type Found, violations } from './axe.ts';
import { personAt } from './person.ts';
import { openSpend, test } from './spend.ts';
import { expect } from './studio.ts';

const pagesOf = (page: Page): Locator => page.getByRole('navigation', { name: 'Pages' });

/** Looks at what opens over the page, and closes it. */
function layersOf(page: Page) {
  const found: Found[] = [];
  return {
    found,
    async see(screen: string, part = 'html'): Promise<void> {
      found.push(...(await violations(page, screen, part)));
    },
    /** What a button opens: a menu or a dialog. What lies behind it is out of reach. */
    async behind(button: Locator, role: 'menu' | 'dialog', screen: string): Promise<void> {
      await button.click();
      await expect(page.getByRole(role)).toBeVisible();
      await this.see(screen, `[role="${role}"]`);
      await page.keyboard.press('Escape');
      await expect(page.getByRole(role)).toHaveCount(0);
    },
  };
}

test('axe-core finds nothing: the pickers of the forms', { tag: '@full' }, async ({ open }) => {
  const { choose, composer } = personAt(open);
  const layers = layersOf(open);
  for (const [workflow, pickers] of [
    ['Chat', ['Conversation so far: Go on from a chat…']],
    ['Text to speech', ['Voice: Rachel', 'More ways to run it']],
    ['UGC video', ['Portrait or product: Or use…']],
  ] as const) {
    await choose(workflow);
    for (const picker of pickers)
      await layers.behind(composer.getByRole('button', { name: picker }), 'menu', picker);
  }
  expect(layers.found).toEqual([]);
});

test('axe-core finds nothing: menus, dialogs and the queue of a profile that was worked with', {
  tag: '@full',
}, async ({ open, studio }) => {
  const person = personAt(open);
  const layers = layersOf(open);
  const { table, main } = await openSpend(open);
  await main.getByRole('button', { name: 'Add credits' }).click();
  await open.getByRole('dialog').getByLabel('Credits', { exact: true }).fill('none');
  await open.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await expect(open.getByRole('dialog').getByRole('alert')).toBeVisible();
  await layers.see('adding no credits', '[role="dialog"]');
  await open.keyboard.press('Escape');
  await table
    .getByRole('button', { name: /Kept to its final/ })
    .first()
    .click();
  await person.inspector.getByRole('button', { name: 'Refund…' }).click();
  await open.getByRole('dialog').getByRole('button', { name: 'Refund', exact: true }).click();
  await expect(open.getByText('Say in a word why: it stands in the ledger.')).toBeVisible();
  await layers.see('a refund without a reason', '[role="dialog"]');
  await open.keyboard.press('Escape');
  await layers.behind(
    person.stage.getByRole('button', { name: 'More about this take' }),
    'menu',
    'more about a take',
  );
  for (const fold of await person.inspector.locator('summary').all()) await fold.click();
  await open.keyboard.press('q');
  const queue = open.getByRole('region', { name: 'Queue' });
  await queue.getByRole('button', { name: 'Attempts: Held for its decision.' }).click();
  await expect(queue.getByRole('listitem', { name: 'Attempt 1' })).toBeVisible();
  await layers.see('the queue with its details, the inspector with all that it folds');
  await open.keyboard.press('q');

  await open.keyboard.press('Control+k');
  await open.getByRole('combobox').fill('final');
  await expect(open.getByRole('option').first()).toBeVisible();
  await layers.see('the palette with takes', '[role="dialog"]');
  await open.getByRole('combobox').fill('nothing of that name');
  await expect(open.getByText('Nothing found.', { exact: false })).toBeVisible();
  await layers.see('the palette with nothing', '[role="dialog"]');
  await open.keyboard.press('Escape');

  await pagesOf(open).getByRole('button', { name: 'Library' }).click();
  const grid = open.getByRole('grid');
  await layers.behind(
    open.getByRole('search').getByRole('button', { name: 'Model: All models' }),
    'menu',
    'a filter',
  );
  await grid.getByRole('gridcell').first().hover();
  await layers.behind(
    grid.getByRole('gridcell').first().getByRole('button', { name: 'More about this take' }),
    'menu',
    'more about a tile',
  );
  await grid.getByRole('gridcell').last().hover();
  await grid.getByRole('gridcell').last().getByRole('button', { name: 'Choose' }).click();
  await layers.see('the library with a take chosen');

  await studio.rushes('run', 'chat', '--prompt', 'One take too many.');
  await pagesOf(open).getByRole('button', { name: 'Settings' }).click();
  const history = open.getByRole('region', { name: 'History' });
  await history.getByLabel('Takes').fill('1');
  await history.getByLabel('Takes').press('Enter');
  await history.getByRole('button', { name: /What would go now\?$/ }).click();
  await layers.behind(history.getByRole('button', { name: /^Clear \d take/ }), 'dialog', 'clearing away');
  expect(layers.found).toEqual([]);
});

test('axe-core finds nothing: 800 px wide, with each panel and layer open over the stage', {
  tag: ['@full', '@resized'],
}, async ({ open }) => {
  const person = personAt(open);
  const layers = layersOf(open);
  await open.setViewportSize({ width: 800, height: 900 });
  const panel = (name: string): Locator => open.getByRole('banner').getByRole('button', { name });
  await person.tile('Kept to its final').click();
  await expect(person.composer).toHaveCount(0);
  await expect(person.inspector).toHaveCount(0);
  await layers.see('narrow, the stage');
  await panel('Composer').click();
  await expect(person.composer).toBeVisible();
  await layers.see('narrow, the composer over it');
  await panel('Inspector').click();
  await expect(person.inspector).toBeVisible();
  await expect(person.composer).toHaveCount(0);
  await layers.see('narrow, the inspector over it');
  await open.keyboard.press('q');
  await expect(open.getByRole('list', { name: 'Queue' })).toBeVisible();
  await layers.see('narrow, with the queue');
  await open.keyboard.press('Control+k');
  await expect(open.getByRole('dialog')).toBeVisible();
  await layers.see('narrow, the palette', '[role="dialog"]');
  await open.keyboard.press('Escape');
  await open.keyboard.press('?');
  await expect(open.getByRole('dialog')).toBeVisible();
  await layers.see('narrow, the help', '[role="dialog"]');
  await open.keyboard.press('Escape');
  for (const page of ['Library', 'Spend', 'Settings']) {
    await pagesOf(open).getByRole('button', { name: page }).click();
    await expect(open.getByRole('main').getByRole('heading').first()).toBeVisible();
    await layers.see(`narrow, ${page}`);
    // Nothing of the page lies beyond its right edge.
    expect(await open.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(800);
  }
  expect(layers.found).toEqual([]);
});
