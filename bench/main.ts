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
import { runFigures } from './run.ts';

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

await runFigures(figures);
