import { BrowserWindow, type NativeTheme, type Screen } from 'electron';
import type { Target, Told } from '../../../src-shared/desktop/bridge.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/** The studio's window: one, made when it is wanted. What it may do is in `guards.ts`; here is what it is. */
export type StudioWindow = {
  /** Brings it to the front; makes it where there is none. */
  show(): void;
  /** Shows something in it, as soon as its page listens. */
  showTarget(target: Target): void;
  /** Its page listens now. */
  ready(): void;
  isOpen(): boolean;
  isOurs(contents: unknown): boolean;
  current(): BrowserWindow | null;
};

export type WindowDeps = {
  /** What it loads, and the preload that runs before it. */
  address: string;
  preload: string;
  icon: string;
  /** Where its place is kept. */
  folder: string;
  screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>;
  theme: Pick<NativeTheme, 'shouldUseDarkColors'>;
  isPackaged: boolean;
  /** A window was made; it is not shown yet. */
  made(window: BrowserWindow): void;
  /** It was shown for the first time. */
  shown(): void;
};

/** The colours of the window before its page has painted: the page's own, `--window` in `ui/tokens.css`. */
const ground = { dark: '#0c0e12', light: '#ebedef' };
/** A page that does not paint within this time (ms) is shown all the same, so that a person sees that something is there. */
const longestHidden = 3_000;

export function createStudioWindow(deps: WindowDeps): StudioWindow {
  let window: BrowserWindow | null = null;
  let listens = false;
  let wanted: Target | null = null;

  const tell = (): void => {
    if (!window || !listens || wanted === null) return;
    window.webContents.send('studio:target' satisfies Told, wanted);
    wanted = null;
  };

  function make(): BrowserWindow {
    const { place: where, least } = readWindowState(deps.folder, deps.screen);
    const { maximized = false, ...place } = where;
    const made = new BrowserWindow({
      ...place,
      minWidth: least.width,
      minHeight: least.height,
      show: false,
      title: 'Rushes',
      icon: deps.icon,
      backgroundColor: deps.theme.shouldUseDarkColors ? ground.dark : ground.light,
      autoHideMenuBar: true,
      webPreferences: {
        preload: deps.preload,
        // Said although they are the defaults: a default that changes is not noticed.
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        disableBlinkFeatures: 'Auxclick',
        devTools: !deps.isPackaged,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    let isShown = false;
    const show = (): void => {
      if (isShown || made.isDestroyed()) return;
      isShown = true;
      if (maximized) made.maximize();
      made.show();
      deps.shown();
    };
    const late = setTimeout(show, longestHidden);
    made.once('ready-to-show', show);
    // Windows ends a session without closing anything.
    for (const event of ['close', 'session-end'] as const)
      made.on(event as 'close', () => keepWindowState(deps.folder, made));
    made.once('closed', () => {
      clearTimeout(late);
      window = null;
      listens = false;
    });
    // Another page is there, or none: navigations that are refused begin, too, but end nowhere.
    for (const event of ['did-navigate', 'render-process-gone'] as const)
      made.webContents.on(event as 'did-navigate', () => {
        listens = false;
      });
    deps.made(made);
    void made.loadURL(deps.address);
    return made;
  }

  return {
    show() {
      if (!window) {
        window = make();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    showTarget(target) {
      wanted = target;
      tell();
    },
    ready() {
      listens = true;
      tell();
    },
    isOpen: () => window !== null,
    isOurs: (contents) => window !== null && window.webContents === contents,
    current: () => window,
  };
}
