import { copyFailed } from './copies.ts';
import { copyHome, leftBy } from './filled.ts';
import { personAt } from './person.ts';
import { test as base, expect } from './rigged.ts';

const copies = 450;
const all = copies + 1;

/** A studio with more jobs than a page of it begins with. */
const test = base.extend({
  studio: async ({ providers, make }, use) => {
    const home = await leftBy(providers.env, async (before) => {
      await providers.fault({ provider: 'fal', call: 'submit', mode: '422' });
      await before.rushes('run', 'tts', '--text', 'The one that is copied.');
    });
    const error = { code: 'provider_failed', subject: 'fal' } as const;
    copyFailed(
      home.path,
      Array.from({ length: copies }, (_, n) => ({ name: `Job ${n + 1}.`, error, tried: false })),
    );
    const studio = make({ demo: false, env: providers.env, prepare: (path) => copyHome(home.path, path) });
    home.remove();
    await use(studio);
    await studio.stop();
  },
});

test('load older: the shelf and the queue go back to the very first job, and have them all', {
  // In a window, a page of 200 jobs keeps the main process for longer than it may on a slow machine.
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const size = async (): Promise<number> =>
    Number(await person.shelf.getByRole('listitem').first().getAttribute('aria-setsize'));
  const older = person.shelf.getByRole('button', { name: 'Load older' });
  await expect(person.tile(`Job ${copies}\\.`)).toBeVisible();
  const begun = await size();
  expect(begun).toBeLessThan(all);
  await older.click();
  await expect.poll(size).toBeGreaterThan(begun);
  // What is looked at stays where it is: the strip does not jump back to its beginning.
  await expect(person.tile(`Job ${copies}\\.`)).toHaveCount(0);

  const queue = open.getByRole('region', { name: 'Queue' });
  await queue.locator('button[aria-expanded]').first().click();
  const list = queue.locator('div:has(> ul)');
  const toEnd = (): Promise<void> => list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  const further = list.getByRole('button', { name: 'Load older' });
  const first = list.getByRole('button', { name: /^Job 1\. / });
  await expect
    .poll(async () => {
      await toEnd();
      // Off while a page comes, and further up once it is there.
      if ((await further.count()) > 0) await further.click({ timeout: 2_000 }).catch(() => undefined);
      return first.count();
    })
    .toBe(1);
  await expect(further).toHaveCount(0);
  await expect(older).toHaveCount(0);
  await expect.poll(size).toBe(all);
});
