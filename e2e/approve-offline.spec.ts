import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

test('approve without a network: previews play, what is approved goes out by itself later, once', async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  const scripts = ['One for later.', 'Another for later.', 'Not worth it.'] as const;
  for (const script of scripts) await person.speak(script);
  for (const script of scripts) await expect(person.tile(script, 'Preview')).toBeVisible();

  await providers.goAway();
  for (const script of scripts.slice(0, 2)) {
    await person.tile(script).click();
    await person.stage.getByRole('button', { name: 'Play', exact: true }).click();
    await person.approve();
  }
  await person.tile(scripts[2]).click();
  await person.stage.getByRole('button', { name: /^Reject/ }).click();
  await expect(person.tile(scripts[2], 'Rejected · charged 20')).toBeVisible();
  await expect(open.getByText('Offline · 2 finals will go out later')).toBeVisible();
  await expect(person.tile(scripts[0], 'Final held')).toBeVisible();
  await person.tile(scripts[0]).click();
  await expect(person.stage.getByRole('radio', { name: 'Final waiting', exact: true })).toBeVisible();
  await expect.poll(person.balance).toBe('780 cr · 200 held');

  await providers.comeBack();
  for (const script of scripts.slice(0, 2)) await expect(person.tile(script, 'Final')).toBeVisible();
  await expect(open.getByText('Online', { exact: true })).toBeVisible();
  await expect.poll(person.balance).toBe('780 cr · 0 held');
  // Since they came back: two finals and nothing else.
  const sent = (await providers.requests()).filter((one) => one.call === 'submit');
  expect(sent.map((one) => one.accepted)).toEqual([true, true]);
});
