import type { Dialog } from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import type { Logger } from '../../ports/logger.ts';

export type FailureDeps = {
  process: { on(event: 'uncaughtException' | 'unhandledRejection', hear: (error: unknown) => void): unknown };
  dialog: Pick<Dialog, 'showMessageBox'>;
  log: Logger;
  /** What to tell a person of an error, without a secret in it. */
  describe(error: unknown): string;
  quit(): void;
};

/** What nothing in this process caught goes into the log and is told, one at a time; without it Electron shows it as it is. The app goes on. */
export function tellFailures({ process, dialog, log, describe, quit }: FailureDeps): void {
  let isTold = false;
  const tell = async (error: unknown): Promise<void> => {
    log.error('nothing caught an error', { error });
    if (isTold) return;
    isTold = true;
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: desktopTexts.failed.unexpected,
      detail: describe(error),
      buttons: [desktopTexts.quit.quit, desktopTexts.quit.stay],
      defaultId: 1,
      cancelId: 1,
    });
    isTold = false;
    if (response === 0) quit();
  };
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error) => void tell(error));
}
