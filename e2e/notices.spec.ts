import type { Page } from '@playwright/test';
import { shortcuts } from '../src-renderer/lib/shortcuts.ts';
import { palette } from '../src-renderer/texts/en/palette.ts';
import { personAt } from './person.ts';
import { test as base, expect } from './rigged.ts';

type Told = { title: string; body: string };
type Recorded = { notes: (EventTarget & Told)[] };

/** A browser that allows notifications and keeps what it was given: a headless one shows none. */
const test = base.extend({
  page: async ({ page, host }, use) => {
    if (host !== 'electron')
      await page.addInitScript(() => {
        const notes: (EventTarget & Told)[] = [];
        class Recorder extends EventTarget {
          static permission = 'default';
          static async requestPermission(): Promise<string> {
            Recorder.permission = 'granted';
            return Recorder.permission;
          }
          readonly title: string;
          readonly body: string;
          constructor(title: string, { body = '' }: { body?: string } = {}) {
            super();
            this.title = title;
            this.body = body;
            notes.push(this);
          }
          close(): void {}
        }
        Object.assign(globalThis, { Notification: Recorder, notes });
      });
    await use(page);
  },
});

const toldIn = (page: Page) => (): Promise<Told[]> =>
  page.evaluate(() => (globalThis as never as Recorded).notes.map(({ title, body }) => ({ title, body })));
/** As another tab in front of it does. */
const hide = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((is) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => is });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

test('notices: told by the system once a person asks for it, only while the page is hidden, and they lead to the job', {
  tag: ['@browser', '@full'],
}, async ({ open, providers }) => {
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  const told = toldIn(open);

  // Not asked for: the title alone counts, until somebody looks.
  await hide(open, true);
  await person.speak('Nobody asked.');
  await expect(person.tile('Nobody asked', 'Preview')).toBeVisible();
  await expect(open).toHaveTitle('(1) Rushes');
  await hide(open, false);
  await expect(open).toHaveTitle('Rushes');
  expect(await told()).toEqual([]);

  await pages.getByRole('button', { name: 'Settings' }).click();
  const wanted = open.getByRole('switch', { name: 'Notifications while Rushes is hidden' });
  await expect(wanted).not.toBeChecked();
  await wanted.click();
  await expect(wanted).toBeChecked();
  await pages.getByRole('button', { name: 'Studio' }).click();

  // Looked at: said to who listens, and nothing more.
  await person.speak('Somebody looks.');
  await expect(person.tile('Somebody looks', 'Preview')).toBeVisible();
  await expect(open.getByRole('status', { name: 'News of jobs' })).toHaveText(
    'Preview ready: Somebody looks.',
  );
  expect(await told()).toEqual([]);

  await hide(open, true);
  await person.approve();
  await expect.poll(told).toEqual([{ title: 'Final done', body: 'Somebody looks.' }]);
  await providers.fault({ provider: 'fal', call: 'submit', mode: '422' });
  await person.speak('Refused.');
  await expect
    .poll(async () => (await told()).at(-1))
    .toEqual({ title: 'Failed', body: 'not charged · Refused.' });
  await expect(open).toHaveTitle('(2) Rushes');

  // A press on the first brings its job.
  await hide(open, false);
  await pages.getByRole('button', { name: 'Spend' }).click();
  await open.evaluate(() => (globalThis as never as Recorded).notes[0]?.dispatchEvent(new Event('click')));
  await expect(person.stage.getByRole('heading', { name: / · Somebody looks\.$/ })).toBeVisible();
  await expect(person.tab('Final')).toBeChecked();
  await expect(open).toHaveTitle('Rushes');
  expect(await told()).toHaveLength(2);
});

test('palette: an action, a page, a workflow and a job are found by a word and done', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const dialog = open.getByRole('dialog', { name: 'Find anything' });
  const find = async (words: string): Promise<void> => {
    await open.keyboard.press('ControlOrMeta+k');
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await open.keyboard.type(words);
  };
  await person.speak('Found by a word.');
  await expect(person.tile('Found by a word', 'Preview')).toBeVisible();

  await find('pause the q');
  await expect(dialog.getByRole('option', { selected: true })).toHaveText('Pause the queue');
  await open.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(open.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();

  await find('spend');
  await open.keyboard.press('Enter');
  await expect(open.getByRole('heading', { name: 'Spend', level: 1 })).toBeVisible();

  await find('by a word');
  await expect(dialog.getByRole('option', { selected: true })).toContainText('Found by a word.');
  await open.keyboard.press('Enter');
  await expect(person.stage.getByRole('heading', { name: / · Found by a word\.$/ })).toBeVisible();

  await find('new ugc');
  await open.keyboard.press('Enter');
  await expect(person.composer.getByRole('button', { name: 'Workflow: UGC video' })).toBeVisible();

  await find('nothing like it');
  await expect(dialog.getByText('Nothing found. Try a word of the prompt or the script.')).toBeVisible();
  await open.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('help: every shortcut is listed, a press on Escape closes it, and a question mark in a text is one', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const dialog = open.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await person.choose('Chat');
  await person.composer.getByLabel('Prompt', { exact: true }).focus();
  await open.keyboard.type('Why?');
  await expect(person.composer.getByLabel('Prompt', { exact: true })).toHaveValue('Why?');
  await expect(dialog).toHaveCount(0);

  await person.composer.getByRole('button', { name: /^Workflow: / }).focus();
  await open.keyboard.press('?');
  await expect(dialog).toBeVisible();
  for (const [group, keys] of Object.entries(shortcuts)) {
    const section = dialog.getByRole('region', {
      name: palette.helpGroups[group as keyof typeof shortcuts],
      exact: true,
    });
    const names = Object.keys(keys).map((name) => palette.keys[name as keyof typeof palette.keys]);
    await expect(section.getByRole('term')).toHaveText(names);
  }
  await open.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('notices: who looks at another page is told in the corner, and one press leads to the job', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  const corner = open.getByRole('log');
  await person.speak('Said in the studio.');
  await expect(person.tile('Said in the studio', 'Preview')).toBeVisible();
  await expect(corner).toHaveText('');
  await providers.fault({ provider: 'fal', call: 'submit', mode: '401' });
  const find = async (words: string): Promise<void> => {
    await open.keyboard.press('ControlOrMeta+k');
    await expect(open.getByRole('dialog', { name: 'Find anything' }).getByRole('combobox')).toBeFocused();
    await open.keyboard.type(words);
    await open.keyboard.press('Enter');
  };
  await find('pause the q');
  await person.speak('Said elsewhere.');
  await expect(person.tile('Said elsewhere')).toBeVisible();
  await open.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Spend' }).click();
  await find('resume the q');
  await expect(corner.getByText('Waits for a key: Said elsewhere.')).toBeVisible();
  await corner.getByRole('button', { name: 'Look' }).click();
  await expect(person.stage.getByRole('heading', { name: / · Said elsewhere\.$/ })).toBeVisible();
  await expect(corner).toHaveText('');
});
