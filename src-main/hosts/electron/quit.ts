import type { App, Dialog, PowerMonitor } from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Status } from './status.ts';

export type QuitDeps = {
  app: Pick<App, 'on' | 'quit' | 'exit'>;
  dialog: Pick<Dialog, 'showMessageBox'>;
  power: Pick<PowerMonitor, 'on'>;
  /** What a system without such events sends at the end of a session. */
  signals: { on(signal: NodeJS.Signals, hear: () => void): unknown };
  log: Logger;
  status(): Status;
  /** Whether something must be put on the disk before the app may end. */
  isNeeded(): boolean;
  /** A person does not want to quit after all. */
  stay(): void;
  /** Puts everything on the disk and lets the profile go; with the signal, leaves out what can wait for the next start. */
  stop(haste: AbortSignal): Promise<void>;
  /** So long (ms) the system is held up at most; then it ends hard, which the next start recovers from. */
  hasteMs?: number;
};

export type Quitting = {
  /** Quits in order, with this as the last thing. */
  quitWith(last: () => void): void;
  /** The system ends the session: nobody is asked. Answers whether something is still to be done. */
  systemEnds(): boolean;
};

/** Systemd waits for 5 s. */
const usualHasteMs = 4_000;

/**
 * The end of the app. First a person hears what still runs at a provider or waits here, and may stay; then nothing ends before what must be on the
 * disk is there. A second wish to quit while that goes on changes nothing. Where the system ends the session there is nobody to ask, and
 * it is held up only for what must be on the disk.
 */
export function quitInOrder(deps: QuitDeps): Quitting {
  const { app, dialog, power, signals, log, status, isNeeded, stay, stop } = deps;
  let going: 'no' | 'asked' | 'stopping' | 'done' = 'no';
  /** What ends the app once everything is in order. */
  let end: (() => void) | null = null;
  const haste = new AbortController();
  const late = new Promise<void>((resolve) => {
    haste.signal.addEventListener('abort', () => setTimeout(resolve, deps.hasteMs ?? usualHasteMs));
  });

  async function stopThenEnd(): Promise<void> {
    going = 'asked';
    if (!(await wantsToQuit())) {
      going = 'no';
      end = null;
      return stay();
    }
    going = 'stopping';
    const stopped = stop(haste.signal).catch((error: unknown) =>
      log.error('the engine did not stop in order', { error }),
    );
    await Promise.race([stopped, late]);
    going = 'done';
    if (end) end();
    else app.quit();
  }

  async function wantsToQuit(): Promise<boolean> {
    const { atProvider, here } = status();
    if (haste.signal.aborted || atProvider + here === 0) return true;
    const { away, waiting, detail, goesOn, quit, stay } = desktopTexts.quit;
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: atProvider > 0 ? away(atProvider) : waiting(here),
      detail:
        atProvider === 0
          ? goesOn(here)
          : here === 0
            ? detail
            : `${detail}\n\n${waiting(here)}. ${goesOn(here)}`,
      buttons: [quit, stay],
      defaultId: 1,
      cancelId: 1,
      signal: haste.signal,
    });
    return response === 0 || haste.signal.aborted;
  }

  function systemEnds(): boolean {
    if (going === 'done' || !isNeeded()) return false;
    // An update waits for a start that is not interrupted.
    end = null;
    haste.abort();
    if (going === 'no') void stopThenEnd();
    return true;
  }

  app.on('before-quit', (event) => {
    if (going === 'done' || (going === 'no' && end === null && !isNeeded())) return;
    event.preventDefault();
    if (going === 'no') void stopThenEnd();
  });
  // Prevented it is delayed, until the app ends; macOS would take a quit that is prevented for a no to the end of the session.
  const onShutdown = (event: { preventDefault(): void }): void => {
    if (systemEnds()) event.preventDefault();
  };
  power.on('shutdown', onShutdown as () => void);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    signals.on(signal, () => {
      if (!systemEnds()) app.quit();
    });

  return {
    quitWith(last) {
      end = last;
      app.quit();
    },
    systemEnds,
  };
}
