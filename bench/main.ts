import { chatting } from './figures/chat.ts';
import { claimed } from './figures/claim.ts';
import { creating } from './figures/create.ts';
import { paying } from './figures/ledger.ts';
import { looping } from './figures/loop.ts';
import { mediaWork } from './figures/media.ts';
import { reading } from './figures/pages.ts';
import { starts } from './figures/start.ts';
import { working } from './figures/workflows.ts';
import type { Figure } from './measure.ts';
import { removePlace } from './place.ts';

/**
 * `npm run bench [-- NAME...]`: one JSON line per figure on stdout. A goal that is missed is said by `ok`; the exit code
 * tells only whether everything could be measured.
 */
const figures: readonly Figure[] = [
  ...creating,
  ...paying,
  ...claimed,
  ...starts,
  ...reading,
  ...chatting,
  ...working,
  ...mediaWork,
  ...looping,
];

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
