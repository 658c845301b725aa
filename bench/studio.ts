import type { Figure } from './measure.ts';
import { runFigures } from './run.ts';
import { answering } from './studio/answer.ts';
import { closeChrome } from './studio/chrome.ts';
import { clipping } from './studio/clip.ts';
import { closeFullStudio } from './studio/full.ts';
import { paints } from './studio/paint.ts';
import { rows } from './studio/rows.ts';
import { scrolling } from './studio/scroll.ts';
import { typing } from './studio/typing.ts';

/** `npm run bench:studio [NAME...]`: the studio in a real Chromium, one JSON line a figure. */
const figures: readonly Figure[] = [paints, ...scrolling, rows, typing, answering, clipping];

await runFigures(figures);
await closeFullStudio();
await closeChrome();
