import { EventEmitter } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Wish } from '../../../src-shared/desktop/bridge.ts';
import type { strangers } from '../lists.ts';
import {
  app,
  given,
  ipcMain,
  menus,
  notifications,
  powerMonitor,
  presses,
  preventable,
  trays,
} from './electron.ts';
import type { Odd } from './fuzz.ts';
import { type Port, portPair } from './ports.ts';
import { entries } from './record.ts';
import { type Frame, WebContents, windows } from './windows.ts';

/**
 * What a test asks of the app under the stub, over the channel of its process: `{ id, ask, with }` in, `{ id, value }` or `{ id, error }`
 * out. Everything that a page, a person or the system would do to the app is one word here.
 */
/** How often (ms) it is looked how long nothing else could happen. */
const probeMs = 5;
/** The longest (ms) that this thread worked without letting anything else happen; time in which the machine gave it no turn is left out. */
let longest = 0;

function probe(): void {
  let last = { wall: performance.now(), worked: process.threadCpuUsage() };
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(last.worked);
    const now = performance.now();
    longest = Math.max(longest, Math.min(now - last.wall, (user + system) / 1_000));
    last = { wall: now, worked: process.threadCpuUsage() };
  }, probeMs).unref();
}
const ports = new Map<number, Port>();

const only = () => {
  const [window] = windows;
  if (!window) throw new Error('there is no window');
  return window;
};

/** Who sends a message of a page: ours, or one of those who must not be listened to. */
type Sender = 'ours' | (typeof strangers)[number];
/** A message of a page. `ports`: what came with it by `postMessage`; a message of `send` has no list of them at all, as at Electron's. */
type Message = { channel: string; args: readonly unknown[]; ports?: readonly Port[] | undefined };
function send(sender: Sender, { channel, args, ports: ported }: Message): void {
  const { webContents } = only();
  const ours = webContents.mainFrame;
  const event = { ...senderOf(sender), ...(ported ? { ports: ported } : {}) };
  ipcMain.emit(channel, event, ...args);
  webContents.mainFrame = ours;
}

function senderOf(sender: Sender) {
  const { webContents } = only();
  const ours: Frame = webContents.mainFrame;
  const urls: Partial<Record<Sender, string>> = {
    foreign: 'https://evil.test/',
    blank: 'about:blank',
    file: 'file:///studio/app/',
    'look-alike': 'studio://app.evil/',
  };
  const url = urls[sender];
  // The window itself was led elsewhere: nothing but the address tells.
  if (url !== undefined) {
    webContents.mainFrame = { url, parent: null };
    return { sender: webContents, senderFrame: webContents.mainFrame };
  }
  if (sender === 'sub-frame') return { sender: webContents, senderFrame: { url: ours.url, parent: ours } };
  if (sender === 'no frame') return { sender: webContents, senderFrame: null };
  if (sender === 'other window') {
    const other = new WebContents();
    other.mainFrame = { url: ours.url, parent: null };
    return { sender: other, senderFrame: other.mainFrame };
  }
  return { sender: webContents, senderFrame: ours };
}

type Ask = Record<string, (given: never) => unknown>;

const asks = {
  entries: () => entries,
  windows: () => [...windows].map(({ options, state }) => ({ options, state })),
  channels: () => ipcMain.eventNames(),
  /** What listens to a page, by event. */
  listeners: () =>
    Object.fromEntries(
      only()
        .webContents.eventNames()
        .map((name) => [name, only().webContents.listenerCount(name)]),
    ),

  /** An event of the page; answers whether the app prevented it. */
  fromContents({ event, details }: { event: string; details: object }) {
    const made = preventable(details);
    only().webContents.emit(event, made, details);
    return made.defaultPrevented;
  },
  /** An event of the window; answers whether the app prevented it. */
  windowEvent({ event }: { event: string }) {
    const made = preventable({});
    only().emit(event, made);
    return made.defaultPrevented;
  },
  appEvent({ event, args }: { event: string; args: unknown[] }) {
    const made = preventable({});
    app.emit(event, made, ...args);
    return made.defaultPrevented;
  },
  /** An event of the system; answers whether the app prevented it. */
  power({ event }: { event: string }) {
    const made = preventable({});
    powerMonitor.emit(event, made);
    return made.defaultPrevented;
  },
  closeWindow: () => only().close(),
  windowOpen: ({ url }: { url: string }) => only().webContents.openHandler?.({ url }),
  permission({ name, origin }: { name: string; origin: string }) {
    let request: unknown = 'no answer';
    given.permissionRequest?.(
      only().webContents,
      name,
      (answer: boolean) => {
        request = answer;
      },
      { requestingUrl: origin },
    );
    return { request, check: given.permissionCheck?.(only().webContents, name, origin, {}) };
  },
  device: () => given.device?.({ deviceType: 'usb', origin: 'studio://app' }),
  capture() {
    let streams: unknown = 'no answer';
    given.display?.({}, (answer) => {
      streams = answer;
    });
    return streams;
  },
  load({ url }: { url: string }) {
    let verdict: { cancel?: boolean } | string = 'no answer';
    given.beforeRequest?.({ url }, (answer) => {
      verdict = answer;
    });
    return verdict;
  },
  /** A page saves a file; it is written where the app wants it, or not. Answers that place; null where it is not wanted. */
  async download({ url, name, state }: { url: string; name: string; state: 'completed' | 'interrupted' }) {
    let path: string | null = null;
    const item = Object.assign(new EventEmitter(), {
      getURL: () => url,
      getFilename: () => name,
      setSavePath: (to: string) => {
        path = to;
      },
    });
    const event = preventable({});
    given.downloads.emit('will-download', event, item);
    if (event.defaultPrevented || path === null) return null;
    if (state === 'completed') {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'a take');
    }
    item.emit('done', {}, state);
    return path;
  },
  async fetch({
    url,
    ...init
  }: {
    url: string;
    method?: string;
    headers?: Record<string, string>;
    body?: string;
  }) {
    const { protocol } = new URL(url);
    const answer = given.schemes.get(protocol.slice(0, -1));
    if (!answer) return null;
    const response = await answer(new Request(url, init));
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    };
  },

  /** A message of a page. Answers what the app did about it, and whether a port that came with it was closed. */
  async page({
    channel,
    args,
    sender,
    withPort,
  }: {
    channel: string;
    args: unknown[];
    sender: Sender;
    withPort?: boolean;
  }) {
    const before = entries.length;
    const [ours, theirs] = portPair();
    let closed = false;
    ours.once('close', () => {
      closed = true;
    });
    ours.start();
    send(sender, { channel, args, ports: withPort ? [theirs] : undefined });
    await new Promise((resolve) => setImmediate(resolve));
    return { did: entries.slice(before), closed };
  },
  /** So many values that no page should send, in a channel, by what it should; answers how many were sent and what was done. */
  async fuzz<W extends Wish>({ channel, ...given }: { channel: W } & Odd<W>) {
    const { oddMessages } = await import('./fuzz.ts');
    const before = entries.length;
    const { one, more } = oddMessages(channel, given);
    for (const args of [...one, ...more]) send('ours', { channel, args });
    await new Promise((resolve) => setImmediate(resolve));
    return {
      one: one.length,
      more: more.length,
      did: entries.slice(before),
      prototype: { ...Object.prototype },
    };
  },
  /** Opens the page's port and calls the contract over it. */
  async call({ path, input }: { path: string; input?: unknown }) {
    const [ours, theirs] = portPair();
    ours.start();
    const { clientOf } = await import('../../../src-main/api/client.ts');
    send('ours', { channel: 'studio:port', args: [null], ports: [theirs] });
    const client = clientOf(asBrowserPort(ours)) as unknown as Record<
      string,
      Record<string, (input: unknown) => Promise<unknown>>
    >;
    const [area = '', name = ''] = path.split('.');
    try {
      return await client[area]?.[name]?.(input);
    } finally {
      ours.close();
    }
  },

  press: ({ buttons }: { buttons: (number | null)[] }) => presses.push(...buttons),
  /** The nth from the end, 1 the newest, after everything that nothing holds was collected. */
  closeNotification: ({ nth, reason }: { nth: number; reason: string }) =>
    notifications.at(-nth)?.deref()?.emit('close', { reason }),
  async clickNotification({ nth }: { nth: number }) {
    // What was made in this turn is held until it ends.
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    return notifications.at(-nth)?.deref()?.emit('click') ?? false;
  },
  menu: ({ label, of }: { label: string; of: 'application' | 'tray' }) => {
    const items = menus[of].flatMap((item) => [item, ...(item.submenu ?? [])]);
    const item = items.find((one) => one.label === label);
    if (!item?.click)
      throw new Error(`there is no ${label} among ${items.map((one) => one.label).join(', ')}`);
    item.click();
  },
  /** Something in the main process fails, and nothing catches it. */
  fail({ message, how }: { message: string; how: 'thrown' | 'rejected' }) {
    if (how === 'rejected') void Promise.reject(new Error(message));
    else
      setImmediate(() => {
        throw new Error(message);
      });
  },
  clickTray: () => trays[0]?.emit('click') ?? false,
  quit: () => app.quit(),

  /** `longest`, since it was last asked. */
  blocked() {
    const told = longest;
    longest = 0;
    return told;
  },

  // For windows that are real pages: the other end is in the parent.
  readyToShow: () => only().emit('ready-to-show'),
  pageMessage({ channel, args, port }: { channel: string; args: unknown[]; port?: number }) {
    let given: Port[] | undefined;
    if (port !== undefined) {
      const [ours, theirs] = portPair();
      ports.set(port, ours);
      ours.on('message', ({ data }: { data: unknown }) => process.send?.({ tell: 'port', port, data }));
      ours.on('close', () => process.send?.({ tell: 'portClosed', port }));
      ours.start();
      given = [theirs];
      // What a bare port costs here: the other end sends back what it gets.
      if (channel === 'stub:echo') {
        theirs.on('message', ({ data }: { data: unknown }) => theirs.postMessage(data));
        theirs.start();
        return;
      }
    }
    send('ours', { channel, args, ports: given });
  },
  portMessage: ({ port, data }: { port: number; data: unknown }) => ports.get(port)?.postMessage(data),
  portClose: ({ port }: { port: number }) => ports.get(port)?.close(),
} satisfies Ask;

export type Asks = typeof asks;

/** The contract's client wants a port as a browser has it. */
export function asBrowserPort(port: Port) {
  return {
    postMessage: (data: unknown) => port.postMessage(data),
    addEventListener: (event: string, hear: (data?: unknown) => void) => void port.on(event, hear),
  };
}

export function startControl(): void {
  probe();
  process.on('message', async ({ id, ask, given: wanted }: { id: number; ask: keyof Asks; given: never }) => {
    try {
      const value = await (asks[ask] as (given: never) => unknown)(wanted);
      process.send?.({ id, value: value ?? null });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? `${error.message}` : String(error) });
    }
  });
}
