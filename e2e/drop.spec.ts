import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { personAt, sample } from './person.ts';
import { expect, test } from './rigged.ts';

type Dropped = { name: string; type: string; base64?: string; megabytes?: number };

/** Drops files as from a folder of the system. */
async function drop(onto: Locator, files: readonly Dropped[]): Promise<void> {
  const data = await onto.page().evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const { name, type, base64, megabytes } of all) {
      const bytes = base64
        ? Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
        : new Uint8Array((megabytes ?? 0) * 1024 ** 2);
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }, files);
  await onto.dispatchEvent('dragover', { dataTransfer: data });
  await onto.dispatchEvent('drop', { dataTransfer: data });
}
const read = (name: string): string => readFileSync(sample(name)).toString('base64');

test('drop: a wrong, an empty, a damaged and a huge file are told at their field; a good one is taken', async ({
  open,
  allowed,
}) => {
  // The host refuses what only looks like a picture.
  allowed.requests.push(/\/inputs\?name=broken/);
  allowed.console.push(/status of 4\d\d/);
  const person = personAt(open);
  await person.choose('UGC video');
  const field = person.composer.getByText('Drop a picture here, or paste one');

  await drop(field, [{ name: 'notes.txt', type: 'text/plain', base64: 'aGVsbG8=' }]);
  await expect(
    person.composer.getByText('notes.txt is no picture. It takes a JPEG, PNG, WebP or AVIF.'),
  ).toBeVisible();
  await drop(field, [{ name: 'nothing.jpg', type: 'image/jpeg' }]);
  await expect(person.composer.getByText('nothing.jpg is empty.')).toBeVisible();
  await drop(field, [{ name: 'broken.jpg', type: 'image/jpeg', base64: 'aGVsbG8=' }]);
  await expect(person.composer.getByText(/^broken\.jpg must be /)).toBeVisible();
  await drop(field, [{ name: 'huge.png', type: 'image/png', megabytes: 80 }]);
  await expect(person.composer.getByText(/^huge\.png has .* 64 MB at most\.$/)).toBeVisible();

  await drop(field, [{ name: 'face.jpg', type: 'image/jpeg', base64: read('portrait.jpg') }]);
  await expect(person.composer.getByText('face.jpg')).toBeVisible();
  await expect(person.composer.getByRole('alert')).toHaveCount(0);
});

test('drop ten files at once: each field takes the first that fits, and it is said that the others are not used', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  await person.choose('UGC video');
  const pictures = Array.from({ length: 9 }, (_, n) => ({
    name: `face-${n}.jpg`,
    type: 'image/jpeg',
    base64: read('portrait.jpg'),
  }));
  const voice = { name: 'voice.mp3', type: 'audio/mpeg', base64: read('voice-12s.mp3') };
  await drop(person.composer.getByRole('form', { name: 'UGC video' }), [...pictures, voice]);
  await expect(
    open.getByRole('log').getByText('face-0.jpg, voice.mp3 is used, the other 8 are not.'),
  ).toBeVisible();
  await expect(person.composer.getByText('face-0.jpg')).toBeVisible();
  await expect(person.composer.getByText('voice.mp3')).toBeVisible();
  await expect(person.composer.getByText('Hold 100 cr · preview 20 · final 80')).toBeVisible();
});

test('drop where nothing fits: the form says so and keeps what it has', { tag: '@full' }, async ({
  open,
}) => {
  const person = personAt(open);
  await person.choose('Text to speech');
  await person.type('Script', 'Kept.');
  await drop(person.composer.getByRole('form', { name: 'Text to speech' }), [
    { name: 'face.jpg', type: 'image/jpeg', base64: read('portrait.jpg') },
  ]);
  await expect(open.getByRole('log').getByText('Text to speech takes no such file.')).toBeVisible();
  await expect(person.composer.getByLabel('Script', { exact: true })).toHaveValue('Kept.');
});

test('drop beside its place: the open form takes it, also a closed one; on another page nothing happens', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  await person.choose('UGC video');
  const face = [{ name: 'face.jpg', type: 'image/jpeg', base64: read('portrait.jpg') }];
  await open.getByRole('button', { name: 'Composer' }).click();
  await expect(person.composer).toHaveCount(0);
  await drop(open.getByRole('region', { name: 'Stage' }), face);
  await expect(person.composer.getByText('face.jpg')).toBeVisible();

  await open.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Library' }).click();
  const left = await open.getByRole('main').evaluate((main) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.jpg', { type: 'image/jpeg' }));
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    // Where nobody prevents it, the browser opens the file in the place of the studio.
    return main.dispatchEvent(event);
  });
  expect(left).toBe(false);
});
