import { openProfile } from '../src-main/engine/profile/profile.ts';
import { createSettings } from '../src-main/engine/settings/settings.ts';
import { copyHome, leftBy } from './filled.ts';
import { personAt } from './person.ts';
import type { Providers } from './providers.ts';
import { test as base, expect } from './rigged.ts';

const scripts = ['Left over from yesterday.', 'And this one.'];

/** As a person set it in Settings. */
function askOnStart(home: string): void {
  const profile = openProfile(home);
  if (!profile) throw new Error(`${home} is in use`);
  createSettings(profile.db).set({ onStart: 'ask' });
  profile.close();
}

/** A studio that ended while the network was away, with two jobs that waited for it; the network is back. */
const test = base.extend({
  studio: async ({ providers, make }, use) => {
    const home = await leftBy(providers.env, async (before) => {
      await providers.goAway();
      for (const script of scripts) await before.rushes('run', 'tts', '--text', script, '--no-wait');
      await expect
        .poll(async () =>
          ((await before.rushes('jobs')).jobs as { waitingFor: string }[]).map((job) => job.waitingFor),
        )
        .toEqual(['network', 'network']);
    });
    await providers.comeBack();
    askOnStart(home.path);
    const studio = make({ demo: false, env: providers.env, prepare: (path) => copyHome(home.path, path) });
    home.remove();
    await use(studio);
    await studio.stop();
  },
});

const submits = async (providers: Providers): Promise<number> =>
  (await providers.requests()).filter((one) => one.call === 'submit').length;

test('on start, ask me: what waited from before is sent once the person says so', { tag: '@full' }, async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  const queue = open.getByRole('region', { name: 'Queue' });
  await expect(
    queue.getByText('2 jobs wait from before. Nothing is sent until you say so.').first(),
  ).toBeVisible();
  for (const script of scripts) await expect(person.tile(script, 'Waiting')).toBeVisible();
  await person.tile(scripts[0] ?? '').click();
  await expect(person.stage.getByText('It goes out when you resume the queue.')).toBeVisible();
  // What is made now waits with them.
  await person.speak('Made today.');
  await expect(person.tile('Made today', 'Waiting')).toBeVisible();
  expect(await submits(providers)).toBe(0);

  await queue.getByRole('button', { name: 'Resume', exact: true }).click();
  for (const script of [...scripts, 'Made today.'])
    await expect(person.tile(script, 'Preview')).toBeVisible();
  await expect(queue.getByText('from before', { exact: false })).toHaveCount(0);
  await expect.poll(person.balance).toBe('700 cr · 300 held');
  expect(await submits(providers)).toBe(3);
});

test('on start, ask me: what the person does not want any more is never sent, and costs nothing', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  const queue = open.getByRole('region', { name: 'Queue' });
  await queue.locator('button[aria-expanded]').first().click();
  const row = (about: string) => queue.getByRole('listitem').filter({ hasText: about });
  await row(scripts[0] ?? '')
    .getByRole('button', { name: 'Cancel', exact: true })
    .click();
  await expect(
    queue.getByText('1 job waits from before. Nothing is sent until you say so.').first(),
  ).toBeVisible();
  // Still a question after the page was loaded anew.
  await open.reload();
  await expect(
    queue.getByText('1 job waits from before. Nothing is sent until you say so.').first(),
  ).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
  await person.tile(scripts[1] ?? '').click();
  await person.stage.getByRole('button', { name: 'Cancel', exact: true }).click();
  for (const script of scripts) await expect(person.tile(script, 'Cancelled · not charged')).toBeVisible();
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
  expect(await submits(providers)).toBe(0);
});
