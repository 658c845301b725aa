import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { type Studio, startStudio } from '../../src-main/start-browser.ts';
import { linkOf } from './link.ts';
import { type Page, signIn } from './pages.ts';

/**
 * A whole studio in this process: a demo profile in a folder of its own, an engine that works, the browser host. `signIn`
 * gives what a page would have; `stop` and `start` are a restart.
 */
export type TestStudio = {
  home: string;
  folder: string;
  studio(): Studio;
  link(fresh?: boolean): Promise<string>;
  signIn(): Promise<Page>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
};

export async function startTestStudio(
  options: { rendererFolder?: string; demo?: boolean } = {},
): Promise<TestStudio> {
  const { demo = true, ...rest } = options;
  const home = mkdtempSync(join(tmpdir(), 'rushes-studio-'));
  const folder = demo ? join(home, 'demo') : home;
  let studio: Studio | null = null;
  const start = async (): Promise<void> => {
    const profile = openProfile(folder);
    if (!profile) throw new Error('the profile is held');
    studio = await startStudio({
      profile,
      demo,
      version: '0.0.0-test',
      given: { keys: {}, urls: {} },
      ...rest,
    });
  };
  const stop = async (): Promise<void> => {
    await studio?.stop();
    studio = null;
  };
  await start();
  const link = (fresh = false): Promise<string> => linkOf(folder, fresh);
  return {
    home,
    folder,
    studio: () => studio as Studio,
    link,
    signIn: async () => signIn(await link()),
    stop,
    start,
    async remove() {
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
