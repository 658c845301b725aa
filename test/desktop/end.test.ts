import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { desktopTexts } from '../../src-shared/texts/desktop.ts';
import { atLength, someOf } from '../full.ts';
import type { DesktopApp } from './app.ts';
import { asked, done, loads, longJob, shown, start } from './started.ts';
import type { Entry } from './stub/record.ts';

/** How the app ends, under the recording stub. */
const isBusy = ({ what, with: [value] }: Entry): boolean => what === 'window.setProgressBar' && value === 2;

describe('the end', () => {
  it('waits until everything is on the disk, then lets the profile go', async () => {
    const app = await shown({ args: ['--demo'] });
    await app.ask('call', {
      path: 'jobs.create',
      input: { workflow: 'chat', params: { prompt: 'A hook.' }, key: 'one-chat-job', review: 'auto' },
    });
    await app.ask('press', { buttons: [0] });
    await app.ask('quit').catch(() => undefined);
    expect(await app.ended).toBe(0);
    expect(app.said()).toBe('');
    expect((await done(app, 'app.exit')).map((one) => one.with)).toEqual([[0]]);
    const profile = openProfile(join(app.home, 'demo'));
    expect(profile).not.toBeNull();
    profile?.close();
    expect(existsSync(join(app.home, 'demo/backups'))).toBe(true);
  });

  it('says what still runs at a provider, and stays where a person wants that', async () => {
    const app = await shown({ args: ['--demo'] });
    await longJob(app);
    await app.until(isBusy);
    await app.ask('press', { buttons: [1, 0] });
    await app.ask('quit');
    await app.until(asked(desktopTexts.quit.away(1)));
    expect(await loads(app)).toMatchObject({ working: true });
    await app.ask('quit').catch(() => undefined);
    expect(await app.ended).toBe(0);
    expect(existsSync(join(app.home, 'demo/rushes.db'))).toBe(true);
  });

  it('says what waits here; who stays after the last window was closed has a window again', async () => {
    const app = await shown({ args: ['--demo'] });
    await loads(app);
    await app.ask('power', { event: 'suspend' });
    const makes = (key: string) =>
      app.ask('call', {
        path: 'jobs.create',
        input: { workflow: 'chat', params: { prompt: 'A hook.' }, key, review: 'auto' },
      });
    const waits = (n: number) =>
      app.until(
        ({ what, with: [tip] }) =>
          what === 'Tray.setToolTip' && String(tip).includes(desktopTexts.tray.waiting(n)),
      );
    const { waiting, goesOn } = desktopTexts.quit;
    await makes('the-first-job');
    await waits(1);
    await app.ask('press', { buttons: [1] });
    await app.ask('closeWindow');
    const asks = await app.until(asked(waiting(1)));
    expect(asks.with).toMatchObject([{ message: '1 job waits', detail: goesOn(1) }]);
    expect(await app.ask('windows')).toHaveLength(1);
    expect(await loads(app)).toMatchObject({ working: true });

    await makes('the-second-job');
    await waits(2);
    await app.ask('press', { buttons: [1] });
    await app.ask('quit');
    await app.until(asked(waiting(2)));

    // Who paused the queue stopped it already.
    await app.ask('menu', { of: 'tray', label: desktopTexts.tray.pause });
    await app.until(
      ({ what, with: [tip] }) => what === 'Tray.setToolTip' && String(tip).includes(desktopTexts.tray.paused),
    );
    await app.ask('quit');
    expect(await app.ended).toBe(0);
    expect(await done(app, 'dialog.showMessageBox')).toHaveLength(2);
  });

  atLength('of the window alone ends nothing on macOS', async () => {
    const app = await shown({ env: { STUB_PLATFORM: 'darwin' } });
    await app.ask('closeWindow');
    expect(await done(app, 'app.quit')).toEqual([]);
    await app.ask('appEvent', { event: 'activate', args: [] });
    expect(await app.ask('windows')).toHaveLength(1);
  });

  const atWork = async (): Promise<DesktopApp> => {
    const app = await shown({ args: ['--demo'] });
    await longJob(app);
    await app.until(isBusy);
    return app;
  };
  const isWhole = (app: DesktopApp): boolean => {
    const profile = openProfile(join(app.home, 'demo'));
    profile?.close();
    return profile !== null && existsSync(join(app.home, 'demo/window.json'));
  };

  const ends: [string, (app: DesktopApp) => Promise<boolean | null>, boolean | null][] = [
    ['Windows: session-end', (app) => app.ask('windowEvent', { event: 'session-end' }), false],
    ['SIGTERM', async (app) => (app.child.kill('SIGTERM') ? null : false), null],
    ['macOS and Linux: shutdown', (app) => app.ask('power', { event: 'shutdown' }), true],
    ['SIGHUP', async (app) => (app.child.kill('SIGHUP') ? null : false), null],
  ];
  it.each(someOf(ends, 1))(
    'of the session asks nobody and leaves everything in order: %s',
    async (_name, end, delayed) => {
      const app = await atWork();
      expect(await end(app)).toBe(delayed);
      expect(await app.ended).toBe(0);
      expect(await done(app, 'dialog.showMessageBox')).toEqual([]);
      expect(isWhole(app)).toBe(true);
      // What can wait for the next start was left out.
      expect(readdirSync(join(app.home, 'demo')).includes('backups')).toBe(false);
    },
  );

  atLength('of the session takes the question away that nobody answers', async () => {
    const app = await atWork();
    await app.ask('press', { buttons: [null] });
    await app.ask('quit');
    await app.until(asked(desktopTexts.quit.away(1)));
    expect(await app.ask('power', { event: 'shutdown' })).toBe(true);
    expect(await app.ended).toBe(0);
    expect(isWhole(app)).toBe(true);
  });

  it('of the session keeps where the window is, even where the system gives it no time to end', async () => {
    const app = await shown({ args: ['--demo'] });
    await app.ask('windowEvent', { event: 'session-end' });
    app.child.kill('SIGKILL');
    await app.ended;
    expect(JSON.parse(readFileSync(join(app.home, 'demo/window.json'), 'utf8'))).toMatchObject({ x: 10 });
  });

  it('is not held up where nothing has begun', async () => {
    const app = start({ args: ['--demo'], env: { STUB_PAGES: '1' } });
    await app.until(({ what }) => what === 'loadURL');
    expect(await app.ask('power', { event: 'shutdown' })).toBe(false);
    expect(await app.ask('appEvent', { event: 'before-quit', args: [] })).toBe(false);
  });
});
