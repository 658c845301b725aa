import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { personAt, sample } from './person.ts';
import { expect, test } from './rigged.ts';

/** Each would set `ran` on the window, if anything of it were run. */
const payloads = [
  '<img src=x onerror="window.ran=1">',
  '"><script>window.ran=1</script>',
  "javascript:window.ran=1//'",
  '<svg/onload=window.ran=1>',
  '[a](javascript:window.ran=1) **<iframe srcdoc="<script>parent.ran=1</script>">**',
  '{{constructor.constructor("window.ran=1")()}}',
];
const all = payloads.join(' ');

async function nothingRan(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    ran: 'ran' in window,
    inside: document.querySelectorAll('iframe, object, embed, [onerror], [onload], a[href^="javascript:"]')
      .length,
    scripts: [...document.scripts].every((one) => one.src.startsWith(location.origin)),
  }));
  expect(found).toEqual({ ran: false, inside: 0, scripts: true });
}

test('no text that is typed, named, answered or told by a provider is ever run', async ({
  open,
  providers,
  studio,
}) => {
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });

  // Every text field of every workflow, shown in the form and, once made, wherever a job is shown.
  for (const workflow of [
    'Image prompt',
    'Image to video',
    'Image to video with sound',
    'UGC video',
    'Chat',
  ]) {
    await person.choose(workflow);
    const more = person.composer.getByRole('button', { name: 'More', exact: true });
    if ((await more.count()) > 0 && (await more.getAttribute('aria-expanded')) === 'false')
      await more.click();
    for (const box of await person.composer.locator('textarea, input[type="text"]').all())
      await box.fill(all);
  }
  await nothingRan(open);
  await person.make();
  await expect(person.shelf.getByRole('button', { name: /^Chat, Final: </ })).toBeVisible();
  await nothingRan(open);

  // A provider's own words, beside a job whose script is one.
  await providers.fault({ provider: 'fal', call: 'submit', mode: '422', message: all });
  await person.speak(all);
  await expect(person.shelf.getByRole('button', { name: /Failed · not charged: </ })).toBeVisible();
  await expect(person.stage.getByText('window.ran=1', { exact: false }).first()).toBeVisible();
  await person.stage.getByText('Technical details').click();
  await nothingRan(open);

  // The name of a file, in the form, on a tile and in the inspector.
  await person.choose('UGC video');
  const chooser = open.waitForEvent('filechooser');
  await person.composer.getByRole('button', { name: 'Portrait or product: Choose…' }).click();
  const name = `${payloads[0]?.replaceAll('/', '')}.jpg`;
  const buffer = readFileSync(sample('portrait.jpg'));
  await (await chooser).setFiles({ name, mimeType: 'image/jpeg', buffer });
  await expect(person.composer.getByRole('button', { name: 'Remove: Portrait or product' })).toBeVisible();
  await expect(person.composer.getByText('<img src=x onerror', { exact: false }).first()).toBeVisible();
  await nothingRan(open);

  // The name of a model, in Settings and with the attempts of a job.
  await pages.getByRole('button', { name: 'Settings' }).click();
  const model = open.getByLabel('Chat · Preview');
  await model.fill(payloads[0] ?? '');
  await model.press('Enter');
  await nothingRan(open);
  await studio.rushes('run', 'chat', '--prompt', all, '--no-wait');
  for (const page of ['Library', 'Spend', 'Studio']) {
    await pages.getByRole('button', { name: page }).click();
    await expect(open.getByText('window.ran=1', { exact: false }).first()).toBeAttached();
    await nothingRan(open);
  }
  await open.keyboard.press('Control+k');
  await open.getByRole('dialog').getByRole('combobox').fill('window.ran');
  await expect(open.getByRole('option').first()).toBeVisible();
  await nothingRan(open);
});

test('no text of any workflow is run where it was refused: on the stage, in the inspector and its attempts, in the queue', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  const { composer, stage, inspector, shelf } = person;
  const fal = { provider: 'fal', call: 'submit' } as const;
  const openrouter = { provider: 'openrouter', call: 'chat' } as const;
  for (const { workflow, at, files } of [
    { workflow: 'Chat', at: openrouter, files: {} },
    { workflow: 'Image prompt', at: openrouter, files: {} },
    { workflow: 'Text to speech', at: fal, files: {} },
    { workflow: 'Image to video', at: fal, files: { Picture: 'product.jpg' } },
    { workflow: 'Image to video with sound', at: fal, files: { Picture: 'product.jpg' } },
    {
      workflow: 'UGC video',
      at: fal,
      files: { 'Portrait or product': 'portrait.jpg', Voice: 'voice-12s.mp3' },
    },
  ]) {
    await person.choose(workflow);
    const more = composer.getByRole('button', { name: 'More', exact: true });
    if ((await more.count()) > 0 && (await more.getAttribute('aria-expanded')) === 'false')
      await more.click();
    for (const [label, name] of Object.entries(files)) await person.give(label, sample(name));
    const boxes = await composer.locator('textarea, input[type="text"]').all();
    expect(boxes.length).toBeGreaterThan(0);
    for (const box of boxes) if ((await box.getAttribute('inputmode')) === null) await box.fill(all);
    await nothingRan(open);
    // The one field that takes no such text.
    const language = composer.getByLabel('Language', { exact: true });
    if ((await language.count()) > 0) await language.fill('');
    await providers.fault({ ...at, mode: '422', message: all });
    await person.make();
    const tile = shelf.getByRole('button', { name: new RegExp(`^${workflow}, Failed · not charged: <`) });
    await expect(tile).toBeVisible();
    await expect(stage.getByText('window.ran=1', { exact: false }).first()).toBeVisible();
    await stage.getByText('Technical details').click();
    await inspector.getByText('Attempts', { exact: true }).click();
    const attempt = inspector.getByRole('listitem', { name: 'Attempt 1' });
    await expect(attempt.getByText('window.ran=1', { exact: false }).first()).toBeVisible();
    await nothingRan(open);
  }
  await open.keyboard.press('Escape');
  await open.getByRole('button', { name: /^Queue \d/ }).click();
  await expect(open.getByRole('list', { name: 'Queue' }).getByText('<img', { exact: false })).toHaveCount(6);
  await nothingRan(open);
});
