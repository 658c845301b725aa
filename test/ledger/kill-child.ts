import { writeSync } from 'node:fs';
import { systemClock } from '../../src-main/adapters/system/clock.ts';
import { openDb } from '../../src-main/engine/db/db.ts';
import { migrate } from '../../src-main/engine/db/migrate.ts';
import { migrations } from '../../src-main/engine/db/migrations/list.ts';
import type { Engine } from '../../src-main/engine/engine.ts';
import { secondStep } from './second-step.ts';
import { claimNext, runThrough } from './steps.ts';
import { engineOn, seeded } from './world.ts';

/**
 * A process that writes to a ledger and says after each commit what is now on disk, one JSON line each.
 * `many FILE SEED`: until it is killed. `one FILE`: one job from create to reject. `commits FILE N`: N ledger commits.
 * `migrate FILE`: the step to a second schema.
 */
export type Ack = { entry: number; available: number; rev: number };

const say = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`);

function ack(engine: Engine): void {
  const entry = engine.ledger.page({ before: null, limit: 1 })[0];
  say({
    entry: entry?.id ?? 0,
    available: entry?.available ?? 0,
    rev: engine.events.rev(),
  } satisfies Ack);
}

const priced = { workflow: 'image_to_video', params: { price: 100 } };

function many(engine: Engine, random: () => number): never {
  const ids: string[] = [];
  const any = (): string => ids[Math.floor(random() * ids.length)] ?? '';
  for (let i = 0; ; i++) {
    const acts: (() => unknown)[] = [
      () => engine.ledger.grant(300, `kill-${process.pid}-${i}`, 'kill'),
      () => ids.push(...engine.create.create(priced).map((job) => job.id)),
      () => claimNext(engine, 'fal'),
      () => engine.actions.cancel(any()),
      () => engine.actions.retry(any()),
      () => engine.actions.refund(any(), 'kill'),
      () => {
        const row = claimNext(engine, 'fal');
        if (row) {
          engine.attempts.tryStep(row.id, 'finished', { result: [] });
          engine.jobs.tryStep(row.job_id, row.stage === 'final' ? 'final_stored' : 'preview_stored');
          engine.attempts.tryStep(row.id, 'saved');
        }
      },
    ];
    const act = acts[Math.floor(random() * acts.length)] ?? (() => undefined);
    try {
      engine.write(act);
    } catch {
      // Refused: nothing was written, and nothing is said.
      continue;
    }
    ack(engine);
  }
}

function one(engine: Engine): void {
  const id = engine.write(() => engine.create.create(priced))[0]?.id ?? '';
  ack(engine);
  const row = engine.write(() => claimNext(engine, 'fal'));
  ack(engine);
  if (row) runThrough(engine, row);
  ack(engine);
  engine.write(() => engine.actions.reject(id));
  ack(engine);
}

const [mode, path = '', number = '0'] = process.argv.slice(2);
const db = openDb(path);
say({ open: true });
if (mode === 'migrate') {
  migrate(db, `${path}-backups`, [...migrations, secondStep]);
  say({ migrated: true });
} else if (mode === 'many') {
  many(engineOn(db, { clock: systemClock(), random: Math.random }), seeded(Number(number)));
} else {
  const engine = engineOn(db, { clock: systemClock(), random: Math.random });
  if (mode === 'one') one(engine);
  for (let i = 0; mode === 'commits' && i < Number(number); i++) {
    engine.write(() => engine.ledger.grant(1, `commit-${i}`, 'count'));
    ack(engine);
  }
}
if (mode !== 'commits') db.close();
