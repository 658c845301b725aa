import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

test('cancel while it waits: nothing was sent, nothing is charged', async ({ open, providers }) => {
  const person = personAt(open);
  await open.getByRole('button', { name: 'Pause', exact: true }).click();
  await person.speak('Stopped before it began.');
  await expect(person.stage.getByText('The queue is paused')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
  await person.stage.getByRole('button', { name: 'Cancel' }).click();
  await expect(person.tile('Stopped before it began', 'Cancelled · not charged')).toBeVisible();
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
  await expect(person.receipt('Charged')).toHaveText('Not charged');
  await person.stage.getByText('Technical details').click();
  await expect(person.stage.getByText(/^job \w+, workflow tts, state cancelled/)).toBeVisible();
  expect((await providers.requests()).filter((one) => one.call === 'submit')).toEqual([]);
});

test('cancel while the preview is made: the provider is asked to stop, nothing is charged', async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 60_000, times: -1 });
  await person.speak('Stopped on its way.');
  await expect(person.stage.getByText('It is at the provider already', { exact: false })).toBeVisible();
  await expect(person.stage.getByText('Cancelling charges nothing.', { exact: false })).toBeVisible();
  await person.stage.getByRole('button', { name: 'Cancel' }).click();
  await expect(person.tile('Stopped on its way', 'Cancelled · not charged')).toBeVisible();
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
});

test('cancel a preview that waits for its review: its share is charged', { tag: '@full' }, async ({
  open,
  studio,
}) => {
  const person = personAt(open);
  await person.speak('Stopped at its review.');
  await expect(person.tile('Stopped at its review', 'Preview')).toBeVisible();
  const { jobs } = (await studio.rushes('jobs')) as { jobs: { id: string }[] };
  await studio.rushes('cancel', String(jobs[0]?.id));
  await expect(person.tile('Stopped at its review', 'Cancelled · charged 20')).toBeVisible();
  await expect.poll(person.balance).toBe('980 cr · 0 held');
});

test('cancel while the final is made: the preview stays and is all that is charged', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await person.speak('Stopped near the end.');
  await expect(person.tile('Stopped near the end', 'Preview')).toBeVisible();
  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 60_000, times: -1 });
  await person.approve();
  await expect(person.tile('Stopped near the end', 'Making final')).toBeVisible();
  await person.tab('Final').click();
  await expect(
    person.stage.getByText('Cancelling keeps 20 cr for the preview.', { exact: false }),
  ).toBeVisible();
  await person.stage.getByRole('button', { name: 'Cancel' }).click();
  await expect(person.tile('Stopped near the end', 'Cancelled · charged 20')).toBeVisible();
  await expect.poll(person.balance).toBe('980 cr · 0 held');
  await person.tab('Preview').click();
  await expect(person.stage.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});
