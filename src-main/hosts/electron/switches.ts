import type { App } from 'electron';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';

/**
 * Switches of a start that open what the fuses and the window keep closed: a debugger from outside, no sandbox, no borders between pages,
 * code of others in the page or in the place of one of the app's own processes.
 */
export const openingSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'no-sandbox',
  'single-process',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-running-insecure-content',
  'allow-file-access-from-files',
  'unsafely-treat-insecure-origin-as-secure',
  'ignore-certificate-errors',
  'enable-blink-features',
  'load-extension',
  'disable-extensions-except',
  'js-flags',
  'browser-subprocess-path',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
] as const;

type Started = Pick<App, 'isPackaged' | 'exit'> & { commandLine: Pick<App['commandLine'], 'hasSwitch'> };

/** Ends a packaged app that was started with one of them, with 1 and one line; answers whether it does. Before the app is ready. */
export function endsForSwitch(app: Started, say: (line: string) => void): boolean {
  const found = app.isPackaged ? openingSwitches.find((name) => app.commandLine.hasSwitch(name)) : undefined;
  if (found === undefined) return false;
  say(`${desktopTexts.failed.switch(found)}\n`);
  app.exit(1);
  return true;
}
