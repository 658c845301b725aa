import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The simulated providers of the demo: a child process on loopback, started when something is first asked of it. */
export type DemoProviders = { urls(): Promise<SimulatedUrls>; stop(): Promise<void> };
type SimulatedUrls = { openrouter: string; fal: string; cloudinary: string };

/** @param stateFile where the child keeps what it accepted, so that a job goes on after a restart as at a real provider */
export function startDemoProviders(stateFile: string): DemoProviders {
  let child: ChildProcess | null = null;
  let urls: Promise<SimulatedUrls> | null = null;

  const start = (): Promise<SimulatedUrls> => {
    // Its life hangs on our end of its stdin: whatever ends this process ends it.
    const made = spawn(process.execPath, [program(), '--state', stateFile, '--with-parent'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child = made;
    return new Promise((resolve, reject) => {
      const failed = (): void => {
        urls = null;
        reject(new Error('the simulators did not start'));
      };
      made.once('error', failed);
      made.once('exit', failed);
      createInterface({ input: made.stdout as NodeJS.ReadableStream }).once('line', (line) => {
        resolve(JSON.parse(line) as SimulatedUrls);
      });
    });
  };

  return {
    urls: () => (urls ??= start()),
    async stop() {
      const running = child;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
      running.kill('SIGTERM');
      await ended;
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
