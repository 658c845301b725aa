import { Menu, type MenuItemConstructorOptions, type NativeImage, Tray } from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import type { Status } from './status.ts';

const words = desktopTexts.tray;

export type TrayDeps = {
  icon: NativeImage;
  platform: NodeJS.Platform;
  open(): void;
  quit(): void;
  pause(paused: boolean): void;
};

/** How the queue stands, in lines: for the tray's menu, and its hint. */
function linesOf({ running, waiting, asking, paused }: Status): string[] {
  return [
    ...(paused ? [words.paused] : []),
    ...(running > 0 ? [words.running(running)] : []),
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
    ...(asking > 0 ? [words.asking(asking)] : []),
    ...(running + waiting + asking === 0 && !paused ? [words.idle] : []),
  ];
}

export function createTray({ icon, platform, open, quit, pause }: TrayDeps) {
  const tray = new Tray(icon);
  // On macOS a click opens the menu, and the window would come to the front as well.
  if (platform !== 'darwin') tray.on('click', open);
  return {
    show(status: Status): void {
      const lines = linesOf(status);
      tray.setToolTip([desktopTexts.name, ...lines].join('\n'));
      const template: MenuItemConstructorOptions[] = [
        ...lines.map((label) => ({ label, enabled: false })),
        { type: 'separator' },
        { label: words.open, click: open },
        { label: status.paused ? words.resume : words.pause, click: () => pause(!status.paused) },
        { type: 'separator' },
        { label: desktopTexts.menu.quit, click: quit },
      ];
      tray.setContextMenu(Menu.buildFromTemplate(template));
    },
    end: () => tray.destroy(),
  };
}
