import type { App, Dialog } from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Status } from './status.ts';

export type QuitDeps = {
  app: Pick<App, 'on' | 'quit' | 'exit'>;
  dialog: Pick<Dialog, 'showMessageBox'>;
  log: Logger;
  status(): Status;
  /** A person does not want to quit after all. */
  stay(): void;
  /** Puts everything on the disk and lets the profile go. */
  stop(): Promise<void>;
};

/**
 * The end of the app. First a person hears what still runs at a provider, and may stay; then nothing ends before what must be on the
 * disk is there. A second wish to quit while that goes on changes nothing. Answers how to quit with something else at the very end.
 */
export function quitInOrder({ app, dialog, log, status, stay, stop }: QuitDeps): (last: () => void) => void {
  let going: 'no' | 'asked' | 'stopping' | 'done' = 'no';
  /** What ends the app once everything is in order. */
  let end = (): void => app.quit();

  async function stopThenEnd(): Promise<void> {
    const { atProvider } = status();
    if (atProvider > 0 && !(await wantsToQuit(atProvider))) {
      going = 'no';
      end = () => app.quit();
      return stay();
    }
    going = 'stopping';
    await stop().catch((error: unknown) => log.error('the engine did not stop in order', { error }));
    going = 'done';
    end();
  }

  async function wantsToQuit(n: number): Promise<boolean> {
    const { title, detail, quit, stay } = desktopTexts.quit;
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: title(n),
      detail,
      buttons: [quit, stay],
      defaultId: 1,
      cancelId: 1,
    });
    return response === 0;
  }

  app.on('before-quit', (event) => {
    if (going === 'done') return;
    event.preventDefault();
    if (going !== 'no') return;
    going = 'asked';
    void stopThenEnd();
  });
  return (last) => {
    end = last;
    app.quit();
  };
}
