import { guarding } from './desktop/guard.ts';
import { packing } from './desktop/packed.ts';
import { starting } from './desktop/start.ts';
import { calling } from './desktop/trip.ts';
import { runFigures } from './run.ts';

/** `npm run bench:desktop [NAME...]`: the desktop app under the recording stub and in the double, one JSON line a figure. */
await runFigures([starting, calling, guarding, packing]);
