import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import type { Wish, Wishes } from '../../../src-shared/desktop/bridge.ts';
import { wishes } from '../../../src-shared/desktop/bridge.ts';
import type { Logger } from '../../ports/logger.ts';
import { isStudio } from './address.ts';

/**
 * The only place that listens to what pages send. Two gates before anything is done, in this order: who sends (a main frame of ours, that
 * is still there, in a window of ours), then what is sent (a schema per channel). Nothing is answered, so nothing can leak.
 */
export type Wished<W extends Wish> = {
  value: Wishes[W];
  from: WebContents;
  ports: readonly MessagePortMain[];
};
export type Works = { [W in Wish]: (wished: Wished<W>) => void };

export type ChannelDeps = {
  ipcMain: Pick<IpcMain, 'on'>;
  /** Whether a page is in one of the windows that this host made. */
  isWindow(contents: WebContents): boolean;
  log: Logger;
};

export function listenToPages({ ipcMain, isWindow, log }: ChannelDeps, works: Works): void {
  const isOurs = ({ senderFrame, sender }: IpcMainEvent): boolean =>
    senderFrame !== null && senderFrame === sender.mainFrame && isWindow(sender) && isStudio(senderFrame.url);

  const listen = <W extends Wish>(channel: W): void => {
    ipcMain.on(channel, (event, ...args: unknown[]) => {
      // A message that was sent without ports has no list of them, whatever the types say: only `postMessage` brings one.
      const ports = (event as Partial<IpcMainEvent>).ports ?? [];
      const refuse = (why: string): void => {
        for (const port of ports) port.close();
        log.warn('a message of a page was refused', { channel, why });
      };
      if (!isOurs(event)) return refuse('sender');
      const read = args.length === 1 ? wishes[channel].safeParse(args[0]) : { success: false as const };
      if (!read.success) return refuse('content');
      works[channel]({ value: read.data as Wishes[W], from: event.sender, ports });
    });
  };
  for (const channel of Object.keys(works) as Wish[]) listen(channel);
}
