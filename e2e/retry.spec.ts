import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

test('retry: what failed says why and that it was not charged; the same card makes it after all', async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  await providers.fault({ provider: 'fal', call: 'submit', mode: '422', message: 'the text is too odd' });
  await person.speak('Second time lucky.');
  await expect(person.tile('Second time lucky', 'Failed · not charged')).toBeVisible();
  await expect(person.stage.getByText('the text is too odd', { exact: false }).first()).toBeVisible();
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
  await person.stage.getByRole('button', { name: 'Retry · hold 100 cr' }).click();
  await expect(person.tile('Second time lucky', 'Preview')).toBeVisible();
  await expect(person.tile('Second time lucky')).toHaveCount(1);
  await person.approve();
  await expect(person.tile('Second time lucky', 'Final')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 0 held');
  await person.inspector.getByRole('heading', { name: 'Attempts' }).click();
  await expect(person.inspector.getByText('refused', { exact: false }).first()).toBeVisible();
});

test('retry of a final: the preview that is there is kept and not made again', { tag: '@full' }, async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  await person.speak('Once more from the middle.');
  await expect(person.tile('Once more from the middle', 'Preview')).toBeVisible();
  await providers.fault({ provider: 'fal', call: 'submit', mode: '422' });
  await person.approve();
  await expect(person.tile('Once more from the middle', 'Failed · not charged')).toBeVisible();
  await person.tab('Final').click();
  await person.stage.getByRole('button', { name: 'Retry · hold 100 cr' }).click();
  await expect(person.tile('Once more from the middle', 'Final')).toBeVisible();
  const accepted = (await providers.requests()).filter((one) => one.call === 'submit' && one.accepted);
  expect(accepted).toHaveLength(2);
});
