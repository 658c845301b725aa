import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../src-main/engine/engine.ts';
import { attemptsOf } from '../../src-main/engine/jobs/store.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { full } from '../full.ts';
import { temporaryFolder } from './folder.ts';
import { violations } from './invariants.ts';
import type { Batch, Result, Round } from './race-child.ts';
import { jobAt } from './steps.ts';
import { engineOn, openFile } from './world.ts';

const rounds = full ? 1_000 : 20;
const kinds = ['hold', 'final', 'preview', 'refund', 'late'] as const;

/** Spent by the one who won, of a hold of 100 with a preview's share of 20. */
const takes: Record<string, number> = {
  capture_all: 100,
  capture_preview_share: 20,
  release_all: 0,
  final_stored: 100,
  fail: 0,
  cancel: 20,
  reject: 20,
  give_up: 0,
  arrived: 100,
  refund: 0,
  'refund by hand': 0,
};

function prepare(engine: Engine, kind: Round['kind'], i: number): Round {
  if (kind === 'hold') {
    engine.write(() => engine.ledger.hold(`hold-${i}`, 100, 20));
    return { kind, job: `hold-${i}`, attempt: null };
  }
  const job = jobAt(
    engine,
    kind === 'preview' ? 'preview_ready' : kind === 'refund' ? 'completed' : 'generating_final',
  );
  const attempt = attemptsOf(engine.db, job).at(-1)?.id ?? null;
  if (kind === 'late') engine.write(() => engine.attempts.tryStep(attempt ?? 0, 'lost', { lookUntil: 0 }));
  return { kind, job, attempt };
}

test(`${rounds} times 4 processes race to settle one hold: 1 wins, 3 get an answer, balances are exact`, {
  timeout: full ? 600_000 : 60_000,
}, async () => {
  const path = join(temporaryFolder(), 'race.db');
  const engine = engineOn(openFile(path));
  engine.write(() => engine.ledger.grant(1_000_000, 'race', 'test'));
  const children = [0, 1, 2, 3].map(() =>
    fork(join(import.meta.dirname, 'race-child.ts'), { execArgv: [], stdio: 'inherit' }),
  );
  onTestFinished(() => void children.map((child) => child.kill('SIGKILL')));

  const ask = async (who: number, of: Round[]): Promise<Result[]> => {
    const child = children[who];
    if (!child) throw new Error('no child');
    const answer = once(child, 'message');
    child.send({ path, who, rounds: of } satisfies Batch);
    return (await answer)[0] as Result[];
  };
  await Promise.all(children.map((_, who) => ask(who, [])));

  let spent = 0;
  const winners = new Map<string, number>();
  for (let i = 0; i < rounds; i++) {
    const round = prepare(engine, kinds[i % 5] ?? 'hold', i);
    // One round a message, so that all four start at every single one.
    const results = (await Promise.all(children.map((_, who) => ask(who, [round])))).flat();
    const won = results.filter((r) => r.won);
    expect(won, JSON.stringify([round, results])).toHaveLength(1);
    for (const r of results) expect([null, 'NOT_ALLOWED'], r.how).toContain(r.code);
    const how = won[0]?.how ?? '';
    spent += takes[how] ?? Number.NaN;
    for (const name of [`${round.kind}: ${how}`, `process ${results.findIndex((r) => r.won)}`])
      winners.set(name, (winners.get(name) ?? 0) + 1);
  }
  expect(engine.balance()).toMatchObject({ held: 0, spent, available: 1_000_000 - spent });
  expect(violations(engine.db)).toEqual([]);
  expect(auditLedger(engine.db)).toEqual([]);
  // Were one process always first, nothing would have raced.
  const processes = [0, 1, 2, 3].map((who) => winners.get(`process ${who}`) ?? 0);
  process.stdout.write(`settled by: ${JSON.stringify(Object.fromEntries([...winners].sort()))}\n`);
  expect(processes.filter((n) => n > 0).length).toBeGreaterThan(1);
});
