import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { personAt, sample } from './person.ts';
import { expect, test } from './rigged.ts';

/** Lays a picture on the clipboard, as a screenshot does; with a text, as an office program does. */
async function copyPicture(page: Page, text?: string): Promise<void> {
  const picture = (await sharp(sample('product.jpg')).resize(640).png().toBuffer()).toString('base64');
  await page.evaluate(
    ([base64, text]) => {
      const bytes = Uint8Array.from(atob(base64 ?? ''), (sign) => sign.charCodeAt(0));
      const parts: Record<string, Blob> = { 'image/png': new Blob([bytes], { type: 'image/png' }) };
      if (text !== undefined) parts['text/plain'] = new Blob([text], { type: 'text/plain' });
      return navigator.clipboard.write([new ClipboardItem(parts)]);
    },
    [picture, text],
  );
}

test('paste: a picture comes into its field from anywhere, and a text that has one beside it stays a text', {
  tag: ['@full', '@browser'],
}, async ({ open, studio }) => {
  await open.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const person = personAt(open);
  await person.choose('Image prompt');
  const idea = person.composer.getByLabel('Idea', { exact: true });
  const remove = person.composer.getByRole('button', { name: 'Remove: Reference picture' });

  await copyPicture(open, 'A bottle, as the document has it');
  await idea.focus();
  await open.keyboard.press('ControlOrMeta+v');
  await expect(idea).toHaveValue('A bottle, as the document has it');
  await expect(remove).toHaveCount(0);

  // Where nobody writes, and where somebody does: a picture alone is meant for the field that takes one.
  await copyPicture(open);
  await person.composer.getByRole('button', { name: 'Reference picture: Choose…' }).focus();
  await open.keyboard.press('ControlOrMeta+v');
  await expect(person.composer.getByText('image.png')).toBeVisible();
  await expect(remove).toBeVisible();
  await remove.click();
  await expect(remove).toHaveCount(0);
  await idea.focus();
  await open.keyboard.press('ControlOrMeta+v');
  // Named at once; it is there once it has come in.
  await expect(person.composer.getByText('image.png')).toBeVisible();
  await expect(remove).toBeVisible();
  await expect(idea).toHaveValue('A bottle, as the document has it');

  await person.make();
  await expect(person.tile('A bottle, as the document has it', 'Preview')).toBeVisible();
  const { jobs } = (await studio.rushes('jobs')) as {
    jobs: { inputs: { field: string; name: string; width: number }[] }[];
  };
  expect(jobs[0]?.inputs).toMatchObject([{ field: 'image', name: 'image.png', width: 640 }]);
});

test('paste where no picture fits: it is said, and nothing is lost', { tag: ['@full', '@browser'] }, async ({
  open,
}) => {
  await open.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const person = personAt(open);
  await person.choose('Text to speech');
  await person.type('Script', 'Kept.');
  await copyPicture(open);
  await person.composer.getByLabel('Script', { exact: true }).focus();
  await open.keyboard.press('ControlOrMeta+v');
  await expect(open.getByRole('log').getByText('Text to speech takes no such file.')).toBeVisible();
  await expect(person.composer.getByLabel('Script', { exact: true })).toHaveValue('Kept.');
});
