import type { Page } from '@playwright/test';
import { personAt } from './person.ts';
import { expect, testWithoutKeys as test } from './rigged.ts';

/** The simulated providers do not accept a key with "wrong" in it. */
const good = 'end-to-end:0123456789abcdef';

async function openKeys(page: Page) {
  const pages = page.getByRole('navigation', { name: 'Pages' });
  const show = (name: string): Promise<void> => pages.getByRole('button', { name }).click();
  await show('Settings');
  const keys = page.getByRole('region', { name: 'Keys' });
  const log = page.getByRole('log');
  const field = keys.getByLabel('Key of fal');
  return {
    show,
    keys,
    log,
    field,
    add: keys.getByRole('button', { name: 'Add a key: fal' }),
    check: keys.getByRole('button', { name: 'Check and save' }),
    /** Where no keychain works, it asks whether to keep it in memory. */
    async saved(): Promise<void> {
      const memory = keys.getByRole('button', { name: 'Keep it in memory for this run' });
      const said = log.getByText('The key of fal is saved.');
      await expect(memory.or(said).first()).toBeVisible();
      if (await memory.isVisible()) await memory.click();
      await expect(said).toBeVisible();
    },
  };
}

test('settings, keys: one that the provider does not accept is told in words, and nothing is saved', {
  tag: '@full',
}, async ({ open, studio }) => {
  const { keys, field, add, check, show } = await openKeys(open);
  await expect(keys.getByText('No key')).toHaveCount(3);
  await add.click();
  await check.click();
  await expect(keys.getByText('Paste a key first.')).toBeVisible();
  await field.fill('wrong:0123456789abcdef');
  await expect(keys.getByText('Paste a key first.')).toHaveCount(0);
  await check.click();
  await expect(keys.getByText(/^Not accepted, not saved\. \S/)).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  // It stays to be mended, and is hidden.
  await expect(field).toHaveValue('wrong:0123456789abcdef');
  await expect(field).toHaveAttribute('type', 'password');
  await expect(keys.getByText('No key')).toHaveCount(3);
  const { keys: stored } = (await studio.rushes('keys', 'status')) as { keys: { present: boolean }[] };
  expect(stored.map(({ present }) => present)).toEqual([false, false, false]);
  await open.reload();
  await show('Settings');
  await expect(add).toBeVisible();
  await expect(keys.getByText('No key')).toHaveCount(3);
});

test('settings, keys: a good one is saved, tested and lets jobs go; removed, the next one waits for it', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { keys, field, add, check, saved, show, log } = await openKeys(open);
  await add.click();
  await field.fill(`  FAL_KEY="${good}"  `);
  await check.click();
  await saved();
  await expect(field).toHaveCount(0);
  await expect(keys.getByText('No key')).toHaveCount(2);
  await expect(keys.getByText(/Ends in\s+cdef/)).toBeVisible();
  await keys.getByRole('button', { name: 'Test: fal' }).click();
  await expect(keys.getByText('The provider accepts it.')).toBeVisible();
  await show('Studio');
  await person.speak('Made with the key.');
  await expect(person.tile('Made with the key', 'Preview')).toBeVisible();

  await show('Settings');
  const dialog = open.getByRole('dialog', { name: 'Remove the key of fal?' });
  await keys.getByRole('button', { name: 'Remove: fal' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(keys.getByText('No key')).toHaveCount(2);
  await keys.getByRole('button', { name: 'Remove: fal' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(log).toContainText('The key of fal is removed.');
  await expect(keys.getByText('No key')).toHaveCount(3);
  await expect(keys.getByRole('button', { name: 'Test: fal' })).toHaveCount(0);
  await show('Studio');
  await person.type('Script', 'Waits for another key.');
  await person.make();
  await expect(person.stage.getByText('Waits for a key')).toBeVisible();
  await expect(
    person.stage.getByText('Save a key in Settings, or unlock the keychain; it goes on by itself.'),
  ).toBeVisible();
  await expect(person.tile('Waits for another key', 'Held')).toBeVisible();
});

test('settings, keys: one that cannot be checked is not saved unless a person says so', {
  tag: '@full',
}, async ({ open, providers }) => {
  const { keys, field, add, check, saved } = await openKeys(open);
  await providers.goAway();
  await add.click();
  await field.fill(good);
  await check.click();
  await expect(
    keys.getByText('The provider does not answer, so the key could not be checked.'),
  ).toBeVisible();
  await expect(keys.getByText('No key')).toHaveCount(3);
  await keys.getByRole('button', { name: 'Save it anyway' }).click();
  await saved();
  await expect(keys.getByText('No key')).toHaveCount(2);
});

test('settings, keys: the page where a provider gives one opens beside the studio, and is told nothing of it', {
  tag: ['@full', '@browser'],
}, async ({ open }) => {
  await open
    .context()
    .route('https://fal.ai/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Keys</title>' }),
    );
  const { keys, add } = await openKeys(open);
  await add.click();
  const other = open.context().waitForEvent('page');
  await keys.getByRole('link', { name: 'fal.ai/dashboard/keys' }).click();
  const page = await other;
  await page.waitForURL('https://fal.ai/dashboard/keys');
  expect(await page.evaluate(() => [document.referrer, window.opener])).toEqual(['', null]);
});
