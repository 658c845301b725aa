import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { personAt, sample } from './person.ts';
import { expect, test } from './rigged.ts';

/** Each would set `ran` on the window, if anything of it were run. None has a comma, which parts names of models. */
const payloads = [
  '<img src=x onerror="window.ran=1">',
  '"><script>window.ran=1</script>',
  "javascript:window.ran=1//'",
  '<svg/onload=window.ran=1>',
  '[a](javascript:window.ran=1) **<iframe srcdoc="<script>parent.ran=1</script>">**',
  '{{constructor.constructor("window.ran=1")()}}',
  '<iframe src="javascript:parent.ran=1">',
  '<details open ontoggle=window.ran=1>',
  '<input autofocus onfocus=window.ran=1>',
  '<body onload=window.ran=1>',
  '<video><source onerror=window.ran=1>',
  '<audio src=x onerror=window.ran=1>',
  '<object data="javascript:window.ran=1">',
  '<embed src="javascript:window.ran=1">',
  '<a href="javascript:window.ran=1">a</a>',
  '<form action="javascript:window.ran=1">',
  '<math><mi xlink:href="javascript:window.ran=1">',
  '<svg><script>window.ran=1</script></svg>',
  '<svg><animate onbegin=window.ran=1 attributeName=x>',
  '<meta http-equiv=refresh content="0;javascript:window.ran=1">',
  '<base href="javascript:window.ran=1//">',
  '<link rel=stylesheet href=x onerror=window.ran=1>',
  '<style onload=window.ran=1></style>',
  '<marquee onstart=window.ran=1>',
  '</textarea><script>window.ran=1</script>',
  '</title><script>window.ran=1</script>',
  "' onmouseover='window.ran=1",
  '<scr<script>ipt>window.ran=1</scr</script>ipt>',
  '&lt;img src=x onerror=window.ran=1&gt;',
  '<noscript><p title="</noscript><img src=x onerror=window.ran=1>">',
];
/** A few of every kind, for `npm test`. */
const all = payloads.slice(0, 6).join(' ');

/** All of them, in as few texts as a place with room for so many characters needs. */
function packs(room: number, texts: readonly string[] = payloads): string[] {
  const made: string[] = [];
  for (const text of texts) {
    const last = made.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= room)
      made[made.length - 1] = `${last} ${text}`;
    else made.push(text);
  }
  return made;
}

async function nothingRan(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    ran: 'ran' in window,
    inside: document.querySelectorAll('iframe, object, embed, base, math, marquee, meta[http-equiv]').length,
    // What the page itself has is set by its own script, not written into it.
    written: [...document.querySelectorAll('*')].flatMap((node) =>
      [...node.attributes]
        .filter(({ name, value }) => /^on|^srcdoc$/i.test(name) || /^\s*javascript:/i.test(value))
        // A field shows what is typed, and a name is read out: neither is a place from which anything is run.
        .filter(
          ({ name }) => !['value', 'title', 'aria-label', 'alt', 'placeholder', 'data-value'].includes(name),
        )
        .map(({ name }) => `${node.nodeName} ${name}`),
    ),
    scripts: [...document.scripts].every((one) => one.src.startsWith(location.origin)),
  }));
  expect(found).toEqual({ ran: false, inside: 0, written: [], scripts: true });
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
  const refusals = packs(198);
  let round = 0;
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
    for (const box of boxes) {
      if ((await box.getAttribute('inputmode')) !== null) continue;
      // The least that a field takes; what is asked for begins with the first.
      for (const text of packs(500).toReversed()) await box.fill(text);
    }
    await nothingRan(open);
    // The one field that takes no such text.
    const language = composer.getByLabel('Language', { exact: true });
    if ((await language.count()) > 0) await language.fill('');
    const said = refusals[round++ % refusals.length] ?? '';
    await providers.fault({ ...at, mode: '422', message: said });
    await person.make();
    const tile = shelf.getByRole('button', { name: new RegExp(`^${workflow}, Failed · not charged: <`) });
    await expect(tile).toBeVisible();
    await expect(stage.getByText(said, { exact: false }).first()).toBeVisible();
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

test('no name of a file is run, nor what a provider says to it: in the form, on the stage and in the inspector', {
  tag: '@full',
}, async ({ open, providers }) => {
  test.slow();
  const person = personAt(open);
  const { composer, stage, inspector } = person;
  const buffer = readFileSync(sample('product.jpg'));
  const refusals = packs(198);
  const names = packs(
    110,
    payloads.map((one) => one.replaceAll('/', '')),
  );
  await person.choose('Image to video');
  for (const [i, name] of names.entries()) {
    const said = refusals[i % refusals.length] ?? '';
    await providers.fault({ provider: 'fal', call: 'submit', mode: '422', message: said });
    await person.type('Prompt', `Round ${i}.`);
    const chooser = open.waitForEvent('filechooser');
    await composer.getByRole('button', { name: 'Picture: Choose…' }).click();
    await (await chooser).setFiles({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer });
    await expect(composer.getByRole('button', { name: 'Remove: Picture' })).toBeVisible();
    await expect(composer.getByText(name, { exact: false }).first()).toBeVisible();
    await nothingRan(open);
    await person.make();
    await expect(person.tile(`Round ${i}`, 'Failed · not charged')).toBeVisible();
    await expect(stage.getByText(said, { exact: false }).first()).toBeVisible();
    await expect(inspector.getByText(name, { exact: false }).first()).toBeVisible();
    await nothingRan(open);
    await composer.getByRole('button', { name: 'Remove: Picture' }).click();
  }
  expect(names.length).toBeGreaterThanOrEqual(refusals.length);
});

test('no name of a model is run: in Settings and with the attempts of a job', {
  tag: '@full',
}, async ({ open }) => {
  test.slow();
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  // Five names are tried one after the other.
  for (let first = 0; first < payloads.length; first += 5) {
    const models = payloads.slice(first, first + 5);
    await pages.getByRole('button', { name: 'Settings' }).click();
    const field = open.getByLabel('Chat · Preview');
    await field.fill(models.join(', '));
    await field.press('Enter');
    await expect(field).toHaveValue(models.join(', '));
    await nothingRan(open);
    await pages.getByRole('button', { name: 'Studio' }).click();
    await person.choose('Chat');
    await person.type('Prompt', `Models ${first}.`);
    await person.make();
    await expect(person.tile(`Models ${first}`)).toBeVisible();
    await expect(person.inspector.getByText(models[0] ?? '', { exact: false }).first()).toBeAttached();
    await nothingRan(open);
  }
});

test('no note is run, of a grant or of a refund, nor what is looked for', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  const goTo = (page: string): Promise<void> => pages.getByRole('button', { name: page }).click();
  await person.speak('Kept to its final.');
  await person.approve();
  await expect(person.receipt('Charged')).toHaveText('100 cr');
  await person.inspector.getByRole('button', { name: 'Refund…' }).click();
  const refund = open.getByRole('dialog', { name: 'Refund this job' });
  await refund.getByLabel('Why').fill(all);
  await nothingRan(open);
  await refund.getByRole('button', { name: 'Refund', exact: true }).click();
  await expect(person.receipt('Refunded')).toHaveText('100 cr');

  await goTo('Spend');
  const ledger = open.getByRole('region', { name: 'Ledger', exact: true });
  for (const note of packs(200)) {
    await open.getByRole('button', { name: 'Add credits' }).click();
    const grant = open.getByRole('dialog', { name: 'Add credits' });
    await grant.getByLabel('Credits').fill('10');
    await grant.getByLabel('Note').fill(note);
    await nothingRan(open);
    await grant.getByRole('button', { name: 'Add 10 cr' }).click();
    await expect(ledger.getByText(note, { exact: true })).toBeAttached();
  }
  await expect(ledger.getByText(all, { exact: true })).toBeAttached();
  await nothingRan(open);

  await goTo('Library');
  for (const text of packs(200)) {
    await open.getByRole('searchbox').fill(text);
    await expect(open.getByText('Nothing matches')).toBeVisible();
    await nothingRan(open);
    await open.getByRole('searchbox').fill('');
    await expect(open.getByText('Nothing matches')).toHaveCount(0);
  }
});
