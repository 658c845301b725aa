import type { Page } from '@playwright/test';
import type { Desktop } from './desktop.ts';
import { personAt } from './person.ts';
import { expect, test } from './studio.ts';

/** A window that stays on the screen while another program is in front is not hidden: only its focus tells. */
const inFront = (page: Page, front: boolean): Promise<void> =>
  page.evaluate((is) => {
    Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => is });
    if (is) window.dispatchEvent(new Event('focus'));
  }, front);

test('notification: what ends while another program is in front is told by the system, once that is wanted, and leads to its job', {
  tag: '@full',
}, async ({ open, studio }) => {
  const app = (studio as Desktop).app();
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  const told = async (): Promise<unknown[]> =>
    (await app.ask('entries')).filter(({ what }) => what === 'Notification').map((entry) => entry.with[0]);
  const note = { title: 'Final done', silent: true };
  const write = async (prompt: string): Promise<void> => {
    await person.choose('Chat');
    await person.type('Prompt', prompt);
    await person.make();
    await expect(person.tile(prompt.slice(0, -1), 'Final')).toBeVisible();
  };

  // Not asked for: the title alone counts.
  await inFront(open, false);
  await write('Nobody asked.');
  await expect(open).toHaveTitle('(1) Rushes');
  await inFront(open, true);
  await expect(open).toHaveTitle('Rushes');
  expect(await told()).toEqual([]);

  await pages.getByRole('button', { name: 'Settings' }).click();
  const wanted = open.getByRole('switch', { name: 'Notifications while Rushes is hidden' });
  await wanted.click();
  await expect(wanted).toBeChecked();
  await pages.getByRole('button', { name: 'Studio' }).click();

  // Looked at: said to who listens, and nothing more.
  await write('Somebody looks.');
  await expect(open.getByRole('status', { name: 'News of jobs' })).toHaveText('Final done: Somebody looks.');
  await expect(open).toHaveTitle('Rushes');

  await inFront(open, false);
  await write('Somebody is elsewhere.');
  // One alone: the job before went the same way, and was told to nobody.
  await expect.poll(told).toEqual([expect.objectContaining({ ...note, body: 'Somebody is elsewhere.' })]);
  await expect(open).toHaveTitle('(1) Rushes');

  await pages.getByRole('button', { name: 'Spend' }).click();
  expect(await app.ask('clickNotification', { nth: 1 })).toBe(true);
  await expect(person.stage.getByRole('heading', { name: / · Somebody is elsewhere\.$/ })).toBeVisible();
  await inFront(open, true);
  await expect(open).toHaveTitle('Rushes');
});
