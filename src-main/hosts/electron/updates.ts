import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialog } from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import type { Logger } from '../../ports/logger.ts';

const words = desktopTexts.updates;

/** What is used of electron-updater. */
export type Updater = {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
  once(event: 'error', failed: (error: unknown) => void): unknown;
};

export type UpdatesDeps = {
  version: string;
  /** Whether this copy was built with an address to update from, on a system that checks who made an update. */
  isOn: boolean;
  /** The demo is offered none: its profile is not the one to be copied, and one's own studio may run beside it. */
  demo: boolean;
  load(): Promise<Updater>;
  dialog: Pick<Dialog, 'showMessageBox'>;
  /** Copies the database; an update is installed only after that. */
  backup(): Promise<unknown>;
  /** Quits in order, with this as the last thing. */
  quitWith(last: () => void): void;
  /** Starts the app anew, as it is. */
  restart(): void;
  log: Logger;
};

/**
 * Whether this copy was built with an address to update from, on a system that proves who made an update: macOS takes none with another
 * signature; on Windows electron-updater checks the name that was built in with a signed copy, and takes anything where there is none;
 * nothing on Linux proves it, there it is got where this copy came from. `folder`: the resources of the installed app.
 */
export function canUpdate(platform: NodeJS.Platform, folder: string): boolean {
  if (platform === 'linux') return false;
  try {
    const built = readFileSync(join(folder, 'app-update.yml'), 'utf8');
    return platform === 'darwin' || /^publisherName:(?: +(?!null|~|\[\])\S|\n *- \S)/m.test(built);
  } catch {
    return false;
  }
}

/** Newer versions: nothing is fetched or installed without being asked for, nothing before the database is copied, and never an older one. */
export function createUpdates(deps: UpdatesDeps) {
  const { dialog, log } = deps;
  let busy = false;

  const tell = (message: string): Promise<unknown> => dialog.showMessageBox({ type: 'info', message });
  const agrees = async (message: string, yes: string): Promise<boolean> => {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message,
      detail: words.ask,
      buttons: [yes, words.later],
      defaultId: 0,
      cancelId: 1,
    });
    return response === 0;
  };

  async function offer(asked: boolean): Promise<void> {
    const updater = await deps.load();
    Object.assign(updater, { autoDownload: false, autoInstallOnAppQuit: false, allowDowngrade: false });
    const found = await updater.checkForUpdates();
    const version = found?.isUpdateAvailable ? found.updateInfo.version : null;
    if (version === null || !isNewer(version, deps.version)) {
      if (asked) await tell(words.none(deps.version));
      return;
    }
    if (!(await agrees(words.found(version), words.download))) return;
    await updater.downloadUpdate();
    if (!(await agrees(words.ready(version), words.install))) return;
    const copied = await deps.backup().then(
      () => true,
      (error: unknown) => {
        log.error('no copy before the update', { error });
        return false;
      },
    );
    if (!copied) return void (await tell(words.noCopy));
    deps.quitWith(() => {
      // The engine has ended by now: what cannot be put in must not leave a window with nothing behind it.
      updater.once('error', (error) => {
        log.error('the update could not be installed', { error });
        void tell(words.notInstalled).then(deps.restart);
      });
      updater.quitAndInstall();
    });
  }

  /** `asked`: a person wants to know, and hears what came of it; else only of a newer version. */
  return async (asked: boolean): Promise<void> => {
    if (!deps.isOn || deps.demo) return void (asked && (await tell(deps.isOn ? words.demo : words.off)));
    if (busy) return;
    busy = true;
    try {
      await offer(asked);
    } catch (error) {
      log.warn('no answer about a newer version', { error });
      if (asked) await tell(words.failed);
    } finally {
      busy = false;
    }
  };
}

/** Whether one version comes after another, by its three numbers; what has none is never newer. */
export function isNewer(version: string, than: string): boolean {
  const numbers = (of: string): number[] | null =>
    /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(of)?.slice(1).map(Number) ?? null;
  const [a, b] = [numbers(version), numbers(than)];
  if (a === null || b === null) return false;
  const differs = a.findIndex((n, i) => n !== b[i]);
  return differs >= 0 && (a[differs] ?? 0) > (b[differs] ?? 0);
}
