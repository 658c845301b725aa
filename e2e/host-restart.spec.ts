import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';
import { mayLoseHost } from './studio.ts';

test('the host is killed and started again with the page open: it says so, comes back by itself, and has missed nothing', async ({
  open,
  studio,
  providers,
  allowed,
}) => {
  mayLoseHost(allowed);
  const person = personAt(open);
  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 60_000 });
  await person.speak('Begun before the end.');
  await expect(person.stage.getByText('Making the preview')).toBeVisible();
  await expect
    .poll(async () => (await providers.requests()).filter((one) => one.call === 'status').length)
    .toBeGreaterThan(0);

  await studio.kill();
  const lost = open.getByText('Connection to the engine lost. Reconnecting…');
  await expect(lost).toBeVisible();
  await person.type('Script', 'Typed while nobody listened.');

  await studio.start();
  const said = studio.rushes('run', 'tts', '--text', 'Made in between.', '--no-wait');
  await expect(lost).toHaveCount(0);
  await said;
  await expect(person.tile('Begun before the end', 'Preview')).toBeVisible();
  await expect(person.tile('Made in between', 'Preview')).toBeVisible();
  await expect(person.composer.getByLabel('Script', { exact: true })).toHaveValue(
    'Typed while nobody listened.',
  );
  await expect.poll(person.balance).toBe('800 cr · 200 held');
  const submits = (await providers.requests()).filter((one) => one.call === 'submit' && one.accepted);
  expect(submits).toHaveLength(2);
});

test('what is typed into the settings and the budgets while the host is away stays typed, and is kept once it is back', {
  tag: '@full',
}, async ({ open, studio, allowed }) => {
  mayLoseHost(allowed);
  const show = (page: string): Promise<void> =>
    open.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: page }).click();
  const lost = open.getByText('Connection to the engine lost. Reconnecting…');
  await show('Settings');
  const typed = [
    [open.getByLabel('At fal'), '3'],
    [open.getByLabel('Upload preset'), 'ads-of-mine'],
    [open.getByLabel('Chat · Preview'), 'google/gemini-3.5-flash-lite'],
  ] as const;
  await expect(typed[0][0]).toHaveValue('2');
  await studio.kill();
  await expect(lost).toBeVisible();
  for (const [field, text] of typed) {
    await field.fill(text);
    await field.press('Enter');
  }
  await expect(
    open.getByText('The Rushes that was doing this work went away before it answered.'),
  ).toHaveCount(1);
  // A field that is left tries once more, and its notice takes the place of its like.
  await typed[2][0].blur();
  await open.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open.getByRole('log').getByRole('button', { name: 'Copy technical details' }).first().click();
  await expect.poll(() => open.evaluate(() => navigator.clipboard.readText())).toBe('code ENGINE_GONE');
  for (const [field, text] of typed) await expect(field).toHaveValue(text);
  await studio.start();
  await expect(lost).toHaveCount(0);
  for (const [field] of typed) await field.press('Enter');
  await expect(open.getByRole('button', { name: 'Back to the usual' })).toBeVisible();

  await show('Spend');
  const budget = open.getByLabel('Today, limit in Credits');
  await expect(budget).toBeEnabled();
  await expect(budget).toHaveValue('');
  await studio.kill();
  await expect(lost).toBeVisible();
  await budget.fill('500');
  await budget.press('Enter');
  await expect(budget).toHaveValue('500');
  await studio.start();
  await expect(lost).toHaveCount(0);
  await expect(budget).toHaveValue('500');
  await budget.press('Enter');

  await open.reload();
  await show('Spend');
  await expect(budget).toHaveValue('500');
  await show('Settings');
  for (const [field, text] of typed) await expect(field).toHaveValue(text);
});
