import { EventEmitter } from 'node:events';
import { app, given } from './electron.ts';
import { servePages } from './pages.ts';
import { note } from './record.ts';

/** Windows of the stub. Where a parent process shows them in a real browser it is told what becomes of them. */
export const windows = new Set<BrowserWindow>();
export const tellParent = (message: Record<string, unknown>): void => void process.send?.(message);

export type Frame = { url: string; parent: Frame | null };

let served: ReturnType<typeof servePages> | null = null;
const found = (): ReturnType<typeof servePages> => {
  served ??= servePages((scheme) => given.schemes.get(scheme));
  return served;
};

let count = 0;

export class WebContents extends EventEmitter {
  id = ++count;
  mainFrame: Frame = { url: 'about:blank', parent: null };
  openHandler: null | ((details: { url: string }) => { action: string }) = null;
  setWindowOpenHandler(handler: typeof this.openHandler): void {
    note('webContents.setWindowOpenHandler');
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    note('webContents.send', channel, ...args);
    tellParent({ tell: 'send', channel, args });
  }
  startDrag = (item: { file: string }): void => note('webContents.startDrag', item.file);
  reload(): void {
    note('webContents.reload');
    this.emit('did-navigate');
    tellParent({ tell: 'reload' });
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents();
  options: Record<string, unknown>;
  state = { minimized: false, maximized: false, destroyed: false, shown: false };

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    note('BrowserWindow', options);
    windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    note('loadURL', url);
    this.webContents.mainFrame = { url, parent: null };
    this.webContents.emit('did-navigate');
    // Without a real page it is ready at once; with one, when that says so.
    if (process.env.STUB_PAGES !== '1') {
      setImmediate(() => this.emit('ready-to-show'));
      return Promise.resolve();
    }
    return found().then((at) => tellParent({ tell: 'load', url: at(url), preload: this.preload() }));
  }
  private preload = (): string => (this.options.webPreferences as { preload: string }).preload;
  show(): void {
    note('window.show');
    this.state.shown = true;
  }
  focus = (): void => note('window.focus');
  restore(): void {
    this.state.minimized = false;
  }
  maximize(): void {
    this.state.maximized = true;
  }
  isMinimized = (): boolean => this.state.minimized;
  isMaximized = (): boolean => this.state.maximized;
  isDestroyed = (): boolean => this.state.destroyed;
  getNormalBounds = () => ({ x: 10, y: 10, width: 1200, height: 800 });
  setProgressBar = (value: number, options?: unknown): void => note('window.setProgressBar', value, options);
  close(): void {
    this.emit('close', {});
    this.state.destroyed = true;
    windows.delete(this);
    tellParent({ tell: 'closed' });
    this.emit('closed');
    if (windows.size === 0 && !app.quitting) app.emit('window-all-closed');
  }
}
