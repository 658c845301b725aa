import { desktopTexts } from '../src-shared/texts/desktop.ts';
import type { Desktop } from './desktop.ts';
import { personAt } from './person.ts';
import { expect, test } from './studio.ts';

/** What only a window of the desktop has; in the double, where it is written down what reaches Electron. */
test('window: a take is shown in its folder, dragged out, and shown when its notification is pressed', async ({
  open,
  studio,
}) => {
  const app = (studio as Desktop).app();
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  await person.choose('Chat');
  await person.type('Prompt', 'A hook.');
  await person.make();
  await expect(person.tile('A hook', 'Final')).toBeVisible();

  const tile = open.locator('[data-tile]').first();
  await tile.hover();
  await open.mouse.down();
  await open.mouse.move(10, 10, { steps: 5 });
  await open.mouse.up();
  const dragged = await app.until(({ what }) => what === 'webContents.startDrag');
  expect(String(dragged.with[0])).toContain('/final/');

  await pages.getByRole('button', { name: 'Library' }).click();
  await open.locator('[data-take]').first().hover();
  await open.getByRole('button', { name: 'More' }).first().click();
  await open.getByRole('menuitem', { name: 'Show in folder' }).click();
  const shown = await app.until(({ what }) => what === 'shell.showItemInFolder');
  expect(String(shown.with[0])).toContain(studio.profile);

  await pages.getByRole('button', { name: 'Settings' }).click();
  await open.getByRole('radio', { name: 'Light' }).click();
  await app.until(({ what, with: [source] }) => what === 'nativeTheme.themeSource' && source === 'light');

  const { jobs } = (await studio.rushes('jobs')) as { jobs: { id: string }[] };
  await app.ask('page', {
    channel: 'studio:notify',
    args: [{ job: jobs[0]?.id, title: 'Final ready', body: 'A hook.' }],
    sender: 'ours',
  });
  await app.ask('clickNotification', { nth: 1 });
  await expect(person.stage.getByRole('radio', { name: 'Final', checked: true })).toBeVisible();
});

test('window: what is to be shown comes as that alone, without the event that it came with', async ({
  open,
  studio,
}) => {
  const app = (studio as Desktop).app();
  await open.evaluate(() => {
    const page = globalThis as never as {
      studio: { onTarget(call: (...args: unknown[]) => void): void };
      heard: unknown[][];
    };
    page.heard = [];
    page.studio.onTarget((...args) => page.heard.push(args));
  });
  await app.ask('menu', { of: 'application', label: desktopTexts.menu.settings });
  const heard = () => open.evaluate(() => (globalThis as never as { heard: unknown[][] }).heard);
  await expect.poll(heard).toEqual([[{ page: 'settings' }]]);
});
