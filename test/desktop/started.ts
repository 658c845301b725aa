import { afterEach } from 'vitest';
import { type AppOptions, type DesktopApp, startApp } from './app.ts';
import type { Entry } from './stub/record.ts';

/** Apps that a test starts under the recording stub, ended after it, and what is asked of them again and again. */
let open: DesktopApp[] = [];
afterEach(async () => {
  for (const app of open) await app.stop();
  open = [];
});

export function start(options: AppOptions = {}): DesktopApp {
  const app = startApp(options);
  open.push(app);
  return app;
}

export const shown = async (options: AppOptions = {}): Promise<DesktopApp> => {
  const app = start(options);
  await app.until(({ what }) => what === 'window.show');
  return app;
};

/** All that was asked of Electron by this name. */
export const done = async (app: DesktopApp, what: string): Promise<Entry[]> =>
  (await app.ask('entries')).filter((entry) => entry.what === what);

/** The page was told to show this. */
export const told =
  (target: unknown) =>
  ({ what, with: given }: Entry): boolean =>
    what === 'webContents.send' && JSON.stringify(given) === JSON.stringify(['studio:target', target]);

/** A dialog with this title was shown. */
export const asked =
  (message: string) =>
  ({ what, with: [box] }: Entry): boolean =>
    what === 'dialog.showMessageBox' && (box as { message: string }).message === message;

/** The page has loaded: it asks for its port. */
export const loads = (app: DesktopApp) => app.ask('call', { path: 'app.info' });

/** A job that a provider works on, for as long as the app lives; the taskbar shows it. */
export async function longJob(app: DesktopApp): Promise<void> {
  await app.ask('call', {
    path: 'jobs.create',
    input: { workflow: 'tts', params: { text: 'A hook. '.repeat(100) }, key: 'one-long-job' },
  });
  for (;;) {
    const { jobs } = (await app.ask('call', { path: 'app.snapshot' })) as {
      jobs: { attempts: { state: string }[] }[];
    };
    if (jobs.some((job) => job.attempts.some(({ state }) => state === 'running' || state === 'submitting')))
      return;
  }
}
