import type { Locator, Page } from '@playwright/test';
import { type Found, violations } from './axe.ts';
import { personAt } from './person.ts';
import { testWithoutKeys as test } from './rigged.ts';
import { expect, mayLoseHost, watch } from './studio.ts';

const pagesOf = (page: Page): Locator => page.getByRole('navigation', { name: 'Pages' });
const dialog = '[role="dialog"]';

test('axe-core finds nothing: a page without a session, and one whose link is used up', {
  tag: ['@browser', '@full'],
}, async ({ page, studio, allowed }) => {
  // The host refuses the code, which a browser tells by itself.
  allowed.requests.push(/\/session$/);
  allowed.console.push(/status of 401/);
  const bad = watch(page, allowed);
  const address = new URL(await studio.start());
  const found: Found[] = [];
  for (const [screen, hash] of [
    ['without a code', ''],
    ['with a code that is not known', '#code=used-up'],
  ] as const) {
    address.hash = hash;
    await page.goto('about:blank');
    await page.goto(address.href);
    await expect(page.getByRole('heading', { name: 'This page needs a new link' })).toBeVisible();
    await expect(page.getByRole('definition')).toHaveText(['npx rushes open', 'npx rushes --demo open']);
    await expect(pagesOf(page)).toHaveCount(0);
    found.push(...(await violations(page, screen)));
  }
  expect(found).toEqual([]);
  expect(bad).toEqual([]);
});

test('axe-core finds nothing: the first run of a real profile, its keys, and the question before one is removed', {
  tag: '@full',
}, async ({ open }) => {
  const { stage } = personAt(open);
  const keys = stage.getByRole('region', { name: 'Use your own keys' });
  await expect(keys.getByLabel('Key of fal')).toBeVisible();
  const found = await violations(open, 'first run');
  await keys.getByRole('button', { name: 'Check and save' }).first().click();
  await expect(keys.getByText('Paste a key first.')).toBeVisible();
  await keys.getByLabel('Key of fal').fill('wrong:0123456789');
  await keys.getByRole('button', { name: 'Check and save' }).last().click();
  await expect(keys.getByText(/^Not accepted, not saved\./)).toBeVisible();
  found.push(...(await violations(open, 'keys that are refused')));
  await keys.getByLabel('Key of fal').fill('end-to-end:0123456789abcdef');
  await keys.getByRole('button', { name: 'Check and save' }).last().click();
  const memory = keys.getByRole('button', { name: 'Keep it in memory for this run' });
  const saved = keys.getByText('Ends in');
  await expect(memory.or(saved).first()).toBeVisible();
  if (await memory.isVisible()) {
    found.push(...(await violations(open, 'a machine without a keychain')));
    await memory.click();
  }
  await expect(saved).toBeVisible();
  found.push(...(await violations(open, 'a key that is saved')));

  await pagesOf(open).getByRole('button', { name: 'Settings' }).click();
  await open.getByRole('button', { name: 'Remove: fal' }).click();
  await expect(open.getByRole('dialog')).toBeVisible();
  found.push(...(await violations(open, 'removing a key', dialog)));
  expect(found).toEqual([]);
});

test('axe-core finds nothing: the host goes away, and the page says so', { tag: '@full' }, async ({
  open,
  studio,
  allowed,
}) => {
  mayLoseHost(allowed);
  const pages = pagesOf(open);
  // A page that was looked at is here.
  await pages.getByRole('button', { name: 'Settings' }).click();
  await expect(open.getByRole('heading', { name: 'Keys' })).toBeVisible();
  await studio.kill();
  await expect(open.getByText('Connection to the engine lost. Reconnecting…')).toBeVisible();
  await expect(open.getByRole('banner').getByText('Offline')).toBeVisible();
  const found = await violations(open, 'Settings, with the connection lost');
  await pages.getByRole('button', { name: 'Studio' }).click();
  found.push(...(await violations(open, 'Studio, with the connection lost')));
  expect(found).toEqual([]);
});
