import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';
import { mayLoseHost } from './studio.ts';

test('5 MB pasted: nothing freezes, nothing is lost, nothing is sent before it is short enough', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await open.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await person.choose('Text to speech');
  await open.evaluate(() => navigator.clipboard.writeText('A sentence of ten. '.repeat(275_000).trimEnd()));
  await person.composer.getByLabel('Script', { exact: true }).focus();
  // The longest time between two pictures while it is taken in.
  const longest = open.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let [last, most, left] = [performance.now(), 0, 60];
        const tick = (now: number): void => {
          most = Math.max(most, now - last);
          last = now;
          left -= 1;
          if (left > 0) requestAnimationFrame(tick);
          else resolve(most);
        };
        requestAnimationFrame(tick);
      }),
  );
  await open.keyboard.press('Control+v');
  await expect(
    person.composer.getByText('5,224,999 characters; 5,000 at most.', { exact: false }),
  ).toBeVisible();
  expect(await longest).toBeLessThan(1_000);
  await person.make();
  await expect(person.composer.getByText('Look at: Script')).toBeVisible();
  expect((await providers.requests()).filter((one) => one.call === 'submit')).toEqual([]);

  // Another workflow and back: it is still there.
  await person.choose('Chat');
  await person.choose('Text to speech');
  await person.composer.getByRole('button', { name: 'Script: Keep the first 5,000' }).click();
  await expect(person.composer.getByText('5,000 / 5,000')).toBeVisible();
  await open.getByRole('log').getByRole('button', { name: 'Undo' }).click();
  await expect(
    person.composer.getByText('5,224,999 characters; 5,000 at most.', { exact: false }),
  ).toBeVisible();
  // It is too large for where drafts lie, and there after a reload all the same.
  await expect(person.composer.getByText('Too large to be kept whole', { exact: false })).toHaveCount(0);
  await open.reload();
  await expect(
    person.composer.getByText('5,224,999 characters; 5,000 at most.', { exact: false }),
  ).toBeVisible();
  await person.composer.getByRole('button', { name: 'Script: Keep the first 5,000' }).click();
  await person.make();
  await expect(person.tile('A sentence of ten', 'Preview')).toBeVisible();
});

test('a prompt of emoji alone goes through whole', { tag: '@full' }, async ({ open }) => {
  const person = personAt(open);
  await person.choose('Chat');
  await person.type('Prompt', '🎬👩‍👩‍👧‍👦🧴');
  await person.make();
  await expect(person.tile('🎬👩‍👩‍👧‍👦🧴', 'Final')).toBeVisible();
});

test('the host goes away while a form is filled in: it is kept, over a reload too, and sent once', {
  tag: '@full',
}, async ({ open, studio, providers, allowed }) => {
  mayLoseHost(allowed);
  const person = personAt(open);
  await person.choose('Text to speech');
  await person.type('Script', 'Typed before the cut.');
  await studio.kill();
  await expect(open.getByText('Connection to the engine lost.', { exact: false })).toBeVisible();
  await person.make();
  await expect(
    person.composer.getByText('The connection went away. Your form is kept; press again', { exact: false }),
  ).toBeVisible();
  await studio.start();
  await expect(open.getByText('Connection to the engine lost.', { exact: false })).toHaveCount(0);
  await open.reload();
  await expect(person.composer.getByLabel('Script', { exact: true })).toHaveValue('Typed before the cut.');
  await person.make();
  await expect(person.tile('Typed before the cut', 'Preview')).toHaveCount(1);
  const sent = (await providers.requests()).filter((one) => one.call === 'submit');
  expect(sent).toHaveLength(1);
});
