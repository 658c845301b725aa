import { expect, test } from './rigged.ts';

test('a page that could not be fetched: the others stay, and it comes once it can be had', {
  tag: ['@browser', '@full'],
}, async ({ page, studio }) => {
  await page.route('**/library-page-*', (route) => route.abort());
  await page.goto(await studio.start());
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(page.locator('[aria-busy]')).toHaveCount(0);
  await pages.getByRole('button', { name: 'Library' }).click();
  await expect(pages.getByRole('button', { name: 'Library' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByText('This page could not be read from the studio yet.')).toBeVisible();
  await pages.getByRole('button', { name: 'Studio' }).click();
  await expect(page.getByRole('region', { name: 'Composer' })).toBeVisible();
  await page.unroute('**/library-page-*');
  await pages.getByRole('button', { name: 'Library' }).click();
  await expect(page.getByRole('region', { name: 'Library' })).toBeVisible();
});
