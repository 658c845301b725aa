import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { personAt } from '../person.ts';

/** What a reader of the README sees: width in px, between two looks and how long the end stands, in ms. */
const width = 880;
const everyMs = 200;
const endMs = 2_500;
const longestMs = 1_500;

type Frame = { picture: Buffer; ms: number };

/** Films the way from the first steps to a final beside its preview into an animated WebP. Answers its bytes. */
export async function film(page: Page, file: string): Promise<number> {
  await page.getByRole('button', { name: 'Try it now' }).waitFor();
  await page.waitForLoadState('networkidle');
  const frames: Frame[] = [];
  let rolling = true;
  const camera = (async () => {
    while (rolling) {
      const begun = performance.now();
      await look(page, frames);
      await page.waitForTimeout(Math.max(0, everyMs - (performance.now() - begun)));
    }
  })();
  await act(page);
  rolling = false;
  await camera;
  await look(page, frames);
  const last = frames.at(-1);
  if (last) last.ms = endMs;
  const film = await sharp(
    frames.map(({ picture }) => picture),
    { join: { animated: true } },
  )
    .webp({ quality: 62, effort: 4, delay: frames.map(({ ms }) => ms), loop: 0 })
    .toBuffer();
  writeFileSync(file, film);
  return film.length;
}

/** A frame, where something has changed since the last; else that stands longer. */
async function look(page: Page, frames: Frame[]): Promise<void> {
  const shot = await page.screenshot({ scale: 'css' });
  const picture = await sharp(shot).resize({ width }).png({ compressionLevel: 1 }).toBuffer();
  const last = frames.at(-1);
  if (last?.picture.equals(picture)) last.ms = Math.min(longestMs, last.ms + everyMs);
  else frames.push({ picture, ms: everyMs });
}

async function act(page: Page): Promise<void> {
  const person = personAt(page);
  await page.getByRole('button', { name: 'Try it now' }).click();
  await page.getByText('Hold 100 cr · preview 20 · final 80').waitFor();
  await page.waitForTimeout(1_200);
  await person.go.click();
  const preview = await person.watch('Preview');
  await preview.click();
  await page.waitForTimeout(1_500);
  await person.approve();
  await page.getByText('Charged').waitFor({ timeout: 60_000 });
  await person.tab('Final').click();
  const final = await person.watch('Final');
  await final.click();
  await page.waitForTimeout(1_500);
}
