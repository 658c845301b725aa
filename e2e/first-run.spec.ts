import type { Locator } from '@playwright/test';
import { personAt } from './person.ts';
import { expect, test } from './studio.ts';

/** Longest time (ms) and most clicks that somebody who has never seen Rushes needs. */
const most = { ms: 120_000, clicks: 6 };

test('first run: from nothing to a final beside its preview and its cost, in six clicks and two minutes', async ({
  open,
}) => {
  const person = personAt(open);
  const started = performance.now();
  let clicks = 0;
  const click = async (what: Locator): Promise<void> => {
    clicks += 1;
    await what.click();
  };
  await click(person.stage.getByRole('button', { name: 'Try it now' }));
  await expect(person.composer.getByText('Hold 100 cr · preview 20 · final 80')).toBeVisible();
  await click(person.go);
  await person.watch('Preview');
  await click(person.stage.getByRole('button', { name: 'Make final · 80 cr' }).first());
  await expect(person.tab('Final')).toHaveText('Final', { timeout: 60_000 });
  await click(person.tab('Final'));
  await person.watch('Final');
  await expect(person.receipt('Charged')).toHaveText('100 cr');
  await expect.poll(person.balance).toBe('900 cr · 0 held');
  expect(clicks).toBeLessThanOrEqual(most.clicks);
  expect(performance.now() - started).toBeLessThan(most.ms);
});

test('first run: while there is no job every part says the one step, and the samples stay though a letter was typed', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const samples = person.stage.getByRole('region', { name: 'Or begin with a sample' });
  await expect(samples).toHaveCount(0);
  await person.choose('Chat');
  await person.type('Prompt', 'A');
  await expect(person.stage.getByRole('region', { name: 'First steps' })).toHaveCount(0);
  await expect(person.shelf.getByText('Make a first preview', { exact: false })).toBeVisible();
  await expect(person.inspector.getByText('Make a first preview', { exact: false })).toBeVisible();

  // Out of the open queue, with the composer closed, into its first field.
  await open.getByRole('banner').getByRole('button', { name: 'Composer', exact: true }).click();
  await expect(person.composer).toHaveCount(0);
  await open.getByRole('button', { name: 'Nothing in the queue' }).click();
  await open
    .getByRole('region', { name: 'Queue' })
    .getByRole('button', { name: 'Make a first preview' })
    .click();
  await expect(person.composer.getByLabel('Prompt', { exact: true })).toBeFocused();

  await samples.getByRole('button', { name: 'Talking portrait' }).click();
  await expect(person.composer.getByText('Hold 100 cr · preview 20 · final 80')).toBeVisible();
  await expect(samples).toBeVisible();
  await person.make();
  await expect(person.tile('Friendly and relaxed')).toBeVisible();
  await expect(samples).toHaveCount(0);
  await expect(person.inspector.getByText('Make a first preview', { exact: false })).toHaveCount(0);
});
