import { basename } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import type { Content } from '../../adapters/content/content.ts';
import type { BeginUpload } from '../../adapters/content/upload.ts';
import type { Client } from '../../api/client.ts';
import type { Logger } from '../../ports/logger.ts';
import type { StartProgram } from '../../ports/programs.ts';
import { studioAddress } from './address.ts';
import { listenToPages } from './channels.ts';
import { reloadAfterCrash } from './crash.ts';
import { saveDownloads } from './downloads.ts';
import { tellFailures } from './failures.ts';
import { createFilesOut } from './files-out.ts';
import { guard } from './guards.ts';
import { claimLinks, linkIn, targetOf } from './links.ts';
import { setMenu } from './menu.ts';
import { createNotices } from './notices.ts';
import { createPorts, type ServedPort } from './ports.ts';
import { followPower, type Restful } from './power.ts';
import { startBy } from './programs.ts';
import { quitInOrder } from './quit.ts';
import { serveScheme } from './scheme.ts';
import { followStatus, type Status, statusOf } from './status.ts';
import { createTray } from './tray.ts';
import { createUpdates, type Updater } from './updates.ts';
import { createStudioWindow } from './window.ts';

/**
 * The desktop host: one window, its scheme, its port, and what a desktop has around it. The window is there before the engine: what the
 * page wants meanwhile waits for it.
 */
export type Engine = {
  serve(port: ServedPort): void;
  client: Client;
  begin: BeginUpload;
  pathOf(asset: number): string | null;
  /** `haste`: once it fires, what can wait for the next start is left out. */
  stop(haste: AbortSignal): Promise<void>;
} & Restful;

export type ElectronHostDeps = {
  /** The profile's folder, where the window's place is kept. */
  folder: string;
  demo: boolean;
  version: string;
  preload: string;
  icon: string;
  /** The picture in the menu bar of macOS: black, its other size beside it, named as the system wants it. */
  menuBarIcon: string;
  content: Content;
  /** Where electron-vite serves the renderer in development; null otherwise. */
  devServer: string | null;
  log: Logger;
  monotonic(): number;
  /** Hands over each link that the system brings, also one that came before. */
  onLink(follow: (link: string) => void): void;
  /** Opens the demo beside one's own studio, or the other way round. */
  openOther(): void;
  /** Begins once the window is shown. Throws where the profile cannot be opened. */
  startEngine(startProgram: StartProgram): Promise<Engine>;
  /** What to tell a person of an error, without a secret in it. */
  describe(error: unknown): string;
  updater: { isOn: boolean; load(): Promise<Updater> };
};

/** Puts the host together; the app must be ready. */
export function startElectronHost(deps: ElectronHostDeps): void {
  const { log } = deps;
  tellFailures({ process, dialog, log, describe: deps.describe, quit: () => app.quit() });
  const icon = nativeImage.createFromPath(deps.icon);
  const smallIcon = icon.resize({ width: 16, height: 16 });
  let status: Status = statusOf([], false);
  let engine: Engine | null = null;
  let hasBegun = false;
  let hasFailed = false;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = () => {
      hasBegun = true;
      resolve();
    };
  });
  const starting = begun.then(() => deps.startEngine(startBy(utilityProcess)));
  const stopping = new AbortController();

  const crash = reloadAfterCrash({ dialog, log, monotonic: deps.monotonic, quit: () => app.quit() });
  guard({
    app,
    session: session.defaultSession,
    openOutside: (address) => void shell.openExternal(address),
    devSocket: deps.devServer?.replace(/^http/, 'ws') ?? null,
  });
  serveScheme(session.defaultSession.protocol, {
    content: deps.content,
    begin: async (file) => (await starting).begin(file),
    log,
  });
  const studio = createStudioWindow({
    address: studioAddress,
    preload: deps.preload,
    icon: deps.icon,
    folder: deps.folder,
    screen,
    theme: nativeTheme,
    isPackaged: app.isPackaged,
    made(window) {
      crash(window);
      showProgress(window, status);
      // What stands in the dock would outlive it.
      window.once('close', () => window.setProgressBar(-1));
      window.once('session-end', () => quitting.systemEnds());
    },
    shown() {
      if (!hasBegun) claimLinks(app, process.platform);
      begin();
    },
  });
  const openLink = (link: string | null): void => {
    const target = link === null ? null : targetOf(link);
    studio.show();
    if (target) studio.showTarget(target);
  };
  const notify = createNotices(Notification);
  saveDownloads({
    session: session.defaultSession,
    folder: () => app.getPath('downloads'),
    saved: (files) =>
      notify(
        {
          title: desktopTexts.downloads.saved(files.length),
          body: files.map((file) => basename(file)).join('\n'),
          icon,
        },
        () => shell.showItemInFolder(files[0] ?? ''),
      ),
    failed: (file) =>
      notify({ title: desktopTexts.downloads.failed, body: basename(file), icon }, () => studio.show()),
  });
  const ports = createPorts(starting.then(({ serve }) => serve));
  const files = createFilesOut({ shell, icon: smallIcon, pathOf: (asset) => engine?.pathOf(asset) ?? null });
  listenToPages(
    { ipcMain, isWindow: studio.isOurs, log },
    {
      'studio:port': ({ from, ports: given }) => {
        studio.ready();
        void ports.take(from, given);
      },
      'studio:show-in-folder': ({ value }) => files.showInFolder(value),
      'studio:drag': ({ value, from }) => files.drag(value, from),
      'studio:theme': ({ value }) => {
        nativeTheme.themeSource = value;
      },
      'studio:notify': ({ value: { job, title, body } }) =>
        notify(
          { title, body, icon },
          () => {
            studio.show();
            studio.showTarget({ job });
          },
          job,
        ),
    },
  );
  const quitting = quitInOrder({
    app,
    dialog,
    power: powerMonitor,
    signals: process,
    log,
    isNeeded: () => hasBegun && !hasFailed,
    status: () => status,
    // The last window may have been closed to get here.
    stay: () => studio.show(),
    async stop(haste) {
      stopping.abort();
      await starting.then(
        (running) => running.stop(haste),
        () => undefined,
      );
    },
  });
  const checkForUpdates = createUpdates({
    version: deps.version,
    demo: deps.demo,
    ...deps.updater,
    dialog,
    backup: async () => (await starting).client.app.backup(),
    quitWith: quitting.quitWith,
    restart() {
      app.relaunch();
      app.exit(0);
    },
    log,
  });
  setMenu({
    platform: process.platform,
    isPackaged: app.isPackaged,
    go(target) {
      studio.show();
      studio.showTarget(target);
    },
    checkForUpdates: () => void checkForUpdates(true),
    demo: deps.demo,
    openOther: deps.openOther,
  });

  app.on('second-instance', (_event, argv) => openLink(linkIn(argv)));
  app.on('activate', () => studio.show());
  // In the dock of macOS the queue goes on without a window. Elsewhere a window that is closed is a program that has ended, and a tray may
  // not be seen: there the app quits, and says before what waits or is being made.
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  const tray = createTray({
    icon: process.platform === 'darwin' ? nativeImage.createFromPath(deps.menuBarIcon) : smallIcon,
    platform: process.platform,
    open: () => studio.show(),
    quit: () => app.quit(),
    pause: (paused) => {
      starting
        .then(({ client }) => (paused ? client.queue.pause() : client.queue.resume()))
        .catch((error: unknown) => log.warn('the tray could not pause or resume', { error }));
    },
  });
  const showStatus = (now: Status): void => {
    status = now;
    tray.show(now);
    showProgress(studio.current(), now);
  };
  showStatus(status);
  openLink(linkIn(process.argv));
  deps.onLink(openLink);

  starting.then(
    (running) => {
      engine = running;
      followPower(powerMonitor, running);
      followStatus(running.client, showStatus, stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error('the queue is not followed any more', { error });
      });
      void checkForUpdates(false);
    },
    (error: unknown) => {
      hasFailed = true;
      log.error('the engine did not start', { error });
      dialog.showErrorBox(desktopTexts.failed.title, deps.describe(error));
      app.quit();
    },
  );
}

/** In the dock and the taskbar: something is being made, without pretending to know how far it is; how many jobs wait for the person. */
function showProgress(window: BrowserWindow | null, { running, asking }: Status): void {
  window?.setProgressBar(running > 0 ? 2 : -1, { mode: running > 0 ? 'indeterminate' : 'none' });
  app.setBadgeCount(asking);
}
