import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './studio.ts';

const themes = ['Dark', 'Light'] as const;
export type Found = { theme: string; screen: string; rule: string; at: string[] };

/** What axe-core says of a screen, or of a part of it; of the second theme it is asked what can differ, the colours. */
export async function violations(page: Page, screen: string, part = 'html'): Promise<Found[]> {
  const found: Found[] = [];
  for (const theme of themes) {
    await page.evaluate(
      (name) => document.documentElement.setAttribute('data-theme', name),
      theme.toLowerCase(),
    );
    // Colours that are on their way to another are no colours of the screen. Counted: `finished` of one whose element goes never settles.
    // What moves without end is the place of a value that is not here yet, and has no words.
    const moving = (): number =>
      document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).length;
    await expect.poll(() => page.evaluate(moving), { intervals: [50] }).toBe(0);
    // There are no frames to look into.
    const axe = new AxeBuilder({ page }).setLegacyMode().include(part);
    const { violations: said } = await (theme === 'Dark' ? axe : axe.withRules(['color-contrast'])).analyze();
    found.push(
      ...said.map((one) => ({
        theme,
        screen,
        rule: one.id,
        at: one.nodes.map((node) => node.html.slice(0, 200)),
      })),
    );
  }
  return found;
}
