import { join } from 'node:path';
import { build } from 'electron-vite';
import { type DesktopApp, startApp } from '../../test/desktop/app.ts';
import { atMost, type Figure, type Line, median, told } from '../measure.ts';
import { newFolder, root } from '../place.ts';

/** Starts of each side; the issue wants the median of ten. */
const starts = 10;

/** From the start of the process to the first window that is shown, and from there to the engine that works; ms. */
type Start = { shown: number; ready: number };

async function emptyApp(): Promise<string> {
  const outDir = newFolder('empty-desktop');
  const folder = join(root, 'bench/programs/empty-desktop');
  await build({
    root: folder,
    configFile: join(folder, 'electron.vite.config.ts'),
    logLevel: 'error',
    build: { outDir },
  });
  return join(outDir, 'main/index.js');
}

async function startOf(app: DesktopApp, isEmpty: boolean): Promise<Start> {
  try {
    const shown = await app.until(({ what }) => what === 'window.show');
    if (isEmpty) return { shown: shown.at, ready: 0 };
    // It follows the machine's sleep once its engine works.
    const ready = await app.until(({ what }) => what === 'powerMonitor.on');
    return { shown: shown.at, ready: ready.at - shown.at };
  } finally {
    await app.stop();
  }
}

async function* measured(): AsyncIterable<Line> {
  const program = await emptyApp();
  const home = newFolder('desktop-home');
  // The profile is there: a first start also makes it.
  await startOf(startApp({ home, args: ['--own'] }), false);
  const ours: Start[] = [];
  const empty: Start[] = [];
  for (let i = 0; i < starts; i++) {
    ours.push(await startOf(startApp({ home, args: ['--own'] }), false));
    empty.push(await startOf(startApp({ home, program }), true));
  }
  yield told(
    'desktop: main bundle to first window shown, ms',
    ours.map((one) => one.shown),
  );
  yield told(
    'an empty app of electron-vite: the same, ms',
    empty.map((one) => one.shown),
  );
  yield atMost(1.5, {
    figure: 'desktop: first window shown, against the empty app',
    runs: ours.map((one, i) => one.shown / (empty[i]?.shown ?? Number.NaN)),
    value: median(ours.map((one) => one.shown)) / median(empty.map((one) => one.shown)),
  });
  yield atMost(100, {
    figure: 'desktop: first window shown to the engine that works, ms',
    runs: ours.map((one) => one.ready),
  });
}

export const starting: Figure = { name: 'start', run: measured };
