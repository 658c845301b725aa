import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DesktopApp, startApp } from './app.ts';
import { foreign, granted, outside, permissions } from './lists.ts';

/** security.md 1.1 on the built main bundle, under the recording stub (T28). */
let app: DesktopApp;
beforeAll(async () => {
  app = startApp();
  await app.until(({ what }) => what === 'window.show');
});
afterAll(() => app.stop());

describe('the window', () => {
  it('is made by safe preferences, said one by one, and by no other', async () => {
    const [window, ...more] = await app.ask('windows');
    expect(more).toEqual([]);
    expect(window?.options.webPreferences).toEqual({
      preload: expect.stringMatching(/out\/preload\/index\.cjs$/),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      disableBlinkFeatures: 'Auxclick',
      devTools: true,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
  });

  it('has no developer tools and no server of the page once it is packaged', async () => {
    const server = 'ws://localhost:5173/';
    const packaged = startApp({
      env: { STUB_PACKAGED: '1', ELECTRON_RENDERER_URL: 'http://localhost:5173/' },
    });
    await packaged.until(({ what }) => what === 'window.show');
    const [window] = await packaged.ask('windows');
    expect(window?.options).toMatchObject({ webPreferences: { devTools: false } });
    expect(await packaged.ask('load', { url: server })).toEqual({ cancel: true });
    await packaged.stop();
  });

  it('hears of changed sources in development, from there alone', async () => {
    const dev = startApp({ env: { ELECTRON_RENDERER_URL: 'http://localhost:5173/' } });
    await dev.until(({ what }) => what === 'window.show');
    expect(await dev.ask('load', { url: 'ws://localhost:5173/?token=a' })).toEqual({ cancel: false });
    for (const url of ['ws://localhost:5174/', 'ws://127.0.0.1:5173/', 'http://localhost:5173/'])
      expect(await dev.ask('load', { url }), url).toEqual({ cancel: true });
    await dev.stop();
  });

  it('is there after the sandbox, the scheme and every guard, and shows nothing but the studio', async () => {
    const order = (await app.ask('entries')).map(({ what }) => what);
    const window = order.indexOf('BrowserWindow');
    const ready = order.indexOf('app.whenReady');
    for (const before of ['app.enableSandbox', 'protocol.registerSchemesAsPrivileged'])
      expect(order.slice(0, ready), before).toContain(before);
    const schemes = (await app.ask('entries')).find(
      ({ what }) => what === 'protocol.registerSchemesAsPrivileged',
    );
    expect(schemes?.with).toEqual([
      [
        {
          scheme: 'studio',
          privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
        },
      ],
    ]);
    for (const before of [
      'session.setPermissionRequestHandler',
      'session.setPermissionCheckHandler',
      'session.setDevicePermissionHandler',
      'session.setDisplayMediaRequestHandler',
      'session.webRequest.onBeforeRequest',
      'protocol.handle',
    ]) {
      expect(order.indexOf(before)).toBeGreaterThan(-1);
      expect(order.indexOf(before)).toBeLessThan(window);
    }
    const loads = (await app.ask('entries')).filter(({ what }) => what === 'loadURL');
    expect(loads.map((one) => one.with)).toEqual([['studio://app/']]);
  });

  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
    '%s: nowhere but to the studio, in its main frame',
    async (event) => {
      for (const url of foreign)
        expect(await app.ask('fromContents', { event, details: { url, isMainFrame: true } }), url).toBe(true);
      const own = { url: 'studio://app/', isMainFrame: true };
      expect(await app.ask('fromContents', { event, details: own })).toBe(false);
      expect(await app.ask('fromContents', { event, details: { ...own, isMainFrame: false } })).toBe(true);
    },
  );

  it('embeds nothing', async () => {
    expect(await app.ask('fromContents', { event: 'will-attach-webview', details: {} })).toBe(true);
  });
});

describe('a start with a switch that opens something', () => {
  it('ends with 1 and one line once it is packaged, before a window; while it is developed it runs', async () => {
    const args = ['--remote-debugging-port=9222'];
    const packaged = startApp({ args, env: { STUB_PACKAGED: '1' } });
    expect(await packaged.ended).toBe(1);
    expect(packaged.said()).toBe(
      'Rushes does not start with --remote-debugging-port: it would open what is kept closed.\n',
    );
    const asked = (await packaged.ask('entries')).map(({ what }) => what);
    expect(asked).not.toContain('app.whenReady');
    await packaged.stop();
    const unpacked = startApp({ args });
    await unpacked.until(({ what }) => what === 'window.show');
    await unpacked.stop();
  });
});

describe('another window', () => {
  const opened = async (): Promise<unknown[]> =>
    (await app.ask('entries')).filter(({ what }) => what === 'shell.openExternal').flatMap((one) => one.with);

  it.each(outside.refused)('%s is neither opened here nor in the browser', async (url) => {
    const before = (await opened()).length;
    expect(await app.ask('windowOpen', { url })).toEqual({ action: 'deny' });
    expect((await opened()).slice(before)).toEqual([]);
  });

  it.each(outside.opened)('%s is opened in the browser, and not here', async (url) => {
    const before = (await opened()).length;
    expect(await app.ask('windowOpen', { url })).toEqual({ action: 'deny' });
    expect((await opened()).slice(before)).toEqual([url]);
  });
});

describe('permissions', () => {
  it('are all that Electron names', () => {
    const types = readFileSync(
      join(import.meta.dirname, '../../node_modules/electron/electron.d.ts'),
      'utf8',
    );
    const handlers = types.matchAll(/setPermission(?:Request|Check)Handler\(handler: .*$/gm);
    const named = [...handlers].flatMap(([line]) =>
      [...line.matchAll(/'([\w-]+)'/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(40);
    expect([...new Set(named)].filter((name) => !permissions.includes(name as never))).toEqual([]);
  });

  it.each(permissions.filter((name) => !granted.includes(name)))(
    '%s is denied to every page',
    async (name) => {
      for (const origin of ['studio://app/', ...foreign])
        expect(await app.ask('permission', { name, origin })).toEqual({ request: false, check: false });
    },
  );

  it.each(granted)('%s is granted to the studio alone', async (name) => {
    expect(await app.ask('permission', { name, origin: 'studio://app/' })).toEqual({
      request: true,
      check: true,
    });
    for (const origin of foreign)
      expect(await app.ask('permission', { name, origin })).toEqual({ request: false, check: false });
  });

  it('no device and no screen is given', async () => {
    expect(await app.ask('device')).toBe(false);
    expect(await app.ask('capture')).toBeNull();
  });

  it('what an earlier version granted is forgotten first', async () => {
    const handlers = (await app.ask('entries')).filter(
      ({ what }) => what === 'session.setPermissionRequestHandler',
    );
    expect(handlers.map((one) => one.with)).toEqual([[null], ['handler']]);
  });
});

describe('what a page loads', () => {
  it.each([
    'https://cdn.test/x.js',
    'http://127.0.0.1/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'data:text/plain,1',
    'ftp://x/',
  ])('%s is stopped', async (url) => expect(await app.ask('load', { url })).toEqual({ cancel: true }));

  it.each(['studio://app/static/a.js', 'blob:studio://app/1'])('%s is let through', async (url) =>
    expect(await app.ask('load', { url })).toEqual({ cancel: false }),
  );

  it('the page comes with the policy of the browser host, and another nonce each time', async () => {
    const policies = [];
    for (let i = 0; i < 2; i++)
      policies.push(
        (await app.ask('fetch', { url: 'studio://app/' }))?.headers['content-security-policy'] ?? '',
      );
    const [first = '', second = ''] = policies;
    expect(first).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(first).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(first).not.toBe(second);
  });

  it.each([
    ['studio://app.evil/', {}, 404],
    ['studio://evil/', {}, 404],
    ['studio://app/../../etc/passwd', {}, 404],
    ['studio://app/assets/..%2f..%2frushes.db', {}, 404],
    ['studio://app/', { headers: { Origin: 'https://evil.test' } }, 403],
    [
      'studio://app/inputs?name=a.png&bytes=1',
      { method: 'PUT', body: 'x', headers: { Origin: 'null' } },
      403,
    ],
    [
      'studio://app/inputs?name=a.png&bytes=1',
      { method: 'PUT', body: 'x', headers: { Origin: 'https://evil.test' } },
      403,
    ],
    ['studio://app/', { method: 'POST', body: 'x' }, 405],
    ['studio://app/static/a.js', { method: 'PUT', body: 'x' }, 405],
    ['studio://app/inputs?name=a.png', { method: 'PUT', body: 'x' }, 411],
    ['studio://app/inputs?name=a.png&bytes=0', { method: 'PUT', body: 'x' }, 400],
    ['studio://app/inputs?name=a.png&bytes=999999999999', { method: 'PUT', body: 'x' }, 413],
    ['studio://app/inputs?bytes=1', { method: 'PUT', body: 'x' }, 400],
    ['file:///etc/passwd', {}, 403],
  ])('%s %j is answered %i', async (url, init, status) => {
    const answer = await app.ask('fetch', { url, ...init });
    expect(answer?.status).toBe(status);
    expect(answer?.headers['content-security-policy']).toContain("default-src 'none'");
  });
});
