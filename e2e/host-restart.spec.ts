import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

test('the host is killed and started again with the page open: it says so, comes back by itself, and has missed nothing', async ({
  open,
  studio,
  providers,
  allowed,
}) => {
  allowed.console.push(/WebSocket connection|ERR_CONNECTION_REFUSED/);
  // Nobody answers for a while, pictures neither.
  allowed.requests.push(/\/ticket$/, /\/(inputs|assets)\//);
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
