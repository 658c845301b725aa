import { cpSync, lstatSync, readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { personAt } from './person.ts';
import { createStudio, homeFor } from './process.ts';
import { startProviders } from './providers.ts';
import { test as base, expect } from './studio.ts';

/** Takes to find again, oldest first: three texts with a preview and a final each, and a sound that waits for its decision. */
const chats = ['Kettle by the window', 'Lamp after the rain', 'Scarf in golden light'];
const spoken = 'Spoken beside the kettle.';

/** Where a profile with these takes lies, and what a studio on it finds in its environment. */
type Filled = { home: string; env: Record<string, string> };

const test = base.extend<object, { filled: Filled }>({
  // Made once, and copied for each test.
  filled: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants from here
    async ({}, use) => {
      const { env, stop } = await startProviders();
      const studio = createStudio({ demo: false, env });
      await studio.start();
      for (const prompt of chats) await studio.rushes('run', 'chat', '--prompt', prompt);
      await studio.rushes('run', 'tts', '--text', spoken, '--review', 'hold');
      await studio.kill();
      const home = homeFor((path) => copy(studio.home, path));
      await studio.stop();
      await use({ home: home.path, env });
      home.remove();
      await stop();
    },
    { scope: 'worker' },
  ],
  studio: async ({ filled: { home, env }, make }, use) => {
    const studio = make({ demo: false, env, prepare: (path) => copy(home, path) });
    await use(studio);
    await studio.stop();
  },
});

const copy = (from: string, to: string): void =>
  cpSync(from, to, { recursive: true, filter: (path) => !lstatSync(path).isSocket() });

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

const show = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name }).click();

async function openLibrary(page: Page): Promise<ReturnType<typeof libraryAt>> {
  await show(page, 'Library');
  const library = libraryAt(page);
  await expect(library.count).toHaveText('7 takes');
  return library;
}

test('library: the search finds by the words of what was asked for, and says when nothing is found', async ({
  open,
}) => {
  const { search, count, tiles, tile, region } = await openLibrary(open);
  await search.fill('kettle');
  await expect(count).toHaveText('3 found');
  await expect(tiles).toHaveCount(3);
  await expect(tile('Preview.*Spoken beside the kettle')).toBeVisible();
  await expect(tile('Final.*Lamp')).toHaveCount(0);
  // All words count, and the beginning of a word is enough.
  await search.fill('KETT wind');
  await expect(count).toHaveText('2 found');
  await search.fill('kettle scarf');
  await expect(region.getByText('Nothing matches')).toBeVisible();
  await expect(region.getByText('No take here has all of that.')).toBeVisible();
  await region.getByRole('button', { name: 'Clear all filters' }).last().click();
  await expect(search).toHaveValue('');
  await expect(count).toHaveText('7 takes');
});

test('library: each filter narrows what is shown, and together they narrow it further', async ({ open }) => {
  const { pick, count, tiles, tile, region, search } = await openLibrary(open);
  await pick('Workflow', 'Text to speech');
  await expect(count).toHaveText('1 found');
  await expect(tile('Preview.*Spoken')).toBeVisible();
  await pick('Workflow', 'Chat');
  await expect(count).toHaveText('6 found');
  await pick('Stage', 'Finals');
  await expect(count).toHaveText('3 found');
  await expect(tile('Preview')).toHaveCount(0);
  await search.fill('lamp');
  await expect(count).toHaveText('1 found');
  await expect(tiles).toHaveCount(1);
  await region.getByRole('search').getByRole('button', { name: 'Clear all filters' }).click();
  await expect(count).toHaveText('7 takes');

  // Those that made them are the choices.
  await region.getByRole('button', { name: /^Model: / }).click();
  const models = await open.getByRole('menuitemradio').allInnerTexts();
  expect(models).toHaveLength(3);
  await open.getByRole('menuitemradio', { name: /elevenlabs/ }).click();
  await expect(count).toHaveText('1 found');
  await expect(tile('Preview.*Spoken')).toBeVisible();
  await pick('Model', 'All models');
  await pick('Made', 'Today');
  await expect(count).toHaveText('7 found');
});

test('library: a take that is starred says so, and is what the filter for stars leaves', async ({ open }) => {
  const { tile, tiles, press, count, region, menu } = await openLibrary(open);
  const starred = region.getByRole('button', { name: 'Starred', exact: true });
  await press('Star', 'Lamp');
  await starred.click();
  await expect(starred).toHaveAttribute('aria-pressed', 'true');
  await expect(count).toHaveText('1 found');
  await expect(tile('Final.*Lamp').getByRole('img', { name: 'Starred' })).toBeVisible();
  // It is kept: the way to remove it says why not.
  const remove = (await menu('Lamp')).getByRole('menuitem', { name: /^Remove/ });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await expect(remove).toContainText('Take the star off first');
  await open.keyboard.press('Escape');
  await press('Remove the star', 'Lamp');
  await expect(tiles).toHaveCount(0);
  await expect(region.getByText('Nothing matches')).toBeVisible();
});

test('library: what is removed comes back with undo, one take and several at once', async ({ open }) => {
  const { tile, count, menu, log, choose, bar } = await openLibrary(open);
  const undo = log.getByRole('button', { name: 'Undo' });
  await (await menu('Scarf')).getByRole('menuitem', { name: /^Remove/ }).click();
  await expect(log).toContainText('Take removed. Its files stay for a day.');
  await expect(count).toHaveText('6 takes');
  await undo.click();
  await expect(count).toHaveText('7 takes');
  await expect(tile('(Preview|Final).*Scarf')).toHaveCount(2);

  await choose('Scarf', 'Lamp', 'Kettle by');
  await expect(bar).toContainText('3 chosen');
  await bar.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(log).toContainText('3 takes removed. Their files stay for a day.');
  await expect(count).toHaveText('4 takes');
  await expect(bar).toHaveCount(0);
  await undo.click();
  await expect(count).toHaveText('7 takes');
  for (const about of ['Scarf', 'Lamp', 'Kettle by'])
    await expect(tile(`(Preview|Final).*${about}`)).toHaveCount(2);
});

test('library: what is removed and not called back is gone after a reload; its job says so and offers it back', async ({
  open,
}) => {
  const person = personAt(open);
  const { tile, count, menu } = await openLibrary(open);
  await (await menu('Scarf')).getByRole('menuitem', { name: /^Remove/ }).click();
  await expect(count).toHaveText('6 takes');
  await open.reload();
  await show(open, 'Library');
  await expect(count).toHaveText('6 takes');
  await expect(tile('Final.*Scarf')).toHaveCount(0);
  await tile('Preview.*Scarf').click();
  await person.tab('Final').click();
  await expect(person.stage.getByText('You removed this take')).toBeVisible();
  await person.stage.getByRole('button', { name: 'Put it back' }).click();
  await expect(person.stage.getByRole('region', { name: 'Text of the take' })).toContainText(/\w{3}/);
});

test('library: a download of one take is its file, a download of several is all of theirs', async ({
  open,
}) => {
  const { menu, choose, bar } = await openLibrary(open);
  const came: Download[] = [];
  open.on('download', (one) => came.push(one));
  await (await menu('Spoken')).getByRole('menuitem', { name: 'Download' }).click();
  await expect.poll(() => came.length).toBe(1);
  expect(came[0]?.suggestedFilename()).toMatch(/\.mp3$/);
  expect(readFileSync((await came[0]?.path()) ?? '').length).toBeGreaterThan(1_000);

  await choose('Scarf', 'Lamp', 'Spoken');
  await bar.getByRole('button', { name: 'Download' }).click();
  await expect.poll(() => came.length).toBe(4);
  const names = came.slice(1).map((one) => one.suggestedFilename());
  expect(names.filter((name) => name.endsWith('.mp3'))).toHaveLength(1);
  expect(new Set(names).size).toBe(3);
  for (const one of came.slice(1))
    expect(readFileSync(await one.path(), { encoding: 'utf8' }).length).toBeGreaterThan(0);
});

test('library: the path of a take is shown, and copied whole', async ({ open, studio }) => {
  await open.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const { menu, log } = await openLibrary(open);
  const copy = (await menu('Spoken')).getByRole('menuitem', { name: /^Copy path/ });
  await expect(copy).toContainText(/preview.*\.mp3/);
  await copy.click();
  await expect(log).toContainText('Copied');
  const path = await open.evaluate(() => navigator.clipboard.readText());
  expect(path.startsWith(studio.home)).toBe(true);
  expect(readFileSync(path).length).toBeGreaterThan(1_000);
});

test('library: a click on a take opens it on the stage, at its own stage', async ({ open }) => {
  const person = personAt(open);
  const { tile, region } = await openLibrary(open);
  await tile('Preview.*Kettle').click();
  await expect(region).toHaveCount(0);
  await expect(person.tab('Preview')).toBeChecked();
  await expect(person.inspector.getByText('Kettle by the window').first()).toBeVisible();
  await show(open, 'Library');
  await tile('Final.*Lamp').click();
  await expect(person.tab('Final')).toBeChecked();
  await expect(person.inspector.getByText('Lamp after the rain').first()).toBeVisible();
});

test('library: by keyboard alone, arrows lead from take to take, space chooses, Enter opens', async ({
  open,
}) => {
  const person = personAt(open);
  const { tile, bar, grid } = await openLibrary(open);
  const { keyboard } = open;
  // Newest first: the sound, then final and preview of each text.
  await tile('Preview.*Spoken').focus();
  await keyboard.press('ArrowRight');
  await expect(tile('Final.*Scarf')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(tile('Preview.*Scarf')).toBeFocused();
  await keyboard.press('Home');
  await expect(tile('Preview.*Spoken')).toBeFocused();
  await keyboard.press('End');
  await expect(tile('Preview.*Kettle by')).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(tile('Final.*Kettle by')).toBeFocused();
  await keyboard.press('Space');
  await keyboard.press('Shift+ArrowLeft');
  await expect(bar).toContainText('2 chosen');
  await expect(grid.getByRole('gridcell', { selected: true })).toHaveCount(2);
  await keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await expect(tile('Preview.*Lamp')).toBeFocused();
  await keyboard.press('Enter');
  await expect(person.inspector.getByText('Lamp after the rain').first()).toBeVisible();
  await expect(person.tab('Preview')).toBeChecked();
});
