import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createStudio } from '../../e2e/process.ts';
import { atMost, type Figure, type Line, ratios, told } from '../measure.ts';
import { root } from '../place.ts';
import { serveBarePage } from './bare.ts';
import { firstPaint, newContext } from './chrome.ts';

/** Kilobytes, packed: of the script that the page names, which is read before the first paint, and of all that the studio cannot begin without. */
function scriptKb(): { first: number; all: number } {
  const folder = join(root, 'out/renderer/static');
  const page = readFileSync(join(root, 'out/renderer/index.html'), 'utf8');
  const first = /src="\.\/static\/([^"]+\.js)"/.exec(page)?.[1];
  if (first === undefined) throw new Error('the page names no script');
  const needed = new Set<string>();
  const take = (file: string): void => {
    if (needed.has(file)) return;
    needed.add(file);
    const text = readFileSync(join(folder, file), 'utf8');
    // The first script loads the studio; of that only what it cannot begin without counts.
    const named =
      file === first ? /["']\.\/(studio-[\w-]+\.js)["']/g : /(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g;
    for (const match of text.matchAll(named)) take(match[1] as string);
  };
  take(first);
  if (needed.size < 2) throw new Error(`the studio was not found in ${first}`);
  const packed = (file: string): number => gzipSync(readFileSync(join(folder, file))).length / 1024;
  return { first: packed(first), all: [...needed].reduce((sum, file) => sum + packed(file), 0) };
}

/** First paint of the studio and of a bare React page, each in a context without anything kept. */
async function* paint(): AsyncIterable<Line> {
  const { first, all } = scriptKb();
  yield atMost(160, { figure: 'script before the first paint, KB gzip', runs: [first] });
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
