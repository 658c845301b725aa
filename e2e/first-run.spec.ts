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
