import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Locator } from '@playwright/test';
import { type Person, personAt, sample } from './person.ts';
import { expect, test } from './rigged.ts';

/** What was made goes on: into another form, or in the place of what would be made again. */

async function useIn(person: Person, title: string): Promise<void> {
  await person.stage.getByRole('button', { name: 'More about this take' }).click();
  await person.page.getByRole('menuitem', { name: `Use in ${title}`, exact: true }).click();
}
const field = (person: Person, label: string): Locator => person.composer.getByLabel(label, { exact: true });

test('use in: a chat becomes a voice, the voice a video, and each tells which take it came from', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  await person.choose('Chat');
  await person.type('Prompt', 'Three hooks for a water bottle.');
  await person.make();
  await expect(person.tile('Three hooks', 'Final')).toBeVisible();
  await person.stage.getByRole('button', { name: 'Use in Text to speech' }).click();
  await expect(field(person, 'Script')).toHaveValue(/\w{3}/);
  const script = await field(person, 'Script').inputValue();
  await person.make();
  const voice = person.shelf.getByRole('button', { name: /^Text to speech, Preview: / });
  await expect(voice).toBeVisible();
  await expect(person.stage.getByRole('button', { name: 'Play', exact: true })).toBeVisible();

  await useIn(person, 'UGC video');
  await expect(person.composer.getByRole('button', { name: 'Workflow: UGC video' })).toBeVisible();
  await expect(person.composer.getByRole('button', { name: 'Remove: Voice' })).toBeVisible();
  await expect(person.composer.getByRole('form')).toContainText(script.slice(0, 40));
  await person.composer.getByRole('button', { name: 'Portrait or product: Or use…' }).click();
  await open.getByRole('menuitem', { name: /^Portrait/ }).click();
  await expect(person.composer.getByRole('button', { name: 'Remove: Portrait or product' })).toBeVisible();
  await person.make();
  await person.watch('Preview');
  await person.inspector.getByRole('button', { name: 'From a take' }).click();
  await expect(person.stage.getByRole('heading', { name: /^Text to speech · / })).toBeVisible();
  // And the voice tells which text it speaks.
  await person.inspector.getByRole('button', { name: 'From a take' }).click();
  await expect(person.stage.getByRole('heading', { name: /^Chat · / })).toBeVisible();
  await expect(person.tab('Final')).toBeChecked();
});

test('use a take: an earlier chat is picked in the script, a prompt in a video, and each tells where it is from', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const pick = async (label: string, about: RegExp): Promise<void> => {
    await person.composer.getByRole('button', { name: `${label}: Use a take…` }).click();
    await open.getByRole('menuitem', { name: about }).click();
  };
  await person.choose('Text to speech');
  await expect(person.composer.getByRole('button', { name: /Use a take/ })).toHaveCount(0);
  await person.type('Script', 'Something else.');
  await person.choose('Chat');
  await person.type('Prompt', 'Three hooks for a water bottle.');
  await person.make();
  await expect(person.tile('Three hooks', 'Final')).toBeVisible();
  const written = await person.stage.getByRole('region', { name: 'Text of the take' }).innerText();
  await person.choose('Image prompt');
  await person.type('Idea', 'A bottle on a kitchen counter');
  await person.make();
  await expect(person.tile('A bottle on a kitchen', 'Preview')).toBeVisible();

  await person.choose('Text to speech');
  await pick('Script', /^Three hooks.*Final/s);
  await expect(field(person, 'Script')).not.toHaveValue('Something else.');
  const script = await field(person, 'Script').inputValue();
  expect(written).toContain(script.slice(0, 40));
  await open.getByRole('button', { name: 'Undo' }).click();
  await expect(field(person, 'Script')).toHaveValue('Something else.');
  await pick('Script', /^Three hooks/);
  await expect(field(person, 'Script')).toHaveValue(script);
  await person.make();
  await expect(person.shelf.getByRole('button', { name: /^Text to speech, Preview: / })).toBeVisible();
  await person.inspector.getByRole('button', { name: 'From a take' }).click();
  await expect(person.stage.getByRole('heading', { name: /^Chat · / })).toBeVisible();

  await person.choose('Image to video');
  await person.give('Picture', sample('portrait.jpg'));
  await pick('Prompt', /^A bottle on a kitchen/);
  await expect(field(person, 'Prompt')).toHaveValue(/\w{3}/);
  await expect(person.composer.getByText('portrait.jpg')).toBeVisible();
  await person.make();
  await person.watch('Preview');
  await expect(person.inspector.getByRole('button', { name: 'From a take' }).first()).toBeVisible();
});

test('use in: the picture of a clip and a take that is picked in the field meet in one form', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  await person.speak('Meet the bottle that keeps cold for a day. And it never leaks.');
  await expect(person.tile('Meet the bottle', 'Preview')).toBeVisible();
  await person.choose('Image to video');
  await person.give('Picture', sample('product.jpg'));
  await person.type('Prompt', 'A hand turns the bottle.');
  await person.make();
  await person.watch('Preview');

  await useIn(person, 'UGC video');
  await expect(person.composer.getByRole('button', { name: 'Remove: Portrait or product' })).toBeVisible();
  await expect(person.composer.getByText('product.jpg')).toBeVisible();
  await expect(person.composer.getByText('Missing: Voice')).toBeVisible();
  await person.composer.getByRole('button', { name: 'Voice: Or use…' }).click();
  await open.getByRole('menuitem', { name: /^Meet the bottle.*Preview · \d/s }).click();
  await expect(person.composer.getByRole('button', { name: 'Remove: Voice' })).toBeVisible();
  await expect(person.composer.getByText('Hold 100 cr · preview 20 · final 80')).toBeVisible();
  await expect(person.composer.getByText(/^Missing: /)).toHaveCount(0);
});

test('use in: a prompt goes into the form of a video, and what stood there comes back', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  await person.choose('Image to video');
  await person.type('Prompt', 'Something else.');
  await person.choose('Image prompt');
  await person.type('Idea', 'A bottle on a kitchen counter at seven in the morning');
  await person.make();
  await expect(person.tile('A bottle on a kitchen', 'Preview')).toBeVisible();
  await person.stage.getByRole('button', { name: 'Use in', exact: true }).click();
  await open.getByRole('menuitem', { name: 'Use in Image to video', exact: true }).click();
  const text = person.stage.getByRole('region', { name: 'Text of the take' });
  const written = await text.getByRole('paragraph').first().innerText();
  expect(written).toMatch(/\w{3}/);
  await expect(field(person, 'Prompt')).toHaveValue(written);
  // What is copied is what one reads, not the document that it stands in.
  await open.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await person.stage.getByRole('button', { name: 'Copy text' }).click();
  await expect.poll(() => open.evaluate(() => navigator.clipboard.readText())).toBe(written);
  // What came along stands there folded, and is told.
  await person.composer.getByRole('button', { name: 'More 1 set', exact: true }).click();
  await expect(field(person, 'Negative prompt')).toHaveValue(
    await text.getByRole('definition').first().innerText(),
  );
  await open.getByRole('button', { name: 'Undo' }).click();
  await expect(field(person, 'Prompt')).toHaveValue('Something else.');
});

test('the same again: the take that is here is offered, and to look at it costs nothing', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await person.speak('Said once.');
  await expect(person.tile('Said once', 'Preview')).toBeVisible();
  await person.speak('Said after it.');
  await expect(person.tile('Said after it', 'Preview')).toBeVisible();
  const same = person.composer.getByText('You have this already');
  await person.type('Script', 'Never said.');
  await expect(same).toHaveCount(0);
  await person.type('Script', 'Said once.');
  await expect(same).toBeVisible();
  await person.composer.getByRole('button', { name: 'Look at it · 0 cr' }).click();
  await expect(person.stage.getByRole('heading', { name: / · Said once\.$/ })).toBeVisible();
  await expect(person.stage.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect.poll(person.balance).toBe('800 cr · 200 held');
  expect((await providers.requests()).filter((one) => one.call === 'submit')).toHaveLength(2);
});

test('a final that became dearer since it was priced waits for an OK, and goes on with it', {
  tag: '@full',
}, async ({ open, studio, providers }) => {
  const person = personAt(open);
  const sent = async (): Promise<number> =>
    (await providers.requests()).filter((one) => one.call === 'submit').length;
  await person.choose('Text to speech');
  await person.type('Script', 'Dearer by the day.');
  await expect(person.composer.getByText(/\$\d.* list price/)).toBeVisible();
  await person.make();
  await expect(person.tile('Dearer by the day', 'Preview')).toBeVisible();

  // The list of another day.
  const database = new DatabaseSync(join(studio.profile, 'rushes.db'));
  const changed = database.prepare('UPDATE unit_prices SET usd_per_million = usd_per_million * 1.3').run();
  database.close();
  expect(changed.changes).toBeGreaterThan(0);

  await person.approve();
  await expect(person.tile('Dearer by the day', 'Final held')).toBeVisible();
  await person.tab('Final').click();
  await expect(person.stage.getByText('Needs your OK for its price')).toBeVisible();
  await expect(person.stage.getByText('it rose by more than 20 % since you approved')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
  expect(await sent()).toBe(1);
  const ok = person.stage.getByRole('button', { name: 'OK, send it' });
  // A press right behind the last one is taken for a double click of it, not for this OK.
  await expect(async () => {
    if (await ok.isVisible()) await ok.click();
    await expect(ok).toHaveCount(0, { timeout: 900 });
  }).toPass({ timeout: 15_000 });
  await expect(person.tile('Dearer by the day', 'Final')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 0 held');
  expect(await sent()).toBe(2);
});
