import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';
import { watch } from './studio.ts';

test('two tabs: what one does, the other shows; one approval is one final', async ({
  open,
  studio,
  providers,
  allowed,
}) => {
  const second = await open.context().newPage();
  const bad = watch(second, allowed);
  await second.goto(await studio.link());
  await expect(second.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  // It signs in anew, and takes the first tab with it: what that one asks for in between is refused.
  await expect(second.locator('[aria-busy]')).toHaveCount(0);
  const [one, other] = [personAt(open), personAt(second)];

  await one.speak('Seen on both sides.');
  await expect(other.tile('Seen on both sides', 'Preview')).toBeVisible();
  await expect(one.tile('Seen on both sides', 'Preview')).toBeVisible();
  await other.tile('Seen on both sides').click();
  await other.approve();
  await expect(one.tile('Seen on both sides', 'Final')).toBeVisible();
  await expect(other.tile('Seen on both sides', 'Final')).toBeVisible();
  for (const person of [one, other]) await expect.poll(person.balance).toBe('900 cr · 0 held');
  const submits = (await providers.requests()).filter((asked) => asked.call === 'submit' && asked.accepted);
  expect(submits).toHaveLength(2);
  expect(bad).toEqual([]);
});

test('two tabs: a script that was typed in one is not lost by a change in the other', {
  tag: '@full',
}, async ({ open, studio, allowed }) => {
  const second = await open.context().newPage();
  const bad = watch(second, allowed);
  await second.goto(await studio.link());
  await expect(second.locator('[aria-busy]')).toHaveCount(0);
  const [one, other] = [personAt(open), personAt(second)];
  for (const person of [one, other]) await person.choose('Text to speech');
  const text = 'It took the whole evening to write.';
  await one.type('Script', text);
  await expect(other.composer.getByLabel('Script', { exact: true })).toHaveValue(text);
  await other.composer.getByRole('spinbutton').press('2');
  await expect(one.composer.getByRole('spinbutton')).toHaveText('2');
  await expect(one.composer.getByLabel('Script', { exact: true })).toHaveValue(text);
  // And it is what comes back after a reload.
  await open.reload();
  await expect(one.composer.getByLabel('Script', { exact: true })).toHaveValue(text);
  await expect(one.composer.getByRole('spinbutton')).toHaveText('2');
  expect(bad).toEqual([]);
});
