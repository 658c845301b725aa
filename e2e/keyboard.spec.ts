import type { Locator } from '@playwright/test';
import { personAt } from './person.ts';
import { expect, test } from './studio.ts';

/** Goes on with the Tab key until something has the focus, and finds that one can see that it has. */
async function tabTo(wanted: Locator): Promise<void> {
  const keyboard = wanted.page().keyboard;
  const isThere = () => wanted.evaluate((node) => node === node.ownerDocument.activeElement);
  for (let n = 0; n < 80; n++) {
    if (await isThere()) break;
    await keyboard.press('Tab');
  }
  await expect(wanted).toBeFocused();
  const ring = await wanted.evaluate((node) => getComputedStyle(node).outlineStyle);
  expect(ring).not.toBe('none');
}

test('keyboard only: from the start to a final that is played, starred and found in the queue', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { keyboard } = open;
  await expect(person.composer).toBeVisible();
  await tabTo(person.composer.getByRole('button', { name: /^Workflow: / }));
  await keyboard.press('Enter');
  await expect(open.getByRole('menu')).toBeVisible();
  await keyboard.type('Text to sp');
  await expect(open.getByRole('menuitemradio', { name: /^Text to speech/ })).toBeFocused();
  await keyboard.press('Enter');
  await tabTo(person.composer.getByLabel('Script', { exact: true }));
  await keyboard.type('Said without a mouse. Then all of it.');
  await keyboard.press('Control+Enter');
  await expect(person.tile('Said without a mouse', 'Preview')).toBeVisible();

  await tabTo(person.stage.getByRole('button', { name: 'Play', exact: true }));
  await keyboard.press('Space');
  await expect(person.stage.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await keyboard.press('Control+Shift+Enter');
  await expect(person.tile('Said without a mouse', 'Final')).toBeVisible();
  // It came into view by itself, unless the preview was still playing.
  await tabTo(person.stage.getByRole('radio', { checked: true }));
  if (!(await person.tab('Final').isChecked())) await keyboard.press('t');
  await expect(person.tab('Final')).toBeChecked();
  await keyboard.press('t');
  await expect(person.tab('Preview')).toBeChecked();
  await keyboard.press('t');
  await expect(person.tab('Final')).toBeChecked();
  await keyboard.press('s');
  await expect(person.stage.getByRole('button', { name: 'Remove the star' })).toBeVisible();
  await keyboard.press('q');
  const row = open.getByRole('region', { name: 'Queue' }).getByRole('button', {
    name: /^Said without a mouse/,
  });
  await expect(row).toBeVisible();
  await tabTo(row);
  await keyboard.press('q');
  await expect(row).toHaveCount(0);
  await expect.poll(person.balance).toBe('900 cr · 0 held');
});
