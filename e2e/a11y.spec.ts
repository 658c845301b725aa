import { type Found, violations } from './axe.ts';
import { personAt, sample } from './person.ts';
import { expect, test } from './rigged.ts';

const composer = 'section[aria-label="Composer"]';
const workflows = [
  'Chat',
  'Image prompt',
  'Text to speech',
  'Image to video',
  'Image to video with sound',
  'UGC video',
];

test('axe-core finds nothing: first run, every form and its mistakes', async ({ open }) => {
  const person = personAt(open);
  const found = await violations(open, 'first run');
  for (const workflow of workflows) {
    await person.choose(workflow);
    const more = person.composer.getByRole('button', { name: 'More', exact: true });
    if ((await more.count()) > 0 && (await more.getAttribute('aria-expanded')) === 'false')
      await more.click();
    found.push(...(await violations(open, workflow, composer)));
  }
  await person.make();
  await expect(person.composer.getByRole('alert').first()).toBeVisible();
  found.push(...(await violations(open, 'a form with mistakes', composer)));
  expect(found).toEqual([]);
});

test('axe-core finds nothing: the choice of workflows, the pages while they are empty, their dialogs, palette and help', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  const found: Found[] = [];
  await person.composer.getByRole('button', { name: /^Workflow: / }).click();
  // What lies behind an open menu is out of reach, and hidden from who cannot see it.
  found.push(...(await violations(open, 'the choice of workflows', '[role="menu"]')));
  await open.keyboard.press('Escape');
  for (const page of ['Library', 'Spend', 'Settings']) {
    await pages.getByRole('button', { name: page }).click();
    await expect(open.getByRole('main').getByRole('heading').first()).toBeVisible();
    found.push(...(await violations(open, `${page}, empty`)));
  }
  await pages.getByRole('button', { name: 'Spend' }).click();
  await open.getByRole('button', { name: 'Add credits' }).click();
  await expect(open.getByRole('dialog')).toBeVisible();
  found.push(...(await violations(open, 'adding credits')));
  await open.keyboard.press('Escape');
  await open.keyboard.press('Control+k');
  await expect(open.getByRole('dialog')).toBeVisible();
  found.push(...(await violations(open, 'palette')));
  await open.keyboard.press('Escape');
  await open.keyboard.press('?');
  await expect(open.getByRole('dialog')).toBeVisible();
  found.push(...(await violations(open, 'help')));
  expect(found).toEqual([]);
});

test('axe-core finds nothing: takes of every kind, what failed, what waits, the queue, the pages with something on them', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  const found: Found[] = [];
  const see = async (screen: string): Promise<void> => void found.push(...(await violations(open, screen)));

  await person.choose('Chat');
  await person.type('Prompt', 'A hook.');
  await person.make();
  await expect(person.tile('A hook', 'Final')).toBeVisible();
  await see('a text');
  await person.speak('A spoken hook.');
  await expect(person.tile('A spoken hook', 'Preview')).toBeVisible();
  await see('a sound');
  await person.choose('Image to video');
  await person.give('Picture', sample('product.jpg'));
  await person.type('Prompt', 'A moving hook.');
  await person.make();
  await person.watch('Preview');
  await see('a video');
  await person.shelf.getByRole('checkbox', { name: 'Choose: A moving hook.' }).check();
  await see('a chosen tile');
  await providers.fault({ provider: 'fal', call: 'submit', mode: '422' });
  await person.speak('A refused hook.');
  await expect(person.tile('A refused hook', 'Failed · not charged')).toBeVisible();
  await person.stage.getByText('Technical details').click();
  await see('a failure');
  await providers.fault({ provider: 'openrouter', call: 'chat', mode: 'accept-then-reset' });
  await person.choose('Chat');
  await person.type('Prompt', 'A lost hook.');
  await person.make();
  await expect(person.tile('A lost hook', 'Decide')).toBeVisible();
  await see('a decision');
  await open.getByRole('button', { name: 'Pause', exact: true }).click();
  await person.type('Prompt', 'A waiting hook.');
  await person.make();
  await expect(person.stage.getByText('The queue is paused')).toBeVisible();
  await open.keyboard.press('Escape');
  await open.getByRole('button', { name: /^Queue \d/ }).click();
  await expect(open.getByRole('list', { name: 'Queue' })).toBeVisible();
  await see('the queue');
  for (const page of ['Library', 'Spend']) {
    await pages.getByRole('button', { name: page }).click();
    await expect(open.getByRole('main').getByText('A spoken hook', { exact: false }).first()).toBeAttached();
    await see(page);
  }
  expect(found).toEqual([]);
});
