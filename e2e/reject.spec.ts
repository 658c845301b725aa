import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

test('reject: the preview is paid for, the rest comes back, and nothing more can be decided', async ({
  open,
}) => {
  const person = personAt(open);
  await person.speak('A script that nobody likes.');
  await expect(person.tile('A script that nobody likes', 'Preview')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
  await person.stage.getByRole('button', { name: /^Reject/ }).click();
  await expect(person.tile('A script that nobody likes', 'Rejected · charged 20')).toBeVisible();
  await expect.poll(person.balance).toBe('980 cr · 0 held');
  await expect(person.receipt('Charged')).toHaveText('20 cr');
  await expect(person.receipt('Given back')).toHaveText('80 cr');
  await expect(person.stage.getByRole('button', { name: /^(Reject|Make final)/ })).toHaveCount(0);
  await expect(person.stage.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('reject several at once: one press for all that were chosen', { tag: '@full' }, async ({ open }) => {
  const person = personAt(open);
  await person.choose('Text to speech');
  await person.composer.getByRole('button', { name: 'One take more' }).click();
  await person.speak('Two of a kind.');
  await expect(person.tile('Two of a kind', 'Preview')).toHaveCount(2);
  for (const box of await person.shelf.getByRole('checkbox', { name: /^Choose: Two of a kind/ }).all())
    await box.check();
  await expect(person.shelf.getByRole('button', { name: 'Finals (2) · 160 cr' })).toBeVisible();
  await person.shelf.getByRole('button', { name: 'Reject (2) keeps 40 cr' }).click();
  await expect(person.tile('Two of a kind', 'Rejected · charged 20')).toHaveCount(2);
  await expect.poll(person.balance).toBe('960 cr · 0 held');
});
