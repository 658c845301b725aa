import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import type { Db } from '../../src-main/engine/db/db.ts';
import { openDb } from '../../src-main/engine/db/db.ts';
import type { Engine } from '../../src-main/engine/engine.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { RushesError } from '../../src-shared/contract/errors.ts';
import { full } from '../full.ts';
import { anyCommand, type Command } from './command.ts';
import { temporaryFolder } from './folder.ts';
import { violations } from './invariants.ts';
import { emptyModel, grant, type Model } from './model.ts';
import { differences, type Plan, planOf } from './plans.ts';
import { dumpOf, engineOn, openFile, runSeed, seeded, startMs } from './world.ts';

/** What befalls a command: nothing; it is sent twice; its transaction breaks; the process dies after or within it. */
const fates = ['done', 'twice', 'thrown', 'killed_after', 'killed_in'] as const;
type Step = { command: Command; fate: (typeof fates)[number] };

const anyFate = fc.oneof(
  { weight: 8, arbitrary: fc.constant('done' as const) },
  { weight: 5, arbitrary: fc.constantFrom<Step['fate']>(...fates) },
);
const anyStep = fc.record<Step>({ command: anyCommand, fate: anyFate });

/** A job that has come as far as `steps` says; random steps alone seldom get there. */
const aged = fc
  .record({
    price: fc.constantFrom(1, 7, 100, 150),
    steps: fc.subarray(['claim', 'stored', 'end', 'retry'] as const),
    end: fc.constantFrom('approve' as const, 'reject', 'cancel'),
  })
  .map(({ price, steps, end }): Step[] => {
    const commands: Command[] = [
      { do: 'create', price, count: 1, review: 'hold', key: null, workflow: 'priced' },
    ];
    if (steps.includes('claim')) commands.push({ do: 'claim', provider: 'fal' });
    if (steps.includes('stored')) commands.push({ do: 'attempt', pick: 0, what: 'stored' });
    if (steps.includes('end')) commands.push({ do: end, pick: 0 });
    if (steps.includes('retry')) commands.push({ do: 'retry', pick: 0 });
    return commands.map((command) => ({ command, fate: 'done' }));
  });
const anySequence = fc
  .tuple(
    fc.array(aged, { minLength: 1, maxLength: 2 }),
    fc.array(anyStep, { minLength: 15, maxLength: 24, size: 'max' }),
  )
  .map(([first, then]) => [...first.flat(), ...then]);

const sequences = full ? 10_000 : 150;
const chunk = 50;
/** How often each command came to each answer: a model that is only ever refused proves nothing. */
const seen = new Map<string, number>();

/** Little enough that a few jobs use it up. */
const opening = 300;

class Boom extends Error {}

/** A database, the model of it, and the engine around it now. */
class Bench {
  readonly model: Model = emptyModel();
  readonly path: string;
  private readonly clock = fakeClock(startMs);
  private wall = startMs;
  private db: Db;
  engine: Engine;
  /** Every row as it is between two commands. */
  private rows: string;

  constructor(path: string) {
    this.path = path;
    this.db = openDb(path);
    this.engine = this.around();
    this.engine.write(() => this.engine.ledger.grant(opening, 'first', 'test'));
    grant(this.model, 'first', opening);
    this.rows = dumpOf(this.db);
  }

  around(): Engine {
    return engineOn(this.db, { clock: this.clock, random: seeded(7) });
  }

  /** The process dies: nothing is finished, the file is all that is left. */
  reopen(): void {
    this.db.sqlite.close();
    this.db = openDb(this.path);
    this.engine = this.around();
  }

  close(): void {
    this.db.close();
  }

  take(step: Step): string[] {
    this.wall += 10;
    this.clock.setWall(this.wall);
    const plan = planOf(step.command, this.engine, this.model);
    if (!plan) return [];
    const wrong: string[] = [];
    if (step.fate === 'thrown' || step.fate === 'killed_in') wrong.push(...this.breakOff(plan, step.fate));
    const again = planOf(step.command, this.engine, this.model);
    if (again) wrong.push(...this.run(again, step.command));
    if (step.fate === 'twice' && (step.command.do === 'grant' || step.command.do === 'create')) {
      const repeated = planOf(step.command, this.engine, this.model);
      if (repeated) wrong.push(...this.run(repeated, step.command));
    }
    if (step.fate === 'killed_after') this.reopen();
    wrong.push(...this.check());
    return wrong.map((w) => `${JSON.stringify(step)}: ${w}`);
  }

  /** The command's transaction does not come to its end: nothing of it may be left. */
  private breakOff(plan: Plan, fate: 'thrown' | 'killed_in'): string[] {
    const before = this.rows;
    try {
      if (fate === 'thrown') {
        this.engine.write(() => {
          plan.real();
          throw new Boom();
        });
      } else {
        this.db.sqlite.exec('BEGIN IMMEDIATE');
        plan.real();
      }
    } catch (error) {
      if (!(error instanceof Boom || error instanceof RushesError)) throw error;
    }
    if (fate === 'killed_in') this.reopen();
    return dumpOf(this.db) === before ? [] : ['a broken transaction left something'];
  }

  private run(plan: Plan, command: Command): string[] {
    const before = this.rows;
    let answer = 'ok';
    let info: unknown;
    try {
      info = this.engine.write(plan.real);
    } catch (error) {
      if (!(error instanceof RushesError)) throw error;
      answer = error.code;
    }
    const entries = this.engine.ledger.page({ before: null, limit: 1 })[0]?.id;
    const expected = plan.expect(info);
    const name = `${command.do}:${expected}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    const succeeds = expected === 'ok' || expected === 'nothing' || expected === 'late';
    if (answer !== (succeeds ? 'ok' : expected)) return [`answered ${answer}, the model says ${expected}`];
    const after = dumpOf(this.db);
    this.rows = after;
    if (expected === 'late' && before.split('\n')[1] !== after.split('\n')[1])
      return [`I13: a late take wrote entry ${String(entries)}`];
    const silent = expected !== 'ok' && expected !== 'late';
    return silent && before !== after ? ['I7, I8: something was written'] : [];
  }

  private check(): string[] {
    return [...differences(this.engine, this.model), ...violations(this.db), ...auditLedger(this.db)];
  }
}

test(`${sequences} random histories keep I1-I8, I11-I13, I15 and I16 and do what the model says`, {
  timeout: full ? 3_600_000 : 600_000,
}, async () => {
  process.stdout.write(`ledger model: seed ${runSeed}\n`);
  const folder = temporaryFolder('quick');
  const template = join(folder, 'template.db');
  openFile(template).close();
  let files = 0;
  const holds = (steps: Step[]): void => {
    const path = join(folder, `${files++}.db`);
    copyFileSync(template, path);
    const bench = new Bench(path);
    try {
      for (const step of steps) expect(bench.take(step)).toEqual([]);
    } finally {
      bench.close();
      for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
    }
  };
  for (let done = 0; done < sequences; done += chunk) {
    fc.assert(fc.property(anySequence, holds), { numRuns: chunk, seed: runSeed + done });
    // The runner's own messages get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const name of needed) expect.soft(seen.get(name) ?? 0, name).toBeGreaterThan(0);
});

const needed = [
  'create:ok',
  'create:nothing',
  'create:CONFLICT',
  'create:NOT_ENOUGH_CREDITS',
  'claim:ok',
  'attempt:ok',
  'attempt:late',
  'approve:ok',
  'reject:ok',
  'cancel:ok',
  'retry:ok',
  'refund:ok',
  'resolve:ok',
  'grant:ok',
  'grant:nothing',
  'grant:CONFLICT',
];
