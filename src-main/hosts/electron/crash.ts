import type { BrowserWindow, Dialog } from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import type { Logger } from '../../ports/logger.ts';

export type CrashDeps = {
  dialog: Pick<Dialog, 'showMessageBox'>;
  log: Logger;
  /** ms, from any moment on. */
  monotonic(): number;
  quit(): void;
};

/** So many crashes within the time (ms) are no accident: a person is asked before it goes on. */
const most = 3;
const withinMs = 60_000;

/** A page that dies takes no job with it: the engine is not in it. It is loaded again, with what it showed. */
export function reloadAfterCrash({ dialog, log, monotonic, quit }: CrashDeps) {
  const crashes: number[] = [];
  return (window: BrowserWindow): void => {
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || window.isDestroyed()) return;
      log.error('the window stopped working', { reason, exitCode });
      const now = monotonic();
      crashes.push(now);
      if (crashes.filter((at) => now - at < withinMs).length < most) return window.webContents.reload();
      crashes.length = 0;
      void ask(window);
    });
  };

  async function ask(window: BrowserWindow): Promise<void> {
    const { title, detail, reload, quit: end } = desktopTexts.crash;
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: title,
      detail,
      buttons: [reload, end],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) quit();
    else if (!window.isDestroyed()) window.webContents.reload();
  }
}
