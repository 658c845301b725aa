import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

/** What a person does in the studio, in the words that are on the screen. */
const samples = join(import.meta.dirname, '../resources/samples');
export const sample = (name: string): string => join(samples, name);

/** The main button says what the workflow does first. */
const goWords = /^(Preview|Run|Write)\b/;

export type Person = ReturnType<typeof personAt>;

export function personAt(page: Page) {
  const composer = page.getByRole('region', { name: 'Composer' });
  const stage = page.getByRole('region', { name: 'Stage' });
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const shelf = stage.getByRole('region', { name: 'Takes', exact: true });
  return {
    page,
    composer,
    stage,
    inspector,
    shelf,
    go: composer.getByRole('button', { name: goWords }),

    async choose(workflow: string): Promise<void> {
      const picker = composer.getByRole('button', { name: /^Workflow: / });
      if ((await picker.getAttribute('aria-label')) === `Workflow: ${workflow}`) return;
      await picker.click();
      await page
        .getByRole('menuitemradio', { name: new RegExp(`^${workflow}\\b`) })
        .first()
        .click();
    },

    type: (label: string, text: string): Promise<void> =>
      composer.getByLabel(label, { exact: true }).fill(text),

    /** Picks a file as from the system's dialog. */
    async give(label: string, path: string): Promise<void> {
      const chooser = page.waitForEvent('filechooser');
      await composer.getByRole('button', { name: `${label}: Choose…` }).click();
      await (await chooser).setFiles(path);
      await expect(composer.getByRole('button', { name: `Remove: ${label}` })).toBeVisible();
    },

    async make(): Promise<void> {
      await composer.getByRole('button', { name: goWords }).click();
    },

    tab: (name: 'Preview' | 'Final'): Locator =>
      stage.getByRole('radio', { name: new RegExp(`^${name}\\b`) }),

    async approve(): Promise<void> {
      await stage
        .getByRole('button', { name: /^Make final/ })
        .first()
        .click();
    },

    /** The player of a stage, once it can play. */
    async watch(name: 'Preview' | 'Final'): Promise<Locator> {
      const player = stage.getByLabel(`${name} take, video`);
      await expect(player).toBeVisible({ timeout: 45_000 });
      await expect
        .poll(() => player.evaluate((node) => (node as unknown as { readyState: number }).readyState))
        .toBeGreaterThanOrEqual(2);
      return player;
    },

    /** Asks for a spoken text: the workflow that wants nothing but words. */
    async speak(text: string): Promise<void> {
      await this.choose('Text to speech');
      await this.type('Script', text);
      await this.make();
    },

    /** The tile of a job on the shelf, by what was asked for; with a word, only while it says that. */
    tile: (about: string, word = '.+'): Locator =>
      shelf.getByRole('button', { name: new RegExp(`, ${word}: ${about}`) }),

    /** What the receipt says of a line such as `Charged`. */
    receipt: (label: string): Locator => inspector.locator(`dt:text-is("${label}") + dd`),

    balance: (): Promise<string> =>
      page
        .getByRole('banner')
        .getByRole('button', { name: / cr · / })
        .innerText(),
  };
}
