import { openBed, proveLedger } from '../bed.ts';
import { filledAnew } from '../fill.ts';
import { limitOf } from '../limit.ts';
import { atLeast, type Figure, type Line, ratios, timed, told } from '../measure.ts';

const batch = 25;
const turns = 20;

/** A hold and its capture, a commit each, beside the same statements bare. */
async function* pair(): AsyncIterable<Line> {
  const ours = openBed(filledAnew({ finished: 10_000 }));
  const theirs = openBed(filledAnew({ finished: 10_000 }));
  const limit = limitOf(theirs.profile.db);
  const { ledger, write, newId } = ours.engine;
  const ms = await ratios(
    () =>
      timed(() => {
        for (let i = 0; i < batch; i++) {
          const id = newId();
          write(() => ledger.hold(id, 100, 20));
          write(() => ledger.settle(id, 'capture_all', 'final stored'));
        }
      }),
    () =>
      timed(() => {
        for (let i = 0; i < batch; i++) limit.pair(limit.newId());
      }),
    turns,
  );
  for (const bed of [ours, theirs]) proveLedger(bed);
  yield atLeast(0.6, { figure: 'hold and capture', runs: ms.ratios.map((times) => 1 / times) });
  yield told(
    'hold and capture, pairs/s',
    ms.ours.map((each) => (batch / each) * 1_000),
  );
  await Promise.all([ours.end(), theirs.end()]);
}

export const paying: Figure[] = [{ name: 'pair', run: pair }];
