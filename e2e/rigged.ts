import { type Providers, startProviders } from './providers.ts';
import { test as base } from './studio.ts';

/**
 * A real profile whose keys and providers are the test's own: for what a demo does not show, and where what fails is the matter.
 */
type Rig = { providers: Providers };

export const test = base.extend<Rig>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants from here
  providers: async ({}, use) => {
    const providers = await startProviders();
    await use(providers);
    await providers.stop();
  },
  studio: async ({ providers, make }, use) => {
    const studio = make({ demo: false, env: providers.env });
    await use(studio);
    await studio.stop();
  },
});

/** The same without keys: they come in through Settings, as a person brings them. */
export const testWithoutKeys = test.extend({
  studio: async ({ providers, make }, use) => {
    const { RUSHES_OPENROUTER_URL, RUSHES_FAL_URL } = providers.env;
    const studio = make({ demo: false, env: { RUSHES_OPENROUTER_URL, RUSHES_FAL_URL } });
    await use(studio);
    await studio.stop();
  },
});
export { expect } from './studio.ts';
