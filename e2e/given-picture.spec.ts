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

  await region.getByRole('button').first().click();
  for (const idea of ['Alpha bottle', 'Bravo bottle']) await expect.poll(() => isSeen(idea)).toBe(true);
  const shared = await addressOf('Alpha bottle');
  expect(await addressOf('Bravo bottle')).toBe(shared);

  const first = ids.findIndex((id) => shared.includes(id));
  const other = first === 0 ? 'Bravo bottle' : 'Alpha bottle';
  expect(first).not.toBe(-1);

  const db = new DatabaseSync(join(studio.profile, 'rushes.db'), { readOnly: true });
  const { path } = db.prepare('SELECT path FROM inputs WHERE job_id = ?').get(ids[first] ?? '') as {
    path: string;
  };
  db.close();
  rmSync(join(studio.profile, 'assets', path));
  allowed.requests.push(/\/inputs\//);
  allowed.console.push(/404/);
  await open.reload();
  if ((await region.getByRole('button').first().getAttribute('aria-expanded')) === 'false')
    await region.getByRole('button').first().click();
  await expect.poll(() => isSeen(other)).toBe(true);
  expect(await addressOf(other)).toContain(ids[1 - first]);
});
