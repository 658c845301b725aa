import { violations } from './axe.ts';
import type { Desktop } from './desktop.ts';
import { expect, testWithoutKeys as test } from './rigged.ts';

test('links: where a provider gives a key is opened in the person’s browser, and no other address is', {
  tag: '@full',
}, async ({ open, studio }) => {
  const app = (studio as Desktop).app();
  const opened = async (): Promise<unknown[]> =>
    (await app.ask('entries')).filter(({ what }) => what === 'shell.openExternal').map((one) => one.with[0]);
  await open.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Settings' }).click();
  const keys = open.getByRole('region', { name: 'Keys' });
  const pages = {
    OpenRouter: 'openrouter.ai/keys',
    fal: 'fal.ai/dashboard/keys',
    Cloudinary: 'console.cloudinary.com',
  };
  for (const [provider, page] of Object.entries(pages)) {
    await keys.getByRole('button', { name: `Add a key: ${provider}` }).click();
    const link = keys.getByRole('link', { name: page, exact: true });
    await expect(link).toHaveAttribute('rel', 'noreferrer');
    await link.click();
  }
  const wanted = [
    'https://openrouter.ai/keys',
    'https://fal.ai/dashboard/keys',
    'https://console.cloudinary.com/',
  ];
  await expect.poll(opened).toEqual(wanted);
  expect(await violations(open, 'settings: keys', 'main')).toEqual([]);

  // The same link led elsewhere: the list of hosts has the last word.
  const link = keys.getByRole('link', { name: pages.fal, exact: true });
  await link.evaluate((node) => node.setAttribute('href', 'https://fal.ai.evil.test/dashboard/keys'));
  await link.click();
  await link.evaluate((node) => node.setAttribute('href', 'https://fal.ai/dashboard/keys'));
  await link.click();
  await expect.poll(opened).toEqual([...wanted, wanted[1]]);
});
