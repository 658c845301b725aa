import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Program, StartProgram } from './ports/programs.ts';

/** The simulated providers of the demo: a program beside this one on loopback, started when something is first asked of it. */
export type DemoProviders = { urls(): Promise<SimulatedUrls>; stop(): Promise<void> };
type SimulatedUrls = { openrouter: string; fal: string; cloudinary: string };

export type DemoProvidersOptions = {
  startProgram: StartProgram;
  /** Where they keep what they accepted, so that a job goes on after a restart as at a real provider. */
  stateFile: string;
  /** In whose node_modules the media part may be, which renders for them. */
  nativeFolder: string;
};

/** Starts nothing yet. */
export function startDemoProviders({
  startProgram,
  stateFile,
  nativeFolder,
}: DemoProvidersOptions): DemoProviders {
  let running: Program | null = null;
  let urls: Promise<SimulatedUrls> | null = null;

  const start = (): Promise<SimulatedUrls> => {
    const made = startProgram({
      name: 'Rushes demo providers',
      file: program(),
      args: ['--state', stateFile, '--native', nativeFolder, '--with-parent'],
      env: process.env,
      flags: [],
    });
    running = made;
    return new Promise((resolve, reject) => {
      made.onMessage((message) => resolve(message as SimulatedUrls));
      void made.ended.then(() => {
        // What is asked next starts them again.
        if (running !== made) return;
        running = null;
        urls = null;
        reject(new Error('the simulators did not start'));
      });
    });
  };

  return {
    urls: () => (urls ??= start()),
    async stop() {
      const last = running;
      if (!last) return;
      // Where it cannot be reached it is ending by itself.
      await last.send('end').catch(() => {});
      await last.ended;
    },
  };
}

/** Built, the simulators stand beside the program or, from a chunk of it, one folder up; from the sources, in their folder. */
function program(): string {
  const places = ['./simulators.mjs', '../simulators.mjs', '../../simulators.mjs', '../simulators/main.ts'];
  const found = places
    .map((at) => fileURLToPath(new URL(at, import.meta.url)))
    .find((path) => existsSync(path));
  if (!found) throw new Error('the simulators are not here');
  return found;
}
