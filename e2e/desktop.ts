import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type DesktopApp, startApp } from '../test/desktop/app.ts';
import { homeFor, rushesBeside, type Studio, type StudioOptions } from './process.ts';

/**
 * The desktop app as far as it can be had without Electron: its built main bundle on Node under the recording stub, its built preload and
 * renderer in a page of a real Chromium, and between them what Electron has there: messages one way, messages back, ports.
 */
export type Desktop = Studio & { app(): DesktopApp };

export function createDesktop({ demo = true, env = {}, prepare }: StudioOptions = {}): Desktop {
  const home = homeFor(prepare);
  let running: DesktopApp | null = null;
  const app = (): DesktopApp => {
    if (!running) throw new Error('the app does not run');
    return running;
  };
  return {
    home: home.path,
    profile: demo ? join(home.path, 'demo') : home.path,
    app,
    start() {
      running = startApp({
        home: home.path,
        args: [demo ? '--demo' : '--own'],
        env: { ...env, STUB_PAGES: '1' },
      });
      return Promise.resolve('studio://app/');
    },
    link: () => Promise.reject(new Error('a window of the desktop has no link')),
    rushes: (...args) => rushesBeside({ home: home.path, demo, env }, args),
    async kill() {
      await running?.stop();
    },
    async stop() {
      await running?.stop();
      home.remove();
    },
  };
}

/** Messages between a page and the engine, as text. */
export type Frames = { sent: string[]; heard: string[] };
/** The pages of which a test wants to know them. */
export const listened = new WeakMap<Page, Frames>();

type FromPage =
  | { kind: 'send'; channel: string; args: unknown[]; port?: number }
  | { kind: 'port'; port: number; data: unknown }
  | { kind: 'close'; port: number }
  | { kind: 'open'; url: string };
type ToPage =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'port' | 'close'; port: number; data?: unknown };

/** Makes a page the window of the app: what the app loads is shown in it, with its preload before everything else. */
export async function asWindow(page: Page, app: DesktopApp): Promise<void> {
  const name = 'rushesStub';
  await page.exposeBinding(name, (_source, message: FromPage) => {
    listened.get(page)?.sent.push(JSON.stringify(message));
    const word = {
      send: 'pageMessage',
      port: 'portMessage',
      close: 'portClose',
      open: 'windowOpen',
    } as const;
    // An app that ends answers nothing more.
    app.ask(word[message.kind], message as never).catch(() => undefined);
  });
  const deliver = (message: ToPage): Promise<void> => {
    listened.get(page)?.heard.push(JSON.stringify(message));
    return (
      page
        .evaluate(
          ([name, message]) =>
            (window as never as Record<string, (m: unknown) => void>)[`${name}Hear`]?.(message),
          [name, message] as const,
        )
        // A page that goes hears nothing more.
        .catch(() => undefined)
    );
  };
  let shown: (() => void) | null = null;
  const loaded = new Promise<void>((resolve) => {
    shown = resolve;
  });
  app.onTell((message) => {
    if (message.tell === 'load')
      void (async () => {
        await page.addInitScript(preloadScript(readFileSync(String(message.preload), 'utf8'), name));
        await page.goto(String(message.url));
        await app.ask('readyToShow');
        shown?.();
      })();
    else if (message.tell === 'reload') void page.reload();
    else if (message.tell === 'send')
      void deliver({ kind: 'send', channel: String(message.channel), args: message.args as unknown[] });
    else if (message.tell === 'port')
      void deliver({ kind: 'port', port: Number(message.port), data: message.data });
    else if (message.tell === 'portClosed') void deliver({ kind: 'close', port: Number(message.port) });
  });
  await loaded;
}

/** The preload in a scope of its own, with what Electron gives a sandboxed one; the page finds nothing of it but what it exposes. */
const preloadScript = (preload: string, name: string): string => `(() => {
  const toMain = globalThis.${name};
  delete globalThis.${name};
  const listeners = new Map();
  const ports = new Map();
  let count = 0;
  const copied = (value) => typeof value === 'function'
    ? (...args) => copied(value(...args.map(copied)))
    : value !== null && typeof value === 'object'
      ? Object.freeze(Array.isArray(value) ? value.map(copied) : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copied(one)])))
      : value;
  Object.defineProperty(globalThis, '${name}Echo', { value: (port) => electron.ipcRenderer.postMessage('stub:echo', null, [port]) });
  Object.defineProperty(globalThis, '${name}Hear', { value: (message) => {
    if (message.kind === 'send') for (const hear of listeners.get(message.channel) ?? []) hear({}, ...message.args);
    else if (message.kind === 'port') ports.get(message.port)?.postMessage(message.data);
    else ports.get(message.port)?.close();
  } });
  const electron = {
    contextBridge: { exposeInMainWorld: (key, api) => Object.defineProperty(globalThis, key, { value: copied(api) }) },
    ipcRenderer: {
      send: (channel, ...args) => void toMain({ kind: 'send', channel, args: structuredClone(args) }),
      on: (channel, hear) => void listeners.set(channel, [...(listeners.get(channel) ?? []), hear]),
      postMessage(channel, message, given = []) {
        const [port] = given;
        if (!port) return void toMain({ kind: 'send', channel, args: [message] });
        const id = Date.now() * 1000 + ++count % 1000;
        ports.set(id, port);
        port.onmessage = ({ data }) => void toMain({ kind: 'port', port: id, data });
        port.addEventListener('close', () => void toMain({ kind: 'close', port: id }));
        void toMain({ kind: 'send', channel, args: [message], port: id });
      },
    },
  };
  const require = (name) => { if (name === 'electron') return electron; throw new Error('a sandboxed preload has no ' + name); };
  // A window that a page wants is asked for at the main process, and none is opened by itself.
  addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[target="_blank"]') : null;
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    void toMain({ kind: 'open', url: link.href });
  });
  (function (require, module, exports) {${preload}\n}).call(undefined, require, { exports: {} }, {});
})();`;
