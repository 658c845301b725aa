import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumProgram } from '../../test/chromium.ts';
import { createStudio, type StudioOptions } from '../process.ts';
import { startProviders } from '../providers.ts';
import { film } from './film.ts';
import { beginning, daily, own, type Scene } from './scenes.ts';
import { shoot } from './shoot.ts';
import { troubles } from './troubles.ts';

/**
 * `npm run screens [-- NAME...]`: every screen of a demo studio at three sizes, dark and light, into docs/screens/, and a short film of the way
 * from a preview to its final. What differs from run to run is what differs there: times, and ids.
 */
const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/screens');
const filmFile = 'preview-to-final.webp';
const libraryTakes = 240;

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

async function openPage(
  browser: Browser,
  { url, width, height }: { url: string; width: number; height: number },
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return page;
}

/** One studio and the scenes that are played in it, one after the other; a scene is played even where only a later one is wanted. */
async function play(browser: Browser, scenes: readonly Scene[], options: StudioOptions = {}): Promise<void> {
  if (!scenes.some(({ name }) => isWanted(name))) return;
  const studio = createStudio(options);
  try {
    const page = await openPage(browser, { url: await studio.start(), width: 1440, height: 900 });
    for (const scene of scenes) {
      await scene.show(page);
      if (!isWanted(scene.name)) continue;
      const bytes = await shoot(page, { folder, name: scene.name, stage: scene.stage });
      process.stdout.write(`${scene.name}: ${Math.round(bytes / 1024)} KB\n`);
    }
    await page.context().close();
  } finally {
    await studio.stop();
  }
}

/** The same in a real profile, whose providers fail where a scene says so. */
async function playTroubles(browser: Browser): Promise<void> {
  if (!troubles.some(({ name }) => isWanted(name))) return;
  const providers = await startProviders();
  const scenes = troubles.map(
    ({ show, ...trouble }): Scene => ({ ...trouble, show: (page) => show(page, providers) }),
  );
  try {
    await play(browser, scenes, { demo: false, env: providers.env });
  } finally {
    await providers.stop();
  }
}

async function record(browser: Browser): Promise<void> {
  if (!isWanted('film')) return;
  const studio = createStudio();
  try {
    const page = await openPage(browser, { url: await studio.start(), width: 1280, height: 800 });
    const bytes = await film(page, join(folder, filmFile));
    process.stdout.write(`${filmFile}: ${Math.round(bytes / 1024)} KB\n`);
    await page.context().close();
  } finally {
    await studio.stop();
  }
}

function seed(home: string): void {
  const args = [join(root, 'bench/seed.ts'), '--takes', `${libraryTakes}`, '--home', home, '--demo'];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

mkdirSync(folder, { recursive: true });
// A screen that is no more must not stay.
if (wanted.length === 0) for (const file of readdirSync(folder)) rmSync(join(folder, file));
const browser = await chromium.launch({
  executablePath: chromiumProgram(),
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', '--hide-scrollbars'],
});
try {
  await play(browser, beginning);
  await play(browser, daily, { prepare: seed });
  await playTroubles(browser);
  await play(browser, own, { demo: false });
  await record(browser);
} finally {
  await browser.close();
}
