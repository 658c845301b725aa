import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RushesError } from '../src-shared/contract/errors.ts';
import { createContent } from './adapters/content/content.ts';
import { systemClock } from './adapters/system/clock.ts';
import { clientOf } from './api/client.ts';
import { createServed } from './engine/assets/served.ts';
import { openProfile, profileAt } from './engine/profile/profile.ts';
import { connectTo } from './engine/profile/socket.ts';
import { type BrowserHost, startBrowserHost } from './hosts/browser/host.ts';
import { type Running, type RunningOptions, startEngine } from './start-engine.ts';

/** The studio in one process: an engine that works, and the browser host around it. */
export type Studio = { running: Running; stop(): Promise<void> };

export type StudioOptions = Omit<RunningOptions, 'work' | 'studio'> & {
  /** Shows an address in a browser, where this machine has one. A page cannot go to another port's studio by itself. */
  browse?: (url: string) => Promise<boolean>;
  /** The built renderer, where it is not beside this program. */
  rendererFolder?: string;
};

/** Opens the studio of an open profile, which it closes at its end. Where it throws, the profile is still open. */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { profile, demo, rendererFolder = builtRenderer(), browse: _, ...rest } = options;
  let up: (host: BrowserHost) => void = () => undefined;
  let failed: (error: unknown) => void = () => undefined;
  const host = new Promise<BrowserHost>((resolve, reject) => {
    [up, failed] = [resolve, reject];
  });
  // Whoever asks for a link meanwhile hears of a failure; nobody may have asked.
  host.catch(() => undefined);
  const link = async (fresh: boolean): Promise<string> => (await host).link(fresh);
  const beside = besides({ ...options, rendererFolder });
  const running = await startEngine({
    ...rest,
    profile,
    demo,
    work: true,
    studio: {
      link,
      async demo() {
        const url = await (demo ? link(false) : beside.link());
        return { url, opened: (await options.browse?.(url)) ?? false };
      },
    },
  });
  const served = createServed(profile.db, running.engine.files);
  try {
    up(
      await startBrowserHost({
        folder: profile.folder,
        clock: systemClock(),
        log: running.engine.log,
        content: createContent({
          rendererFolder,
          filesFolder: profile.assets,
          assetOf: served.asset,
          stagedOf: served.staged,
          inputOf: served.input,
        }),
        stage: (file) => running.engine.assets.staged.begin(file),
        serve: (port) => running.serve(port, { paths: false }),
      }),
    );
  } catch (error) {
    failed(error);
    await running.stop();
    throw error;
  }
  return {
    running,
    async stop() {
      await (await host).close();
      await beside.stop();
      await running.stop();
    },
  };
}

/** The demo profile beside a real one: opened once, in this process; where another one has it, that one is asked. */
function besides(options: StudioOptions): { link(): Promise<string>; stop(): Promise<void> } {
  const folder = join(options.profile.folder, 'demo');
  let opened: Promise<Studio | null> | null = null;

  const open = async (): Promise<Studio | null> => {
    const profile = openProfile(folder);
    if (!profile) return null;
    return startStudio({ ...options, profile, demo: true }).catch((error: unknown) => {
      profile.close();
      throw error;
    });
  };
  return {
    async link() {
      opened ??= open();
      await opened
        .then((studio) => studio ?? Promise.reject(new Error('held elsewhere')))
        .catch(() => {
          opened = null;
        });
      return linkOf(folder);
    },
    stop: async () => (await opened?.catch(() => null))?.stop(),
  };
}

/** Asks the process that holds a profile for an address of its studio. */
async function linkOf(folder: string): Promise<string> {
  const connection = await connectTo(profileAt(folder).socket);
  if (!connection) throw new RushesError('PROFILE_IN_USE', { field: 'home', subject: folder });
  try {
    return (await clientOf(connection.port).studio.link({})).url;
  } finally {
    connection.close();
  }
}

/** Built, the renderer stands beside the program or, from a chunk of it, one folder up; from the sources, in out/. */
function builtRenderer(): string {
  const places = ['./renderer', '../renderer', '../out/renderer'].map((at) => join(import.meta.dirname, at));
  return places.find((path) => existsSync(join(path, 'index.html'))) ?? (places[2] as string);
}
