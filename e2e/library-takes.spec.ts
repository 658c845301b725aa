import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { openLibrary, show, test } from './library.ts';
import { personAt } from './person.ts';
import { expect } from './studio.ts';

test('library: what is removed comes back with undo, one take and several at once', { tag: '@full' }, async ({
  open,
}) => {
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

test('library: of several that are removed a starred one stays, and it is said; it stays chosen', {
  tag: '@full',
}, async ({ open }) => {
  const { tile, count, press, log, choose, bar } = await openLibrary(open);
  await press('Star', 'Lamp');
  await choose('Scarf', 'Lamp', 'Kettle by');
  await bar.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(log).toContainText('2 takes removed. Their files stay for a day.');
  await expect(log).toContainText('1 stays: it is starred, or the job is not done.');
  await expect(count).toHaveText('5 takes');
  await expect(tile('Final.*Lamp')).toBeVisible();
  await expect(bar).toContainText('1 chosen');
  await bar.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(log).toContainText('starred');
  await expect(count).toHaveText('5 takes');
});

test('library: what is removed and not called back is gone after a reload; its job says so and offers it back', {
  tag: '@full',
}, async ({ open }) => {
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

test('library: a download of one take is its file, a download of several is all of theirs', {
  tag: '@full',
}, async ({ open }) => {
  const { menu, choose, bar } = await openLibrary(open);
  const came: Download[] = [];
  open.on('download', (one) => came.push(one));
  await (await menu('Spoken')).getByRole('menuitem', { name: 'Download' }).click();
  await expect.poll(() => came.length).toBe(1);
  expect(came[0]?.suggestedFilename()).toMatch(/\.mp3$/);
  expect(readFileSync((await came[0]?.path()) ?? '').length).toBeGreaterThan(1_000);

  await choose('Scarf', 'Lamp', 'Spoken');
  await bar.getByRole('button', { name: 'Download' }).click();
  // It goes on, whatever page is shown.
  await show(open, 'Spend');
  await expect.poll(() => came.length).toBe(4);
  const names = came.slice(1).map((one) => one.suggestedFilename());
  expect(names.filter((name) => name.endsWith('.mp3'))).toHaveLength(1);
  expect(new Set(names).size).toBe(3);
  for (const one of came.slice(1))
    expect(readFileSync(await one.path(), { encoding: 'utf8' }).length).toBeGreaterThan(0);
});

test('library: the path of a take is shown, and copied whole', { tag: '@full' }, async ({ open, studio }) => {
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
