import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createStudio } from '../../e2e/process.ts';
import { atMost, type Figure, type Line, ratios, told } from '../measure.ts';
import { root } from '../place.ts';
import { serveBarePage } from './bare.ts';
import { firstPaint, newContext } from './chrome.ts';

/** Kilobytes, packed: of what is read before the first paint, of the window with its connection to the engine, and of these with the page that a person works on. */
function scriptKb(): { first: number; window: number; all: number } {
  const folder = join(root, 'out/renderer/static');
  const page = readFileSync(join(root, 'out/renderer/index.html'), 'utf8');
  const first = /src="\.\/static\/([^"]+\.js)"/.exec(page)?.[1];
  if (first === undefined) throw new Error('the page names no script');
  const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const needed = new Set<string>([first]);
  const take = (file: string): void => {
    if (needed.has(file)) return;
    needed.add(file);
    for (const match of textOf(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      take(match[1] as string);
  };
  /** What one script loads once it runs, by its name. */
  const loadedBy = (file: string, name: RegExp): string => {
    const found = name.exec(textOf(file))?.[1];
    if (found === undefined) throw new Error(`${file} loads nothing like ${name}`);
    return found;
  };
  const packed = (): number =>
    [...needed].reduce((sum, file) => sum + gzipSync(textOf(file)).length / 1024, 0);
  const kb = { first: packed(), window: 0, all: 0 };
  const studio = loadedBy(first, /["']\.\/(studio-[\w-]+\.js)["']/);
  take(studio);
  kb.window = packed();
  take(loadedBy(studio, /["']\.\/(studio-page-[\w-]+\.js)["']/));
  kb.all = packed();
  return kb;
}

/** First paint of the studio and of a bare React page, each in a context without anything kept. */
async function* paint(): AsyncIterable<Line> {
  const { first, window, all } = scriptKb();
  yield told('script before the first paint, KB gzip', [first]);
  yield atMost(160, { figure: 'initial script: the window and its connection, KB gzip', runs: [window] });
  yield told('script before the studio can be used, KB gzip', [all]);
  const bare = await serveBarePage();
  const studio = createStudio();
  await studio.start();
  const painted = async (url: string): Promise<number> => {
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(url);
    const ms = await firstPaint(page);
    await context.close();
    return ms;
  };
  try {
    // Signed out or not, the first paint is the same frame of the window: what is asked for comes after it.
    const found = await ratios(
      async () => painted(await studio.link()),
      () => painted(bare.url),
      3,
    );
    yield atMost(1.3, { figure: 'first paint: times a bare React page', runs: found.ratios });
    yield told('first paint, ms', found.ours);
    yield told('first paint of the bare page, ms', found.theirs);
  } finally {
    bare.close();
    await studio.stop();
  }
}

export const paints: Figure = { name: 'paint', run: paint };
