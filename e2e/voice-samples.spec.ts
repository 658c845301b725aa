import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import { personAt } from './person.ts';
import type { Providers } from './providers.ts';
import { expect, test } from './rigged.ts';

/** How a voice sounds: made once for the preview's share of a speech, heard again for nothing. */

const submits = async (providers: Providers): Promise<number> =>
  (await providers.requests()).filter((one) => one.call === 'submit').length;

async function speechIn(page: Page) {
  const person = personAt(page);
  await person.choose('Text to speech');
  const button = (name: string) => person.composer.getByRole('button', { name, exact: true });
  return {
    person,
    costs: button('Hear Rachel · 20 cr'),
    free: button('Hear Rachel'),
    making: button('Making Rachel…'),
    stop: button('Stop'),
  };
}

/** So many jobs that ended after every other: more than a page begins with. */
function endLater(profile: string, count: number): void {
  const database = new DatabaseSync(join(profile, 'rushes.db'));
  database
    .prepare(
      `WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?)
       INSERT INTO jobs (id, workflow, state, stage, priority, review, params, provider, price_total, price_preview, rank, claimable,
         created_at, updated_at)
       SELECT printf('zzzzzz%010d', i), 'chat', 'cancelled', 'preview', 'normal', 'auto',
         '{"prompt":"Later","system":null,"history":[],"temperature":0.7}', 'openrouter', 0, 0, i, 0, unixepoch() * 1000, 0 FROM c`,
    )
    .run(count);
  database.close();
}

test('voice sample: one preview that is rejected by itself, then heard for nothing, however many jobs came after it', {
  tag: ['@full', '@browser'],
}, async ({ open, studio, providers }) => {
  const { person, costs, free, stop } = await speechIn(open);
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
  await costs.click();
  await expect(stop).toBeVisible();
  await expect.poll(person.balance).toBe('980 cr · 0 held');
  expect(await submits(providers)).toBe(1);
  await expect(free).toBeVisible();

  endLater(studio.profile, 250);
  await open.reload();
  const again = await speechIn(open);
  await expect(again.person.tile('Later').first()).toBeVisible();
  await expect(again.free).toBeVisible();
  await again.free.click();
  await expect(again.stop).toBeVisible();
  await expect(again.free).toBeVisible();
  expect(await submits(providers)).toBe(1);
  await expect.poll(again.person.balance).toBe('980 cr · 0 held');
});

test('voice sample: what is being made when the page goes is rejected by the next one, and kept', {
  tag: ['@full', '@browser'],
}, async ({ open, providers }) => {
  await providers.fault({ provider: 'fal', call: 'submit', mode: 'slow', ms: 4_000 });
  const { costs, making } = await speechIn(open);
  await costs.click();
  await expect(making).toBeVisible();
  await expect.poll(() => submits(providers)).toBe(1);
  await open.reload();
  const { person, free, stop } = await speechIn(open);
  await expect.poll(person.balance).toBe('980 cr · 0 held');
  await free.click();
  await expect(stop).toBeVisible();
  expect(await submits(providers)).toBe(1);
});

test('voice sample: one whose sound was removed costs again, and says so before', {
  tag: ['@full', '@browser'],
}, async ({ open, studio, providers }) => {
  const { person, costs, free, stop } = await speechIn(open);
  await costs.click();
  await expect(stop).toBeVisible();
  await expect.poll(person.balance).toBe('980 cr · 0 held');
  const { jobs } = (await studio.rushes('jobs')) as { jobs: { takes: { id: string }[] }[] };
  const asked = join(studio.home, 'remove.json');
  writeFileSync(asked, JSON.stringify({ take: jobs[0]?.takes[0]?.id }));
  await studio.rushes('call', 'takes.remove', '--json-in', asked);
  await expect(costs).toBeVisible();
  await expect(free).toHaveCount(0);
  expect(await submits(providers)).toBe(1);
});
