import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { desktopTexts } from '../../src-shared/texts/desktop.ts';
import { atLength, someOf } from '../full.ts';
import { asked, done, loads, longJob, shown, start, told } from './started.ts';

/** The app from its start, and while it runs, under the recording stub; its end is in end.test.ts. */
describe('a start', () => {
  it('on a machine without a profile is the demo; with --own it is not', async () => {
    expect(await loads(await shown())).toMatchObject({ demo: true });
    expect(await loads(await shown({ args: ['--own'] }))).toMatchObject({ demo: false });
  });

  it('a second one of the same profile ends at once; the first comes to the front with its link', async () => {
    const second = start({ env: { STUB_SECOND: '1' } });
    expect(await second.ended).toBe(0);
    const first = await shown();
    await loads(first);
    await first.ask('appEvent', {
      event: 'second-instance',
      args: [['rushes', '--demo', 'rushes://job/a1b2']],
    });
    await first.until(told({ job: 'a1b2' }));
    expect(await done(first, 'window.focus')).not.toEqual([]);
    expect(await first.ask('windows')).toHaveLength(1);
  });

  it('an installed app asks the system for its links once the window is shown', async () => {
    const app = await shown({ env: { STUB_PACKAGED: '1', STUB_PLATFORM: 'darwin' } });
    const order = (await app.ask('entries')).map(({ what }) => what);
    const at = order.indexOf('app.setAsDefaultProtocolClient');
    expect(at).toBeGreaterThan(order.indexOf('window.show'));
  });

  atLength('a link waits until the page can follow it', async () => {
    const app = await shown({ args: ['rushes://library'] });
    expect(await done(app, 'webContents.send')).toEqual([]);
    await loads(app);
    await app.until(told({ page: 'library' }));
    // Another page is loaded, which does not listen yet.
    await app.ask('fromContents', { event: 'did-navigate', details: {} });
    await app.ask('appEvent', { event: 'open-url', args: ['rushes://spend'] });
    expect(await done(app, 'webContents.send')).toHaveLength(1);
    await loads(app);
    await app.until(told({ page: 'spend' }));
  });

  const nowhere = [
    'rushes://evil.test/job/a',
    'rushes://job/a/b',
    'rushes://job/A%20B',
    'rushes:job',
    'rushes://',
  ];
  it.each(someOf(nowhere, 1))('the link %s leads nowhere', async (link) => {
    const app = await shown({ args: [link] });
    await loads(app);
    expect(await done(app, 'webContents.send')).toEqual([]);
  });

  it('a profile that another process holds is told in words, and nothing is left running', async () => {
    const app = start({ args: ['--demo'] });
    const held = openProfile(join(app.home, 'demo'));
    await app.until(({ what }) => what === 'dialog.showErrorBox');
    const [box] = await done(app, 'dialog.showErrorBox');
    expect(box?.with[0]).toBe(desktopTexts.failed.title);
    expect(String(box?.with[1])).not.toContain('Error:');
    expect(await app.ended).toBe(0);
    held?.close();
  });

  it('the window is where it was, and at least as large as the studio needs; a kept place that is none is left out', async () => {
    const first = await shown();
    const home = first.home;
    await first.ask('quit').catch(() => undefined);
    await first.ended;
    const file = join(home, 'demo/window.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      x: 10,
      y: 10,
      width: 1200,
      height: 800,
      maximized: false,
    });
    const second = await shown({ home });
    expect((await second.ask('windows'))[0]?.options).toMatchObject({
      x: 10,
      y: 10,
      width: 1200,
      minWidth: 1100,
      minHeight: 680,
    });
    await second.stop();
    writeFileSync(file, '{"x":90000,"y":0,"width":100,"height":100,"maximized":false}');
    const third = await shown({ home });
    const [window] = await third.ask('windows');
    expect(window?.options).toMatchObject({ width: 1100, height: 680 });
    expect(window?.options).not.toHaveProperty('x');
    await third.stop();
    writeFileSync(file, 'not json');
    expect((await (await shown({ home })).ask('windows'))[0]?.options).toMatchObject({
      width: 1440,
      height: 900,
    });
  });

  atLength('the window may be smaller on a screen that is', async () => {
    const [window] = await (await shown({ env: { STUB_SCREEN: '1024x600' } })).ask('windows');
    const all = { width: 1024, height: 600 };
    expect(window?.options).toMatchObject({ ...all, minWidth: 1024, minHeight: 600 });
  });
});

describe('while it runs', () => {
  it('a notification opens the job that it tells of', async () => {
    const app = await shown();
    await loads(app);
    await app.ask('page', {
      channel: 'studio:notify',
      args: [{ job: 'a1', title: 'Preview ready', body: 'A hook' }],
      sender: 'ours',
    });
    expect((await done(app, 'Notification'))[0]?.with[0]).toMatchObject({
      title: 'Preview ready',
      body: 'A hook',
    });
    for (const job of ['a2', 'a3'])
      await app.ask('page', {
        channel: 'studio:notify',
        args: [{ job, title: 'Final ready', body: 'A hook' }],
        sender: 'ours',
      });
    // Also an older one, which Windows has put away meanwhile; and each once.
    await app.ask('closeNotification', { nth: 3, reason: 'timedOut' });
    expect(await app.ask('clickNotification', { nth: 3 })).toBe(true);
    await app.until(told({ job: 'a1' }));
    expect(await app.ask('clickNotification', { nth: 1 })).toBe(true);
    await app.until(told({ job: 'a3' }));
    expect(await app.ask('clickNotification', { nth: 1 })).toBe(false);
    await app.ask('closeNotification', { nth: 2, reason: 'userCanceled' });
    expect(await app.ask('clickNotification', { nth: 2 })).toBe(false);
  });

  atLength('a newer notification of a job takes the place of the one before, and of no other', async () => {
    const app = await shown();
    await loads(app);
    for (const [job, title] of [
      ['a1', 'Preview ready'],
      ['b2', 'Preview ready'],
      ['a1', 'Final ready'],
    ])
      await app.ask('page', {
        channel: 'studio:notify',
        args: [{ job, title, body: `Of ${job}` }],
        sender: 'ours',
      });
    const closed = await done(app, 'Notification.close');
    expect(closed.map(({ with: given }) => given)).toMatchObject([
      [{ title: 'Preview ready', body: 'Of a1' }],
    ]);
    expect(await app.ask('clickNotification', { nth: 1 })).toBe(true);
    await app.until(told({ job: 'a1' }));
  });

  atLength(
    'what a page saves goes to the downloads under a free name, told once for several; from elsewhere nothing does',
    async () => {
      const app = await shown();
      const url = 'studio://app/assets/12?download';
      const save = (name: string, state: 'completed' | 'interrupted' = 'completed') =>
        app.ask('download', { url, name, state });
      const saved = [await save('clip.mp4'), await save('clip.mp4'), await save('../../x')];
      const folder = join(app.home, 'downloads');
      expect(saved).toEqual(['clip.mp4', 'clip (1).mp4', 'x'].map((name) => join(folder, name)));
      await app.until(
        ({ what, with: [note] }) =>
          what === 'Notification' && (note as { title: string }).title === desktopTexts.downloads.saved(3),
      );
      expect(await app.ask('clickNotification', { nth: 1 })).toBe(true);
      await app.until(({ what, with: [path] }) => what === 'shell.showItemInFolder' && path === saved[0]);
      await save('lost.mp4', 'interrupted');
      await app.until(
        ({ what, with: [note] }) =>
          what === 'Notification' && (note as { title: string }).title === desktopTexts.downloads.failed,
      );
      const blob = 'blob:studio://app/0b5f';
      expect(await app.ask('download', { url: blob, name: 'ledger.csv', state: 'completed' })).toBe(
        join(folder, 'ledger.csv'),
      );
      for (const foreign of ['https://evil.test/x', 'blob:https://evil.test/1', 'file:///etc/passwd'])
        expect(await app.ask('download', { url: foreign, name: 'x', state: 'completed' })).toBeNull();
    },
  );

  atLength('a link that macOS brings is followed, also one that came before the app was ready', async () => {
    const early = start({ env: { STUB_EARLY_LINK: 'rushes://job/a1b2' } });
    await early.until(({ what }) => what === 'window.show');
    await loads(early);
    await early.until(told({ job: 'a1b2' }));
    expect(await early.ask('appEvent', { event: 'open-url', args: ['rushes://spend'] })).toBe(true);
    await early.until(told({ page: 'spend' }));
  });

  atLength('a press on the dock brings the window to the front', async () => {
    const app = await shown();
    expect(await done(app, 'window.focus')).toEqual([]);
    await app.ask('appEvent', { event: 'activate', args: [] });
    expect(await done(app, 'window.focus')).toHaveLength(1);
    expect(await app.ask('windows')).toHaveLength(1);
  });

  it('a click on the tray brings the window to the front; on macOS it opens the menu and nothing else', async () => {
    const app = await shown();
    const [tray] = await done(app, 'Tray');
    expect(tray?.with).toEqual([expect.stringMatching(/icon\.png$/)]);
    expect(await app.ask('clickTray')).toBe(true);
    expect(await done(app, 'window.focus')).toHaveLength(1);
    await app.ask('menu', { of: 'tray', label: desktopTexts.tray.open });
    expect(await done(app, 'window.focus')).toHaveLength(2);

    const mac = await shown({ env: { STUB_PLATFORM: 'darwin' } });
    expect((await done(mac, 'Tray'))[0]?.with).toEqual([
      expect.stringMatching(/resources\/trayTemplate\.png$/),
    ]);
    expect(await mac.ask('clickTray')).toBe(false);
    expect(await done(mac, 'window.focus')).toEqual([]);
    await mac.ask('menu', { of: 'tray', label: desktopTexts.tray.open });
    expect(await done(mac, 'window.focus')).toHaveLength(1);
  });

  atLength('the tray ends the app in order', async () => {
    const app = await shown();
    await app.ask('menu', { of: 'tray', label: desktopTexts.menu.quit });
    expect(await app.ended).toBe(0);
    expect(await done(app, 'app.quit')).not.toEqual([]);
  });

  it('tray, dock and taskbar say how the queue stands', async () => {
    const app = await shown({ args: ['--demo'] });
    await longJob(app);
    await app.until(
      ({ what, with: [tip] }) => what === 'Tray.setToolTip' && String(tip).includes('1 job being made'),
    );
    await app.until(({ what, with: [value] }) => what === 'window.setProgressBar' && value === 2);
    // The number on the icon is of those that wait for the person.
    expect((await done(app, 'app.setBadgeCount')).every(({ with: [count] }) => count === 0)).toBe(true);
    await app.ask('call', {
      path: 'jobs.create',
      input: { workflow: 'image_prompt', params: { prompt: 'A cup.' }, key: 'to-be-looked-at' },
    });
    await app.until(({ what, with: [count] }) => what === 'app.setBadgeCount' && count === 1);
    await app.ask('menu', { of: 'tray', label: desktopTexts.tray.pause });
    await app.until(
      ({ what, with: [tip] }) => what === 'Tray.setToolTip' && String(tip).includes(desktopTexts.tray.paused),
    );
    await app.ask('menu', { of: 'tray', label: desktopTexts.tray.resume });
  });

  it('asleep nothing is sent; awake it is', async () => {
    const app = await shown({ args: ['--demo'] });
    const chat = (key: string) =>
      app.ask('call', {
        path: 'jobs.create',
        input: { workflow: 'chat', params: { prompt: 'A hook.' }, key, review: 'auto' },
      }) as Promise<{ jobs: { id: string }[] }>;
    const stateOf = async ({ jobs: [made] }: { jobs: { id: string }[] }): Promise<unknown> => {
      const { jobs } = (await app.ask('call', { path: 'app.snapshot' })) as {
        jobs: { id: string; state: string; attempts: unknown[] }[];
      };
      const job = jobs.find(({ id }) => id === made?.id);
      return { state: job?.state, attempts: job?.attempts.length };
    };
    const completes = (made: { jobs: { id: string }[] }) =>
      vi.waitFor(async () => expect(await stateOf(made)).toMatchObject({ state: 'completed' }), {
        timeout: 30_000,
      });
    // The demo's providers are there from now on, and what is made is sent at once.
    await completes(await chat('the-first-job'));
    await app.ask('power', { event: 'suspend' });
    const asleep = await chat('the-second-job');
    for (let looks = 0; looks < 30; looks += 1)
      expect(await stateOf(asleep)).toEqual({ state: 'queued', attempts: 0 });
    await app.ask('power', { event: 'resume' });
    await completes(asleep);
  });

  it('one’s own studio, opened from the demo, has the keys that the demo was started with', async () => {
    const place = mkdtempSync(join(tmpdir(), 'rushes-beside-'));
    // Takes the place of the program, as the image of an AppImage does.
    const [image, heard] = [join(place, 'image'), join(place, 'heard')];
    writeFileSync(image, `#!/bin/sh\necho "$FAL_KEY $*" > ${heard}.part && mv ${heard}.part ${heard}\n`);
    chmodSync(image, 0o755);
    const env = { APPIMAGE: image, APPDIR: dirname(process.execPath), FAL_KEY: 'a-key-of-mine' };
    const app = await shown({ args: ['--demo'], env });
    await app.ask('menu', { of: 'application', label: desktopTexts.menu.own });
    await expect.poll(() => existsSync(heard)).toBe(true);
    expect(readFileSync(heard, 'utf8')).toBe(`a-key-of-mine ${process.cwd()} --home ${app.home} --own\n`);
    rmSync(place, { recursive: true });
  });

  atLength('the menu leads to the pages', async () => {
    const app = await shown();
    await loads(app);
    await app.ask('menu', { of: 'application', label: desktopTexts.menu.settings });
    await app.until(told({ page: 'settings' }));
  });

  it('updating is off in a copy without an address, and says so when it is asked', async () => {
    const app = await shown({ env: { STUB_PACKAGED: '1' } });
    await loads(app);
    expect(await done(app, 'dialog.showMessageBox')).toEqual([]);
    await app.ask('menu', { of: 'application', label: desktopTexts.menu.updates });
    await app.until(asked(desktopTexts.updates.off));
  });

  it('a page that dies is loaded again and loses no job; after three times a person is asked', async () => {
    const app = await shown({ args: ['--demo'] });
    await longJob(app);
    const dies = () =>
      app.ask('fromContents', { event: 'render-process-gone', details: { reason: 'crashed', exitCode: 5 } });
    await dies();
    await dies();
    expect(await done(app, 'webContents.reload')).toHaveLength(2);
    const { jobs } = (await app.ask('call', { path: 'app.snapshot' })) as { jobs: unknown[] };
    expect(jobs).toMatchObject([{ attempts: [{ state: expect.stringMatching(/^(submitting|running)$/) }] }]);
    await dies();
    await app.until(asked(desktopTexts.crash.title));
    expect(await done(app, 'webContents.reload')).toHaveLength(3);
  });
});
