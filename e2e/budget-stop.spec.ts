import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

test('a budget stops what would break it, before anything is held, and lets it go once it is raised', {
  tag: '@full',
}, async ({ open, studio, providers }) => {
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  const limit = open.getByLabel('Today, limit in Credits');
  await pages.getByRole('button', { name: 'Spend' }).click();
  await limit.fill('150');
  await limit.press('Enter');
  await expect.poll(() => studio.rushes('budget')).toMatchObject({ limits: { day: 150 } });

  await pages.getByRole('button', { name: 'Studio' }).click();
  await person.speak('The first is within it.');
  await expect(person.tile('The first is within it', 'Preview')).toBeVisible();
  await person.type('Script', 'The second would break it.');
  await expect(person.composer.getByText('Over your budget of 150 cr a day')).toBeVisible();
  await person.make();
  await expect(person.composer.getByText('This would break your budget', { exact: false })).toBeVisible();
  await expect(person.tile('The second would')).toHaveCount(0);
  await expect.poll(person.balance).toBe('900 cr · 100 held');

  await person.composer.getByRole('button', { name: 'Open Spend' }).click();
  await limit.fill('1000');
  await limit.press('Enter');
  await expect.poll(() => studio.rushes('budget')).toMatchObject({ limits: { day: 1_000 } });
  await pages.getByRole('button', { name: 'Studio' }).click();
  await person.make();
  await expect(person.tile('The second would break it', 'Preview')).toBeVisible();
  expect((await providers.requests()).filter((one) => one.call === 'submit')).toHaveLength(2);
});

test('a budget that is lowered later: what waits in the queue waits for it, and says so', {
  tag: '@full',
}, async ({ open, studio }) => {
  const person = personAt(open);
  await open.getByRole('button', { name: 'Pause', exact: true }).click();
  await person.speak('Waits for the month to end.');
  await expect(person.stage.getByText('The queue is paused')).toBeVisible();
  await studio.rushes('budget', 'set', '--month', '50');
  await person.stage.getByRole('button', { name: 'Resume the queue' }).click();
  await expect(person.stage.getByText('Waits for your budget')).toBeVisible();
  await studio.rushes('budget', 'set', '--month', '500');
  await expect(person.tile('Waits for the month to end', 'Preview')).toBeVisible();
});
