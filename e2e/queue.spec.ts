import type { Locator, Page } from '@playwright/test';
import { type Person, personAt } from './person.ts';
import { expect, test } from './rigged.ts';

/** The drawer along the lower edge, open. */
async function drawerOf(open: Page) {
  const region = open.getByRole('region', { name: 'Queue' });
  const line = region.getByRole('button').first();
  if ((await line.getAttribute('aria-expanded')) === 'false') await line.click();
  const list = region.getByRole('list', { name: 'Queue' });
  const row = (about: string): Locator => list.getByRole('listitem').filter({ hasText: about });
  return {
    region,
    row,
    title: (name: string): Locator => list.getByRole('heading', { name }),
    /** What is pressed to bring it onto the stage; it says where the job stands. */
    face: (about: string): Locator => row(about).getByRole('button', { name: new RegExp(`^${about}`) }),
    press: (about: string, name: string): Promise<void> =>
      row(about).getByRole('button', { name, exact: true }).click(),
    /** The first words of the rows, from above. */
    order: async (): Promise<string[]> =>
      (await list.getByRole('button', { name: /Text to speech · / }).allInnerTexts()).map(
        (text) => text.split('.')[0] ?? '',
      ),
  };
}

async function pausedWith(person: Person, scripts: readonly string[]): Promise<void> {
  await person.page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(person.page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  for (const script of scripts) {
    await person.speak(script);
    await expect(person.tile(script, 'Waiting')).toBeVisible();
  }
}

test('queue: what waits is put in another order by hand, by keys and by a press, and stays in it', {
  tag: '@full',
}, async ({ frames, open }) => {
  const person = personAt(open);
  await pausedWith(person, ['Alpha.', 'Bravo.', 'Charlie.', 'Delta.']);
  const drawer = await drawerOf(open);
  await expect(drawer.title('Waiting')).toHaveText(/4$/);
  await expect.poll(drawer.order).toEqual(['Alpha', 'Bravo', 'Charlie', 'Delta']);

  // By hand: the last in front of the second, once one means it.
  const middle = async (at: Locator): Promise<{ x: number; y: number }> => {
    const box = await at.boundingBox();
    if (box === null) throw new Error('out of sight');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const grip = await middle(drawer.row('Delta').getByTitle('Drag to reorder'));
  const above = await middle(drawer.face('Bravo'));
  const drag = async (): Promise<void> => {
    await open.mouse.move(grip.x, grip.y);
    await open.mouse.down();
    await open.mouse.move(grip.x, above.y - 10, { steps: 5 });
  };
  await drag();
  await open.keyboard.press('Escape');
  await open.mouse.up();
  // It was let go of: the next that is asked for is the first move.
  await drawer.face('Bravo').focus();
  await open.keyboard.press('Alt+ArrowUp');
  await expect.poll(drawer.order).toEqual(['Bravo', 'Alpha', 'Charlie', 'Delta']);
  await open.keyboard.press('Alt+ArrowDown');
  await expect.poll(drawer.order).toEqual(['Alpha', 'Bravo', 'Charlie', 'Delta']);
  expect(frames.sent.filter((frame) => frame.includes('jobs/move'))).toHaveLength(2);
  await drag();
  await open.mouse.up();
  await expect.poll(drawer.order).toEqual(['Alpha', 'Delta', 'Bravo', 'Charlie']);

  // By keys: one place up, one down, and no further than the end.
  await drawer.face('Charlie').focus();
  await open.keyboard.press('Alt+ArrowUp');
  await expect.poll(drawer.order).toEqual(['Alpha', 'Delta', 'Charlie', 'Bravo']);
  await expect(drawer.region.getByText('Moved up.')).toBeAttached();
  await expect(drawer.face('Charlie')).toBeFocused();
  await open.keyboard.press('Alt+ArrowDown');
  await expect.poll(drawer.order).toEqual(['Alpha', 'Delta', 'Bravo', 'Charlie']);
  await expect(drawer.region.getByText('Moved down.')).toBeAttached();
  await open.keyboard.press('Alt+ArrowDown');
  await expect(drawer.region.getByText('It cannot be moved further.')).toBeAttached();

  // By a press.
  await drawer.press('Bravo', 'Run next');
  await expect.poll(drawer.order).toEqual(['Bravo', 'Alpha', 'Delta', 'Charlie']);
  await expect(drawer.row('Bravo').getByRole('button', { name: 'Run next' })).toHaveCount(0);

  await open.reload();
  const again = await drawerOf(open);
  await expect.poll(again.order).toEqual(['Bravo', 'Alpha', 'Delta', 'Charlie']);
});

test('queue: paused it says so and sends nothing, resumed it goes on', { tag: '@full' }, async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  await pausedWith(person, ['Waits.']);
  const drawer = await drawerOf(open);
  await expect(drawer.face('Waits')).toContainText('The queue is paused');
  await expect(drawer.row('Waits')).toContainText('100 cr held');
  await expect(
    drawer.region.getByText('Paused. Nothing new is sent; what is at a provider goes on.'),
  ).toBeVisible();
  expect((await providers.requests()).filter((one) => one.call === 'submit')).toEqual([]);
  await drawer.region.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(drawer.face('Waits')).toContainText('Needs your OK');
  await drawer.press('Waits', 'Make final · 80 cr');
  await expect(drawer.face('Waits')).toContainText('Final · charged 100');
  await expect(drawer.title('Done today')).toBeVisible();
});

test('queue: what is being made says for how long, as a range of what it took here before', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  const drawer = await drawerOf(open);
  // One that is quick and one that is not.
  await person.speak('Quick.');
  await expect(person.tile('Quick', 'Preview')).toBeVisible();
  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 2_500 });
  await person.speak('Slow.');
  await expect(person.tile('Slow', 'Preview')).toBeVisible();
  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 60_000, times: -1 });
  await person.speak('On its way.');
  const row = drawer.row('On its way');
  await expect(row.getByText(/^\d+-\d+ s$/)).toBeVisible();
  await expect(row.getByRole('progressbar', { name: 'Making preview' })).toBeVisible();
  await expect(row.getByText('already at the provider, cancelling may still cost')).toBeVisible();
  await expect(drawer.title('Running')).toBeVisible();
  await drawer.press('On its way', 'Cancel');
  await expect(drawer.face('On its way')).toContainText('Cancelled · not charged');
});

test('queue: a row is cancelled while it waits, while we check, and while a person is to decide', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await pausedWith(person, ['Not begun.']);
  const drawer = await drawerOf(open);
  await drawer.press('Not begun', 'Cancel');
  await expect(drawer.face('Not begun')).toContainText('Cancelled · not charged');
  await drawer.region.getByRole('button', { name: 'Resume', exact: true }).click();

  await providers.fault({ provider: 'fal', call: 'submit', mode: 'reset' });
  await person.speak('Nobody knows yet.');
  await expect(drawer.face('Nobody knows yet')).toContainText('We are checking. Do not run it again yet.');
  await expect(drawer.title('Held')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
  await drawer.press('Nobody knows yet', 'Cancel');
  await expect(drawer.face('Nobody knows yet')).toContainText('Cancelled · not charged');
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');

  // Two alike whose answers are lost: which is whose, nobody can tell.
  await providers.fault({ provider: 'fal', call: 'submit', mode: 'accept-then-reset', times: 2 });
  await person.type('Script', 'One of two.');
  await person.composer.getByRole('button', { name: 'One take more' }).click();
  await person.make();
  const undecided = drawer.row('One of two').filter({ hasText: 'Needs your decision' });
  await expect(undecided).toHaveCount(2);
  await undecided.first().getByRole('button', { name: 'Decide' }).click();
  await expect(undecided.first().getByRole('radio', { name: /^It is there/ })).toBeVisible();
  await undecided.first().getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(undecided).toHaveCount(1);
  await expect(drawer.row('One of two').filter({ hasText: 'Cancelled · not charged' })).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
});

test('queue: a preview that waits for an OK is let go from its row, and its share is charged', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const drawer = await drawerOf(open);
  await person.speak('Not this one.');
  await expect(drawer.face('Not this one')).toContainText('Needs your OK');
  await expect(drawer.region.getByText('1 needs you')).toBeVisible();
  await drawer.press('Not this one', 'Reject');
  await expect(drawer.face('Not this one')).toContainText('Rejected · charged 20');
  await expect.poll(person.balance).toBe('980 cr · 0 held');
});

test('queue: a double click decides on one job, and what slides under the pointer stays as it was', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  for (const script of ['Alpha.', 'Bravo.']) {
    await person.speak(script);
    await expect(person.tile(script, 'Preview')).toBeVisible();
  }
  const drawer = await drawerOf(open);
  // The newest stands first.
  await expect.poll(drawer.order).toEqual(['Bravo', 'Alpha']);
  await drawer.row('Bravo').getByRole('button', { name: 'Reject' }).dblclick();
  await expect(drawer.face('Bravo')).toContainText('Rejected');
  await expect(drawer.face('Alpha')).toContainText('Needs your OK');
  await expect(open.getByRole('alert')).toHaveCount(0);
  await expect.poll(person.balance).toBe('880 cr · 100 held');
});
