import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { app, protocol } from 'electron';
import about from '../package.json' with { type: 'json' };
import { keepLinks } from './hosts/electron/links.ts';
import { registerScheme } from './hosts/electron/scheme.ts';
import { endsForSwitch } from './hosts/electron/switches.ts';

/**
 * The desktop app. Order that matters: the sandbox, the scheme and who hears of links before the app is ready; one process per profile; the window before the
 * engine, whose code is only read once the window is shown.
 */
export type Where = {
  home: string;
  /** The profile's folder: `home`, or the demo in it. */
  folder: string;
  demo: boolean;
};

/**
 * Where the profile is, by the same words and variables as of the command line. On a machine without a profile it is the demo, unless a
 * person wants their own with `--own`.
 */
export function whereOf(argv: readonly string[], env: NodeJS.ProcessEnv): Where {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      home: { type: 'string' },
      demo: { type: 'boolean', default: false },
      own: { type: 'boolean', default: false },
    },
    // Electron's and Chromium's own switches are among them, and links.
    strict: false,
  });
  const typed = typeof values.home === 'string' ? values.home : env.RUSHES_HOME;
  const home = typed ? resolve(typed) : join(app.getPath('appData'), 'Rushes');
  const isNew = !existsSync(join(home, 'rushes.db'));
  const demo = values.demo === true || (values.own !== true && isNew);
  return { home, folder: demo ? join(home, 'demo') : home, demo };
}

app.enableSandbox();
registerScheme(protocol);
app.setName('Rushes');
// Without it Windows shows no notification of a program that was installed.
if (process.platform === 'win32') app.setAppUserModelId('studio.rushes.app');
const where = whereOf(process.argv.slice(1), process.env);
app.setPath('userData', where.folder);
// What Chromium keeps is not the profile's.
app.setPath('sessionData', join(where.folder, 'window'));

const onLink = keepLinks(app);

const ends = endsForSwitch(app, (line) => void process.stderr.write(line));
if (!ends && app.requestSingleInstanceLock()) {
  void app.whenReady().then(async () => {
    const { startDesktop } = await import('./start-desktop.ts');
    startDesktop({
      ...where,
      version: about.version,
      isPackaged: app.isPackaged,
      appFolder: app.getAppPath(),
      resourcesFolder: process.resourcesPath,
      onLink,
    });
  });
} else if (!ends) {
  // The first one hears of this start, and of its link, and comes to the front.
  app.quit();
}
