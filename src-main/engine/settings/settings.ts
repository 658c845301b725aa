import type * as z from 'zod/mini';
import {
  type BudgetLimits,
  budgetLimits,
  settings as settingsShape,
} from '../../../src-shared/domain/settings.ts';
import type { Db } from '../db/db.ts';

/** Values that a person chose, one row each; read once and kept, because the engine is the only writer of its profile. */
export type Settings = ReturnType<typeof createSettings>;

type Values = z.infer<typeof settingsShape>;

const defaults: Values = {
  concurrency: { openrouter: 4, fal: 2, cloudinary: 2, media: 1 },
  keep: { takes: 5_000, bytes: 20_000_000_000 },
  onStart: 'run',
  review: {},
  cloudinary: { mirror: true, preset: null, removeEvicted: false },
  models: {},
};
const noLimits: BudgetLimits = {
  job: null,
  day: null,
  month: null,
  usdJob: null,
  usdDay: null,
  usdMonth: null,
};

export function createSettings(db: Db) {
  const read = (key: string): unknown => {
    const text = db.sql('SELECT value FROM settings WHERE key = ?').pluck().get(key);
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  };
  const put = (key: string, value: unknown): void => {
    db.sql(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(key, JSON.stringify(value));
  };
  const kept = (read('studio') ?? {}) as Partial<Values>;
  // What an earlier version saved has not every value of this one.
  let values = settingsShape.parse({
    ...defaults,
    ...kept,
    concurrency: { ...defaults.concurrency, ...kept.concurrency },
  });
  let limits = budgetLimits.parse({ ...noLimits, ...(read('budget') as object | undefined) });
  let paused = read('paused') === true;

  return {
    values: () => values,
    limits: () => limits,
    paused: () => paused,
    /** Facts of the engine itself (the salt of key marks, the time of the last backup). */
    fact: (name: string): unknown => read(`fact.${name}`),

    set(change: Partial<Values>): void {
      const next = settingsShape.parse({ ...values, ...change });
      put('studio', next);
      values = next;
    },
    setLimits(change: Partial<BudgetLimits>): void {
      const next = budgetLimits.parse({ ...limits, ...change });
      put('budget', next);
      limits = next;
    },
    setPaused(next: boolean): void {
      put('paused', next);
      paused = next;
    },
    setFact: (name: string, value: unknown): void => put(`fact.${name}`, value),
  };
}
