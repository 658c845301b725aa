import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { programOf } from '../scripts/desktop/program.mjs';
import { noWindowBecause } from '../scripts/desktop.mjs';
import { homeFor, rushesBeside, type Studio, type StudioOptions } from './process.ts';

/** The desktop app in the real Electron, where its binary is there. */
export type Electron = Studio & { window(): Promise<Page> };

const root = join(import.meta.dirname, '..');

/** Electron's own program; null where it was never fetched. Looked up by its files: asking the package would fetch it. */
const electronBinary = (): string | null => programOf(join(root, 'node_modules/electron')) ?? null;

/** Why the real Electron does not run here; null where it does. */
export function whyNoElectron(): string | null {
  if (electronBinary() === null) return 'no Electron binary';
  return noWindowBecause({ args: [], env: process.env, platform: process.platform }) ?? null;
}

/** Ends it at once. On Windows it was started by a shell, and has processes of its own. */
function end(running: ElectronApplication | null): void {
  const child = running?.process();
  if (process.platform === 'win32' && child?.pid)
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
  else child?.kill('SIGKILL');
}

export function createElectron({ demo = true, env = {}, prepare }: StudioOptions = {}): Electron {
  const home = homeFor(prepare);
  let running: ElectronApplication | null = null;
  const flag = demo ? '--demo' : '--own';
  return {
    home: home.path,
    profile: demo ? join(home.path, 'demo') : home.path,
    async start() {
      const executablePath = electronBinary();
      if (executablePath === null) throw new Error('no Electron binary');
      const inherited = Object.entries(process.env).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      );
      running = await _electron.launch({
        executablePath,
        // Playwright's own choice would be none.
        chromiumSandbox: true,
        args: [root, '--home', home.path, flag],
        env: { ...Object.fromEntries(inherited), ...env },
      });
      return 'studio://app/';
    },
    async window() {
      if (!running) throw new Error('the app does not run');
      return running.firstWindow();
    },
    link: () => Promise.reject(new Error('a window of the desktop has no link')),
    rushes: (...args) => rushesBeside({ home: home.path, demo, env }, args),
    async kill() {
      end(running);
    },
    async stop() {
      end(running);
      await running?.close().catch(() => undefined);
      home.remove();
    },
  };
}
