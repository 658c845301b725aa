import { cpSync, lstatSync } from 'node:fs';
import { createStudio, homeFor, type Studio } from './process.ts';
import { startProviders } from './providers.ts';
import { test as base } from './studio.ts';

/** Where a profile that was filled lies, and what a studio on it finds in its environment. */
type Filled = { home: string; env: Record<string, string> };

export const copyHome = (from: string, to: string): void =>
  cpSync(from, to, { recursive: true, filter: (path) => !lstatSync(path).isSocket() });

/** The home that a studio leaves, which ended at once after what was done beside it. */
export async function leftBy(
  env: Record<string, string>,
  fill: (studio: Studio) => Promise<void>,
): Promise<ReturnType<typeof homeFor>> {
  const studio = createStudio({ demo: false, env });
  await studio.start();
  await fill(studio);
  await studio.kill();
  const home = homeFor((path) => copyHome(studio.home, path));
  await studio.stop();
  return home;
}

/** A real profile that is filled once, from the command line, and copied for each test: jobs cost more time than a start. */
export const filledBy = (fill: (studio: Studio) => Promise<void>) =>
  base.extend<object, { filled: Filled }>({
    filled: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants from here
      async ({}, use) => {
        const { env, stop } = await startProviders();
        const home = await leftBy(env, fill);
        await use({ home: home.path, env });
        home.remove();
        await stop();
      },
      { scope: 'worker' },
    ],
    studio: async ({ filled: { home, env }, make }, use) => {
      const studio = make({ demo: false, env, prepare: (path) => copyHome(home, path) });
      await use(studio);
      await studio.stop();
    },
  });
