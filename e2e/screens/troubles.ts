import type { Page } from '@playwright/test';
import { personAt } from '../person.ts';
import type { Providers } from '../providers.ts';
import type { Scene } from './scenes.ts';

/** A screen of a day on which something is in the way: the providers are made to fail in the middle of it. */
type Trouble = Omit<Scene, 'show'> & { show(page: Page, providers: Providers): Promise<void> };

export const troubles: readonly Trouble[] = [
  {
    name: 'failed',
    stage: true,
    async show(page, providers) {
      const person = personAt(page);
      const message = 'The text was flagged: it names a person.';
      await providers.fault({ provider: 'fal', call: 'submit', mode: '422', message });
      await person.speak('My doctor told me about this one, and now so do I.');
      await person.stage.getByText('fal refused', { exact: false }).first().waitFor();
      await person.stage.getByText('Technical details').click();
    },
  },
  {
    name: 'decision',
    stage: true,
    async show(page, providers) {
      const person = personAt(page);
      // Two alike whose answers are lost: which is whose, only a person can tell.
      await providers.fault({ provider: 'fal', call: 'submit', mode: 'accept-then-reset', times: 2 });
      await person.type('Script', 'Two of these went out, and no answer came back.');
      await person.composer.getByRole('button', { name: 'One take more' }).click();
      await person.make();
      await person.stage.getByText('We could not find out whether this ran').waitFor({ timeout: 60_000 });
      await person.composer.getByRole('button', { name: 'One take fewer' }).click();
    },
  },
];
