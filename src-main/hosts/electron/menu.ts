import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Target } from '../../../src-shared/desktop/bridge.ts';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';

const words = desktopTexts.menu;

export type MenuDeps = {
  platform: NodeJS.Platform;
  /** A packaged app has no developer tools and nothing to reload. */
  isPackaged: boolean;
  demo: boolean;
  /** Opens the demo beside one's own studio, or the other way round. */
  openOther(): void;
  go(target: Target): void;
  checkForUpdates(): void;
};

type Item = MenuItemConstructorOptions;
const line: Item = { type: 'separator' };

function menuOf({ platform, isPackaged, demo, openOther, go, checkForUpdates }: MenuDeps): Item[] {
  const mac = platform === 'darwin';
  const settings: Item = {
    label: words.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => go({ page: 'settings' }),
  };
  const other: Item = { label: demo ? words.own : words.demo, click: openOther };
  const updates: Item = { label: words.updates, click: checkForUpdates };
  const app: Item = {
    label: desktopTexts.name,
    submenu: [
      { role: 'about' },
      updates,
      line,
      settings,
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  return [
    ...(mac ? [app] : []),
    {
      label: words.file,
      submenu: mac
        ? [other, line, { role: 'close' }]
        : [other, settings, line, { role: 'quit', label: words.quit }],
    },
    { label: words.edit, role: 'editMenu' },
    {
      label: words.view,
      submenu: [
        { label: words.studio, click: () => go({ page: 'studio' }) },
        { label: words.library, click: () => go({ page: 'library' }) },
        { label: words.spend, click: () => go({ page: 'spend' }) },
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : ([line, { role: 'reload' }, { role: 'toggleDevTools' }] satisfies Item[])),
      ],
    },
    { label: words.window, role: 'windowMenu' },
    ...(mac ? [] : [{ label: words.help, submenu: [updates, { role: 'about' }] } satisfies Item]),
  ];
}

export const setMenu = (deps: MenuDeps): void =>
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuOf(deps)));
