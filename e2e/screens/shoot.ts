import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';

const sizes = [
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
  { width: 800, height: 900 },
] as const;
const themes = ['dark', 'light'] as const;

/** Settles once every picture in sight is there and what was changed is painted. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    const { document, requestAnimationFrame } = globalThis as unknown as {
      document: {
        images: Iterable<{ complete: boolean; decode(): Promise<void> }>;
        fonts: { ready: Promise<unknown> };
      };
      requestAnimationFrame(done: () => void): void;
    };
    await document.fonts.ready;
    await Promise.all(
      [...document.images]
        .filter((image) => !image.complete)
        .map((image) => image.decode().catch(() => undefined)),
    );
    for (let frame = 0; frame < 3; frame++) await new Promise<void>((done) => requestAnimationFrame(done));
  });
}

const wear = (page: Page, theme: string): Promise<void> =>
  page.evaluate((theme) => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { dataset: Record<string, string> } };
    };
    document.documentElement.dataset.theme = theme;
  }, theme);

/** Narrow, a panel lies over half of the stage. */
const narrow = 800;
/** Opens or closes both panels. Narrow, the inspector is shown only without the composer, which closes first. */
async function setPanels(page: Page, open: boolean): Promise<void> {
  for (const name of ['Composer', 'Inspector']) {
    const toggle = page.getByRole('banner').getByRole('button', { name, exact: true });
    if (((await toggle.getAttribute('aria-pressed')) === 'true') !== open) await toggle.click();
  }
}

/** `stage`: what the scene is about stands on the stage, so the panels step aside where it is narrow. */
type Shot = { folder: string; name: string; stage?: boolean | undefined };

/** Writes a scene at each size, dark and light, as NAME-WIDTH-THEME.jpg. Leaves the page at the first size, dark. Answers the bytes. */
export async function shoot(page: Page, { folder, name, stage = false }: Shot): Promise<number> {
  let bytes = 0;
  for (const size of sizes) {
    await page.setViewportSize(size);
    if (stage && size.width === narrow) await setPanels(page, false);
    for (const theme of themes) {
      await wear(page, theme);
      await settle(page);
      const picture = await page.screenshot({ animations: 'disabled' });
      const packed = await sharp(picture)
        .jpeg({ quality: 78, chromaSubsampling: '4:4:4', mozjpeg: true })
        .toBuffer();
      writeFileSync(join(folder, `${name}-${size.width}-${theme}.jpg`), packed);
      bytes += packed.length;
    }
  }
  await wear(page, 'dark');
  await page.setViewportSize(sizes[0]);
  if (stage) await setPanels(page, true);
  return bytes;
}
