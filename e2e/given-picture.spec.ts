import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { personAt, sample } from './person.ts';
import { expect, test } from './studio.ts';

test('queue: jobs that were given the same picture show it by one address, and by their own where that file is gone', {
  tag: '@full',
}, async ({ open, studio, allowed }) => {
  const person = personAt(open);
  await open.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(open.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  await person.choose('Image prompt');
  await person.give('Reference picture', sample('product.jpg'));
  for (const idea of ['Alpha bottle', 'Bravo bottle']) {
    await person.type('Idea', idea);
    await person.make();
    await expect(person.tile(idea, 'Waiting')).toBeVisible();
  }
  const ids: string[] = [];
  for (const idea of ['Alpha bottle', 'Bravo bottle'])
    ids.push((await person.tile(idea).getAttribute('data-tile')) ?? 'none');

  const region = open.getByRole('region', { name: 'Queue' });
  const pictureOf = (idea: string) =>
    region.getByRole('listitem').filter({ hasText: idea }).locator('img[src*="inputs/"]');
  const isSeen = (idea: string): Promise<boolean> =>
    pictureOf(idea).evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0);
  const addressOf = async (idea: string): Promise<string> =>
    (await pictureOf(idea).getAttribute('src')) ?? 'none';

  const openQueue = async (): Promise<void> => {
    const line = region.getByRole('button').first();
    if ((await line.getAttribute('aria-expanded')) === 'false') await line.click();
  };
  const sharedAddress = async (): Promise<string> => {
    for (const idea of ['Alpha bottle', 'Bravo bottle']) await expect.poll(() => isSeen(idea)).toBe(true);
    const address = await addressOf('Alpha bottle');
    expect(await addressOf('Bravo bottle')).toBe(address);
    return address;
  };
  await openQueue();
  await sharedAddress();

  // A page shows them in the same order each time it is loaded: whose address it takes now it takes the next time.
  await open.reload();
  await openQueue();
  const shared = await sharedAddress();
  const first = ids.findIndex((id) => shared.includes(id));
  expect(first).not.toBe(-1);
  const other = first === 0 ? 'Bravo bottle' : 'Alpha bottle';

  const db = new DatabaseSync(join(studio.profile, 'rushes.db'), { readOnly: true });
  const { path } = db.prepare('SELECT path FROM inputs WHERE job_id = ?').get(ids[first] ?? '') as {
    path: string;
  };
  db.close();
  rmSync(join(studio.profile, 'assets', path));
  allowed.requests.push(/\/inputs\//);
  allowed.console.push(/404/);
  // The file must be asked for: a routed request is not answered by the browser's own copy.
  await open.route('**/inputs/**', (asked) => asked.continue());
  const missed = open.waitForResponse(
    (answer) => answer.status() === 404 && answer.url().includes(`${ids[first]}/image`),
  );
  await open.reload();
  await missed;
  await openQueue();
  await expect.poll(() => isSeen(other)).toBe(true);
  expect(await addressOf(other)).toContain(ids[1 - first]);
});
