import type { Page } from '@playwright/test';
import { personAt } from './person.ts';
import type { Providers } from './providers.ts';
import { expect, test } from './rigged.ts';

async function wayOf(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More ways to run it' }).click();
  await page.getByRole('menuitem', { name }).click();
}

const accepted = async (providers: Providers): Promise<number> =>
  (await providers.requests()).filter((one) => one.call === 'submit' && one.accepted).length;

/** Keeps every label of a button that asks for an OK while a job is made, also one that stands for a frame only. */
const watchForQuestions = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    new MutationObserver(() => {
      for (const { innerText } of document.querySelectorAll('button'))
        if (/^Make final|^OK, send it/.test(innerText)) asked.push(innerText);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
const askedIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

test('preview, then final by itself: both are made and paid once, and nobody is asked in between', {
  tag: '@full',
}, async ({ open, providers, frames }) => {
  const person = personAt(open);
  await person.choose('Text to speech');
  await person.type('Script', 'Straight to the end.');
  await watchForQuestions(open);
  await wayOf(open, 'Preview, then final by itself');
  await expect(person.tile('Straight to the end', 'Final')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 0 held');
  await expect(person.receipt('Charged')).toHaveText('100 cr');
  expect(await accepted(providers)).toBe(2);
  expect(await askedIn(open)).toEqual([]);
  expect(frames.sent.filter((frame) => frame.includes('jobs/approve'))).toEqual([]);

  // It was for that job alone: the next press of the button stops and asks.
  await person.speak('Stops in the middle.');
  await expect(person.tile('Stops in the middle', 'Preview')).toBeVisible();
  await expect.poll(() => askedIn(open)).toContainEqual(expect.stringContaining('Make final'));
  await expect.poll(person.balance).toBe('800 cr · 100 held');
  expect(await accepted(providers)).toBe(3);
});

test('priorities: high goes before normal and low after it, on the screen and at the provider', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await open.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(open.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  await person.choose('Text to speech');
  const ask = async (priority: 'High' | 'Normal' | 'Low', script: string): Promise<void> => {
    await wayOf(open, `${priority} priority`);
    await expect(person.composer.getByText(`${priority} priority`)).toHaveCount(
      priority === 'Normal' ? 0 : 1,
    );
    await person.speak(`${script}.`);
    await expect(person.tile(script, 'Waiting')).toBeVisible();
  };
  await ask('Low', 'Whenever');
  await ask('Normal', 'First of two');
  await ask('Normal', 'Second of two');
  await ask('High', 'At once');
  const pages = open.getByRole('navigation', { name: 'Pages' });
  for (const page of ['Library', 'Studio']) await pages.getByRole('button', { name: page }).click();
  await expect(person.composer.getByText('High priority')).toBeVisible();
  await open.reload();
  await expect(person.composer.getByText('High priority')).toBeVisible();

  const queue = open.getByRole('region', { name: 'Queue' });
  await queue.locator('button[aria-expanded]').first().click();
  const list = queue.getByRole('list', { name: 'Queue' });
  const order = async (): Promise<string[]> =>
    (await list.getByRole('button', { name: /Text to speech · / }).allInnerTexts()).map(
      (text) => text.split('.')[0] ?? '',
    );
  await expect.poll(order).toEqual(['At once', 'First of two', 'Second of two', 'Whenever']);

  // Two at once are made at fal.
  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 60_000, times: -1 });
  await queue.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(person.tile('At once', 'Making preview')).toBeVisible();
  await expect(person.tile('First of two', 'Making preview')).toBeVisible();
  await expect(person.tile('Second of two', 'Waiting')).toBeVisible();
  await expect(person.tile('Whenever', 'Waiting')).toBeVisible();
  await expect.poll(() => accepted(providers)).toBe(2);
});
