import type { SpawnOptions } from 'node:child_process';
import { sep } from 'node:path';
import type { Logger } from './ports/logger.ts';

export type BesideOptions = {
  home: string;
  /** This one is the demo, so the other is one's own. */
  demo: boolean;
  isPackaged: boolean;
  appFolder: string;
  /** Keys of the environment that this process took out of it: for one's own studio alone, and for no other program. */
  handedOn: Record<string, string>;
  log: Logger;
  spawn(
    program: string,
    args: readonly string[],
    options: SpawnOptions,
  ): { on(event: 'error', hear: (error: Error) => void): unknown; unref(): void };
  here: { execPath: string; env: NodeJS.ProcessEnv };
};

/** Opens the other studio, the demo or one's own, in a process of its own: each has its profile, its window and its lock. */
export function openBeside(options: BesideOptions): void {
  const { home, demo, isPackaged, appFolder, handedOn, log, spawn, here } = options;
  const args = [...(isPackaged ? [] : [appFolder]), '--home', home, demo ? '--own' : '--demo'];
  const env = { ...here.env, ...(demo ? handedOn : {}) };
  const other = spawn(programOf(here), args, { detached: true, stdio: 'ignore', env });
  other.on('error', (error) => log.error('the other studio could not be started', { error }));
  other.unref();
}

/** The program of a process, to be started once more. That of an AppImage lies in a mount that goes when the process does, so there it is the image. */
function programOf({ execPath, env: { APPIMAGE: image, APPDIR: mount } }: BesideOptions['here']): string {
  // Children inherit both: they are those of this program only where it lies in the mount.
  return image && mount && execPath.startsWith(mount + sep) ? image : execPath;
}
