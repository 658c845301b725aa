import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { startControl } from './control.ts';
import { entries, note } from './record.ts';
import { BrowserWindow, windows } from './windows.ts';

/**
 * The recording stub of `electron`: what the app's main process asks of Electron is written down, and answered as Electron would as far as
 * that can be known without it. No top-level await: CommonJS may ask for it, too.
 */
const here = (name: string): string => process.env[name] ?? '';

/** An event as Electron's emitters give it. */
export function preventable<T extends object>(
  details: T,
): T & { preventDefault(): void; defaultPrevented: boolean } {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}

const paths = new Map<string, string>([['appData', here('STUB_APP_DATA')]]);

class App extends EventEmitter {
  isPackaged = here('STUB_PACKAGED') === '1';
  /** While it quits, the end of the last window is no event of its own. */
  quitting = false;
  commandLine = {
    hasSwitch: (name: string): boolean =>
      process.argv.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)),
  };
  enableSandbox = (): void => note('app.enableSandbox');
  setName = (name: string): void => note('app.setName', name);
  getPath = (name: string): string => paths.get(name) ?? join(here('STUB_APP_DATA'), name);
  setPath(name: string, path: string): void {
    note('app.setPath', name, path);
    paths.set(name, path);
  }
  getAppPath = (): string => process.cwd();
  setAsDefaultProtocolClient = (scheme: string): void => note('app.setAsDefaultProtocolClient', scheme);
  requestSingleInstanceLock(): boolean {
    note('app.requestSingleInstanceLock');
    return here('STUB_SECOND') !== '1';
  }
  whenReady(): Promise<void> {
    note('app.whenReady');
    const early = here('STUB_EARLY_LINK');
    if (early !== '') this.emit('open-url', preventable({}), early);
    return new Promise((resolve) => setImmediate(resolve));
  }
  setBadgeCount = (count: number): void => note('app.setBadgeCount', count);
  quit(): void {
    note('app.quit');
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.quitting = true;
    for (const window of [...windows]) window.close();
    this.emit('will-quit', preventable({}));
    this.exit(0);
  }
  exit(code: number): void {
    note('app.exit', code);
    if (process.send) process.send({ tell: 'exit', entries }, () => process.exit(code));
    else process.exit(code);
  }
}
export const app = new App();

export { BrowserWindow };

/** What a person presses in the next dialogs; the default button where nothing was said, null where nobody is there. */
export const presses: (number | null)[] = [];
type Box = { cancelId?: number; defaultId?: number; signal?: AbortSignal };

export const dialog = {
  showMessageBox(options: Box): Promise<{ response: number }> {
    note('dialog.showMessageBox', options);
    const [pressed = options.defaultId ?? 0] = presses.splice(0, 1);
    if (pressed !== null) return Promise.resolve({ response: pressed });
    return new Promise((resolve) =>
      options.signal?.addEventListener('abort', () => resolve({ response: options.cancelId ?? 0 })),
    );
  },
  showErrorBox: (title: string, content: string): void => note('dialog.showErrorBox', title, content),
};

export const ipcMain = new EventEmitter();

class Image {
  path: string;
  constructor(path: string) {
    this.path = path;
  }
  isEmpty = (): boolean => false;
  resize = (): Image => this;
}
export const nativeImage = {
  createFromPath(path: string): Image {
    note('nativeImage.createFromPath', path);
    return new Image(path);
  },
};

export const nativeTheme = {
  shouldUseDarkColors: true,
  source: 'system',
  get themeSource(): string {
    return this.source;
  },
  set themeSource(source: string) {
    note('nativeTheme.themeSource', source);
    this.source = source;
  },
};

/** Told and not collected. */
export const notifications: WeakRef<Notification>[] = [];
export class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  options: unknown;
  constructor(options: unknown) {
    super();
    this.options = options;
    notifications.push(new WeakRef(this));
  }
  show(): void {
    note('Notification', this.options);
  }
  close(): void {
    note('Notification.close', this.options);
    this.emit('close', { reason: 'applicationHidden' });
  }
}

export const powerMonitor = new EventEmitter().on('newListener', (event: string) => {
  if (event === 'suspend') note('powerMonitor.on', event);
});

const [width = 1920, height = 1080] = here('STUB_SCREEN').split('x', 2).filter(Boolean).map(Number);
const display = { workArea: { x: 0, y: 0, width, height } };
export const screen = { getAllDisplays: () => [display], getPrimaryDisplay: () => display };

export const shell = {
  openExternal(address: string): Promise<void> {
    note('shell.openExternal', address);
    return Promise.resolve();
  },
  showItemInFolder: (path: string): void => note('shell.showItemInFolder', path),
};

type Answer = (request: Request) => Promise<Response> | Response;

/** What the session was given, to be asked by a test. */
export const given = {
  schemes: new Map<string, Answer>(),
  permissionRequest: null as null | ((...args: unknown[]) => void),
  permissionCheck: null as null | ((...args: unknown[]) => boolean),
  device: null as null | ((details: unknown) => boolean),
  display: null as null | ((request: unknown, answer: (streams: unknown) => void) => void),
  beforeRequest: null as null | ((details: unknown, answer: (verdict: { cancel?: boolean }) => void) => void),
  downloads: new EventEmitter(),
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown): void =>
    note('protocol.registerSchemesAsPrivileged', schemes),
};

export const session = {
  defaultSession: {
    protocol: {
      handle(scheme: string, answer: Answer): void {
        note('protocol.handle', scheme);
        given.schemes.set(scheme, answer);
      },
    },
    setPermissionRequestHandler(handler: typeof given.permissionRequest): void {
      note('session.setPermissionRequestHandler', handler === null ? null : 'handler');
      given.permissionRequest = handler;
    },
    setPermissionCheckHandler(handler: typeof given.permissionCheck): void {
      note('session.setPermissionCheckHandler');
      given.permissionCheck = handler;
    },
    setDevicePermissionHandler(handler: typeof given.device): void {
      note('session.setDevicePermissionHandler');
      given.device = handler;
    },
    setDisplayMediaRequestHandler(handler: typeof given.display): void {
      note('session.setDisplayMediaRequestHandler');
      given.display = handler;
    },
    on: (event: string, hear: (...args: unknown[]) => void) => given.downloads.on(event, hear),
    setSpellCheckerEnabled: (on: boolean): void => note('session.setSpellCheckerEnabled', on),
    webRequest: {
      onBeforeRequest(handler: typeof given.beforeRequest): void {
        note('session.webRequest.onBeforeRequest');
        given.beforeRequest = handler;
      },
    },
  },
};

type Item = { label?: string; role?: string; click?: () => void; submenu?: Item[] };
export const menus: { application: Item[]; tray: Item[] } = { application: [], tray: [] };
export class Menu {
  items: Item[];
  constructor(items: Item[]) {
    this.items = items;
  }
  static buildFromTemplate = (items: Item[]): Menu => new Menu(items);
  static setApplicationMenu(menu: Menu): void {
    note('Menu.setApplicationMenu', menu.items);
    menus.application = menu.items;
  }
}

export const trays: Tray[] = [];
export class Tray extends EventEmitter {
  constructor(image: Image) {
    super();
    note('Tray', image.path);
    trays.push(this);
  }
  setToolTip = (text: string): void => note('Tray.setToolTip', text);
  setContextMenu(menu: Menu): void {
    menus.tray = menu.items;
  }
  destroy = (): void => note('Tray.destroy');
}

export { utilityProcess } from './utility-process.ts';

startControl();
