import type { Figure } from './measure.ts';
import { removePlace } from './place.ts';

/** Measures the figures that the command line names, or all, and prints each of their lines as it comes. */
export async function runFigures(figures: readonly Figure[]): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !figures.some((figure) => figure.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no figure ${unknown.join(', ')}: take of ${figures.map((f) => f.name).join(', ')}.`,
    );
    process.exit(1);
  }

  for (const figure of figures) {
    if (wanted.length > 0 && !wanted.includes(figure.name)) continue;
    try {
      for await (const line of figure.run()) console.log(JSON.stringify(line));
    } catch (error) {
      process.exitCode = 1;
      console.error(`${figure.name} could not be measured:`, error);
    }
  }
  removePlace();
}
