import type { Page } from '@playwright/test';
import { personAt } from '../person.ts';

/** One screen of the studio: how a person comes to it from the one before. `stage`: what it is about stands there. */
export type Scene = { name: string; stage?: boolean; show(page: Page): Promise<void> };

export const rail = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name }).click();

/** From a new demo to a final, and what else is made; in this order. */
export const beginning: readonly Scene[] = [
  {
    name: 'first-run',
    show: (page) => page.getByRole('button', { name: 'Try it now' }).waitFor(),
  },
  {
    name: 'composer',
    async show(page) {
      await page.getByRole('button', { name: 'Try it now' }).click();
      await page.getByText('Hold 100 cr · preview 20 · final 80').waitFor();
    },
  },
  {
    name: 'preview',
    async show(page) {
      const person = personAt(page);
      await person.go.click();
      await person.watch('Preview');
    },
  },
  {
    name: 'final',
    async show(page) {
      const person = personAt(page);
      await person.approve();
      await page.getByText('Charged').waitFor({ timeout: 60_000 });
      await person.tab('Final').click();
      await person.watch('Final');
    },
  },
  {
    name: 'voice',
    async show(page) {
      const person = personAt(page);
      await person.speak(
        'I did not believe it either. Then I tried it for a week, and now it goes everywhere.',
      );
      await person.stage
        .getByRole('button', { name: /^Make final/ })
        .first()
        .waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'script',
    async show(page) {
      const person = personAt(page);
      await person.choose('Chat');
      await person.type(
        'Prompt',
        'Three hooks for a 20-second ad: a water bottle that keeps cold for a day.',
      );
      await person.make();
      await page
        .locator('section[aria-label="Text of the take"]:not(:has([aria-busy]))')
        .waitFor({ timeout: 60_000 });
    },
  },
];

/** In a studio with a full library. */
export const daily: readonly Scene[] = [
  {
    name: 'queue',
    async show(page) {
      const person = personAt(page);
      await page.getByRole('region', { name: 'Queue' }).getByRole('button', { name: 'Pause' }).click();
      for (const text of [
        'The one thing I pack first.',
        'Cold at noon, cold at night.',
        'Ask me where it is from.',
      ]) {
        await person.speak(text);
        await person.tile(text.slice(0, -1)).waitFor();
      }
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: 'Queue' }).locator('button[aria-expanded]').first().click();
      await page.locator('[data-row]').first().waitFor();
    },
  },
  {
    name: 'palette',
    async show(page) {
      await page.getByRole('region', { name: 'Queue' }).locator('button[aria-expanded]').first().click();
      await page.getByRole('banner').getByRole('button', { name: /find/i }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'help',
    async show(page) {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.locator('body').press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'library',
    async show(page) {
      await page.keyboard.press('Escape');
      await rail(page, 'Library');
      await page.locator('[data-take]').first().waitFor();
    },
  },
  {
    name: 'spend',
    async show(page) {
      await rail(page, 'Spend');
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    },
  },
  {
    name: 'settings',
    async show(page) {
      await rail(page, 'Settings');
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    },
  },
];

/** In a real profile that has nothing in it, not even a key. */
export const own: readonly Scene[] = [
  {
    name: 'first-run-own',
    async show(page) {
      await page.getByRole('button', { name: 'Try it now in the demo' }).waitFor();
      await page.getByRole('main').locator('img').nth(1).waitFor();
    },
  },
  {
    name: 'library-empty',
    async show(page) {
      await rail(page, 'Library');
      await page.getByRole('region', { name: 'Library' }).waitFor();
    },
  },
  {
    name: 'spend-empty',
    async show(page) {
      await rail(page, 'Spend');
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    },
  },
];
