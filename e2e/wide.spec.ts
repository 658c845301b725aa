import type { Page } from '@playwright/test';
import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

/** Texts that stand out of their box: not cut on purpose, and wider than what is around them. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.body.querySelectorAll<HTMLElement>('*')]
      .filter((node) => {
        const hasText = [...node.childNodes].some(
          (child) => child.nodeType === Node.TEXT_NODE && child.textContent?.trim(),
        );
        if (!hasText || node.closest('.sr-only,svg,[hidden]') || node.clientWidth === 0) return false;
        return getComputedStyle(node).overflowX === 'visible' && node.scrollWidth > node.clientWidth + 1;
      })
      .map((node) => `${node.innerText.slice(0, 60)}: ${node.scrollWidth} in ${node.clientWidth}`),
  );

const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

test('at 2560 px: no page scrolls sideways, the stage fills what is left, no text is wider than its box', {
  tag: ['@full', '@browser', '@resized'],
}, async ({ open }) => {
  await open.setViewportSize({ width: 2560, height: 1440 });
  const person = personAt(open);
  await person.speak('A sentence for a wide screen, as long as a hook of an ad may be, and a little longer.');
  await expect(person.tile('A sentence for a wide screen', 'Preview')).toBeVisible();
  const widthOf = async (of: { boundingBox(): Promise<{ width: number } | null> }): Promise<number> =>
    (await of.boundingBox())?.width ?? 0;
  const pages = open.getByRole('navigation', { name: 'Pages' });
  const beside = await Promise.all([pages, person.composer, person.inspector].map(widthOf));
  const left = 2560 - beside.reduce((sum, width) => sum + width, 0);
  expect(left).toBeGreaterThan(1_400);
  expect(Math.abs((await widthOf(person.stage)) - left)).toBeLessThanOrEqual(4);
  const bottom = async (of: typeof person.stage): Promise<number> => {
    const box = await of.boundingBox();
    return (box?.y ?? 0) + (box?.height ?? 0);
  };
  const queue = await open.getByRole('region', { name: 'Queue' }).boundingBox();
  expect(Math.abs((await bottom(person.stage)) - (queue?.y ?? 0))).toBeLessThanOrEqual(1);
  expect(Math.round((queue?.y ?? 0) + (queue?.height ?? 0))).toBe(1440);

  for (const name of ['Studio', 'Library', 'Spend', 'Settings'])
    await test.step(name, async () => {
      await pages.getByRole('button', { name }).click();
      await expect(pages.getByRole('button', { name })).toHaveAttribute('aria-current', 'page');
      await expect(open.locator('[aria-busy="true"]')).toHaveCount(0);
      expect(await scrollsSideways(open)).toBe(false);
      expect(await tooWide(open)).toEqual([]);
    });
});
