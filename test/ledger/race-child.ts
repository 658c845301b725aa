import { systemClock } from '../../src-main/adapters/system/clock.ts';
import { openDb } from '../../src-main/engine/db/db.ts';
import { getAttempt } from '../../src-main/engine/jobs/store.ts';
import { RushesError } from '../../src-shared/contract/errors.ts';
import { giveUp, storeStage } from './steps.ts';
import { engineOn } from './world.ts';

/**
 * One of four processes on one file, past the lock of the profile. For each round it tries, in one transaction, to be
 * the one who settles the hold, and says what came of it.
 */
export type Round = {
  kind: 'hold' | 'final' | 'preview' | 'refund' | 'late';
  job: string;
  attempt: number | null;
};
export type Result = { won: boolean; how: string; code: string | null };
export type Batch = { path: string; who: number; rounds: Round[] };

type Try = [how: string, attempt: () => boolean];

let engine: ReturnType<typeof engineOn> | null = null;
let turn = 0;

function triesOf(round: Round): Try[] {
  const { ledger, actions, jobs, attempts, db } = engine ?? fail();
  const { job, attempt } = round;
  const settle = (how: 'capture_all' | 'capture_preview_share' | 'release_all'): Try => [
    how,
    () => ledger.settle(job, how, 'race'),
  ];
  const step = (event: 'final_stored' | 'fail' | 'cancel'): Try => [
    event,
    () => jobs.tryStep(job, event) !== null,
  ];
  const person = (action: 'cancel' | 'reject'): Try => [
    action,
    () => actions[action](job).state === `${action === 'cancel' ? 'cancell' : 'reject'}ed`,
  ];
  const refund: Try = ['refund', () => ledger.refund(job, 'race') > 0];
  const undecided: Try = ['give_up', () => giveUp(engine ?? fail(), getAttempt(db, attempt ?? 0))];
  const arrived: Try = [
    'arrived',
    () => {
      const adopted = attempts.tryStep(attempt ?? 0, 'adopted', { requestId: `late-${attempt}` });
      if (!adopted || !attempts.tryStep(adopted.id, 'finished', { result: [] })) return false;
      return !storeStage(engine ?? fail(), adopted);
    },
  ];
  switch (round.kind) {
    case 'hold':
      return [
        settle('capture_all'),
        settle('capture_preview_share'),
        settle('release_all'),
        settle('capture_all'),
      ];
    case 'final':
      return [step('final_stored'), person('cancel'), step('fail'), step('cancel')];
    case 'preview':
      return [person('reject'), person('cancel'), person('reject'), step('cancel')];
    case 'refund':
      return [refund, ['refund by hand', () => actions.refund(job, 'race').id === job], refund, refund];
    case 'late':
      return [undecided, arrived, undecided, arrived];
  }
}

function fail(): never {
  throw new Error('no batch yet');
}

process.on('message', ({ path, who, rounds }: Batch) => {
  // Chance of its own, so that no two processes make one id in the same millisecond.
  engine ??= engineOn(openDb(path), { clock: systemClock(), random: Math.random });
  const results = rounds.map((round): Result => {
    // Each process takes each part in turn.
    const [how, work] = triesOf(round)[(who + turn++) % 4] ?? fail();
    try {
      return { won: (engine ?? fail()).write(work), how, code: null };
    } catch (error) {
      const code = error instanceof RushesError ? error.code : String((error as { code?: unknown }).code);
      return { won: false, how, code };
    }
  });
  process.send?.(results);
});
