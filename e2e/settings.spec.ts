import type { Page } from '@playwright/test';
import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

async function openSettings(page: Page) {
  const pages = page.getByRole('navigation', { name: 'Pages' });
  const show = (name: string): Promise<void> => pages.getByRole('button', { name }).click();
  await show('Settings');
  const main = page.getByRole('main');
  return {
    main,
    show,
    section: (name: string) => main.getByRole('region', { name, exact: true }),
    segment: (group: string, name: string) =>
      main.getByRole('radiogroup', { name: group }).getByRole('radio', { name }),
    log: page.getByRole('log'),
    /** Loads the page anew and comes back. */
    async reload(): Promise<void> {
      await page.reload();
      await show('Settings');
    },
  };
}

test('settings, models: the model that is named is what the next job asks for, until the usual one is put back', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { section, show, reload } = await openSettings(open);
  const models = section('Models');
  const preview = models.getByLabel('Chat · Preview');
  const usual = await preview.inputValue();
  await preview.fill(' , ');
  await preview.press('Enter');
  await expect(models.getByRole('alert')).toHaveText('Name one model at least.');
  await preview.fill('a, b, c, d, e, f');
  await preview.press('Enter');
  await expect(models.getByRole('alert')).toHaveText('Five models at most.');
  await preview.fill('google/gemini-3.5-flash-lite');
  await preview.press('Enter');
  await expect(models.getByRole('alert')).toHaveCount(0);
  const back = models.getByRole('button', { name: 'Back to the usual' });
  await expect(back).toBeVisible();
  const clip = models.getByRole('button', { name: /^Image to video, preview: / });
  await expect(clip).toHaveText(/ \(usual\)$/);
  await clip.click();
  await open.getByRole('menuitemradio').nth(1).click();
  await expect(clip).not.toHaveText(/ \(usual\)$/);
  const chosen = await clip.innerText();

  await reload();
  await expect(preview).toHaveValue('google/gemini-3.5-flash-lite');
  await expect(clip).toHaveText(chosen);
  await show('Studio');
  await person.choose('Chat');
  await person.type('Prompt', 'Asked of another model.');
  await person.make();
  await expect(person.tile('Asked of another model', 'Final')).toBeVisible();
  const attempts = person.inspector.locator('details').filter({ hasText: 'Attempts' });
  await attempts.locator('summary').click();
  await expect(attempts.getByRole('listitem', { name: 'Attempt 1' })).toContainText(
    'OpenRouter · google/gemini-3.5-flash-lite',
  );
  await expect(attempts.getByRole('listitem', { name: 'Attempt 2' })).toContainText('OpenRouter · openai/');
  await show('Settings');
  await back.click();
  await expect(preview).toHaveValue(usual);
  await expect(back).toHaveCount(0);
});

test('settings, review: whether a workflow stops after its preview is what the next job does', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { segment, show, reload } = await openSettings(open);
  const voice = 'Text to speech: after the preview';
  const chat = 'Chat: after the preview';
  await expect(segment(voice, 'Ask me')).toBeChecked();
  await expect(segment(chat, 'Go on')).toBeChecked();
  await segment(voice, 'Go on').click();
  await segment(chat, 'Ask me').click();
  await expect(segment(chat, 'Ask me')).toBeChecked();
  await reload();
  await expect(segment(voice, 'Go on')).toBeChecked();
  await expect(segment(chat, 'Ask me')).toBeChecked();

  await show('Studio');
  await person.choose('Text to speech');
  await expect(person.composer.getByRole('button', { name: /^Run\b/ })).toBeVisible();
  await person.speak('Goes on by itself.');
  await expect(person.tile('Goes on by itself', 'Final')).toBeVisible();
  await person.choose('Chat');
  await expect(person.composer.getByRole('button', { name: /^Preview\b/ })).toBeVisible();
  await person.type('Prompt', 'Stops and asks.');
  await person.make();
  await expect(person.tile('Stops and asks', 'Preview')).toBeVisible();
  await expect(person.stage.getByRole('button', { name: /^Make final/ }).first()).toBeVisible();
});

test('settings, queue: how many run at once at a provider is what the queue does, and a wrong number is told', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  const { section, show } = await openSettings(open);
  const atFal = section('Queue').getByLabel('At fal');
  const wrong = section('Queue').getByRole('alert');
  await expect(atFal).toHaveValue('2');
  await atFal.fill('41');
  await atFal.press('Enter');
  await expect(wrong).toHaveText('A whole number from 1 to 40.');
  await atFal.press('Escape');
  await expect(wrong).toHaveCount(0);
  await expect(atFal).toHaveValue('2');
  await atFal.fill('1');
  await atFal.press('Enter');
  await expect(atFal).toHaveValue('1');

  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 60_000, times: -1 });
  await show('Studio');
  await person.choose('Text to speech');
  await person.composer.getByRole('button', { name: 'One take more' }).click();
  await person.speak('One after the other.');
  await expect(person.tile('One after the other', 'Making preview')).toHaveCount(1);
  await expect(person.tile('One after the other', 'Waiting')).toHaveCount(1);
  await show('Settings');
  await atFal.fill('2');
  await atFal.press('Enter');
  await show('Studio');
  await expect(person.tile('One after the other', 'Making preview')).toHaveCount(2);
});

test('settings, history: beyond its limit it says what would go, and clears it away only when it is told to', {
  tag: '@full',
}, async ({ open, studio }) => {
  const { section, log, reload, show } = await openSettings(open);
  await studio.rushes('run', 'chat', '--prompt', 'Two takes.');
  const history = section('History');
  const takes = history.getByLabel('Takes');
  const look = history.getByRole('button', { name: /What would go now\?$/ });
  await look.click();
  await expect(history.getByText('Nothing: all of it is within the limits.')).toBeVisible();
  await expect(history.getByText(/^2 takes, .+ now$/)).toBeVisible();
  await takes.fill('0');
  await takes.press('Enter');
  await expect(history.getByRole('alert')).toHaveText('A whole number from 1 to 10,000,000.');
  await takes.fill('1');
  await takes.press('Enter');
  await expect(history.getByText(/^1 take, .+, would go now:$/)).toBeVisible();
  await expect(history.getByText('Chat · Preview')).toBeVisible();
  const dialog = open.getByRole('dialog', { name: 'Clear them away now?' });
  await history.getByRole('button', { name: 'Clear 1 take' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(history.getByText(/^2 takes, .+ now$/)).toBeVisible();
  await history.getByRole('button', { name: 'Clear 1 take' }).click();
  await dialog.getByRole('button', { name: 'Clear 1 take' }).click();
  await expect(log).toContainText(/1 take cleared away, .+ free again\./);
  await expect(history.getByText('Nothing: all of it is within the limits.')).toBeVisible();
  await expect(history.getByText(/^1 take, .+ now$/)).toBeVisible();
  await reload();
  await expect(takes).toHaveValue('1');
  await show('Library');
  await expect(
    open.getByRole('region', { name: 'Library' }).getByText('1 take', { exact: true }),
  ).toBeVisible();
});

test('settings, look: dark, light or as the system has it, at once and after a reload', {
  tag: '@full',
}, async ({ open }) => {
  const { segment, reload } = await openSettings(open);
  const html = open.locator('html');
  await expect(segment('Theme', 'Dark')).toBeChecked();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await segment('Theme', 'Light').click();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await reload();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await expect(segment('Theme', 'Light')).toBeChecked();
  await open.emulateMedia({ colorScheme: 'dark' });
  await expect(html).toHaveAttribute('data-theme', 'light');
  await segment('Theme', 'System').click();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await open.emulateMedia({ colorScheme: 'light' });
  await expect(html).toHaveAttribute('data-theme', 'light');
  await reload();
  await expect(segment('Theme', 'System')).toBeChecked();
  await expect(html).toHaveAttribute('data-theme', 'light');
});

test('settings: what is set for the start, the copies and the sound is there after a reload', {
  tag: '@full',
}, async ({ open }) => {
  const { segment, section, reload } = await openSettings(open);
  const start = 'When it starts with waiting jobs';
  const copies = section('Cloudinary');
  const there = copies.getByRole('switch', { name: 'Remove there what is cleared away here' });
  const preset = copies.getByLabel('Upload preset');
  const sound = section('Notifications').getByRole('switch', { name: 'A soft click when a final is done' });
  await preset.fill('ads-of-mine');
  await preset.press('Enter');
  await expect(preset).toHaveValue('ads-of-mine');
  await expect(there).not.toBeChecked();
  await there.click();
  await expect(there).toBeChecked();
  await expect(sound).not.toBeChecked();
  await sound.click();
  await expect(segment(start, 'Run')).toBeChecked();
  await segment(start, 'Ask me').click();
  await expect(segment(start, 'Ask me')).toBeChecked();
  await reload();
  await expect(segment(start, 'Ask me')).toBeChecked();
  await expect(preset).toHaveValue('ads-of-mine');
  await expect(there).toBeChecked();
  await expect(sound).toBeChecked();
});

test('settings: what was set before stays as it is when something else is set', { tag: '@full' }, async ({
  open,
}) => {
  const { segment, section, reload } = await openSettings(open);
  const start = 'When it starts with waiting jobs';
  const voice = 'Text to speech: after the preview';
  const atFal = section('Queue').getByLabel('At fal');
  await segment(voice, 'Go on').click();
  await expect(segment(voice, 'Go on')).toBeChecked();
  // Quicker than the answers come, two of one group among them.
  await atFal.fill('7');
  await section('Queue').getByLabel('At OpenRouter').fill('5');
  await segment(start, 'Ask me').click();
  await expect(segment(start, 'Ask me')).toBeChecked();
  await reload();
  await expect(atFal).toHaveValue('7');
  await expect(section('Queue').getByLabel('At OpenRouter')).toHaveValue('5');
  await expect(segment(start, 'Ask me')).toBeChecked();
  await expect(segment(voice, 'Go on')).toBeChecked();
});
