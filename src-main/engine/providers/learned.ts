import * as z from 'zod/mini';
import { unitsOf } from '../../../src-shared/domain/billable.ts';
import { type Stage, stages } from '../../../src-shared/domain/job.ts';
import type { ProviderRequest } from '../../../src-shared/domain/request.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Db } from '../db/db.ts';
import type { AttemptRow } from '../jobs/store.ts';
import type { ModelsOf } from './unit-prices.ts';

/**
 * What a model takes and costs, learned from this machine's own history and shown as a range: the tenth to the ninetieth part
 * of the last observations. Two are needed before anything is said.
 */
export type Learned = ReturnType<typeof createLearned>;

/** `of`: how many observations it was made of. */
export type Range = { low: number; middle: number; high: number; of: number };
export type StageTime = { expectedS: number; rangeS: [low: number, high: number] | null };

const kept = 50;
const least = 2;

const row = z.object({ units: z.number(), usd: z.nullable(z.number()), seconds: z.number() });

export function createLearned(db: Db, modelsOf: ModelsOf) {
  const lastOf = (provider: string, model: string) =>
    db
      .sql(
        'SELECT units, usd, seconds FROM observed WHERE provider = +? AND model = +? ORDER BY id DESC LIMIT 50',
      )
      .all(provider, model)
      .map((one) => row.parse(one));

  return {
    /** Inside the caller's transaction: an attempt came to a good end. `at`: wall clock, ms. */
    observe(attempt: AttemptRow, at: number): void {
      const model = attempt.request.models[0];
      if (!model) return;
      const units = unitsOf(attempt.request);
      const count = units.kind === 'tokens' ? units.output : units.count;
      db.sql(
        'INSERT INTO observed (provider, model, unit, units, usd, seconds, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ).run(
        attempt.provider,
        model,
        units.kind,
        count,
        attempt.billed_usd,
        Math.max(0, at - attempt.created_at) / 1_000,
        at,
      );
      db.sql(
        `DELETE FROM observed WHERE provider = ? AND model = ? AND id <=
           (SELECT id FROM observed WHERE provider = ? AND model = ? ORDER BY id DESC LIMIT 1 OFFSET ${kept})`,
      ).run(attempt.provider, model, attempt.provider, model);
    },

    /** Dollars of a request by what its model was billed before; null where too little is known. */
    usd(request: ProviderRequest): Range | null {
      const units = unitsOf(request);
      const count = units.kind === 'tokens' ? units.output : units.count;
      const rates = lastOf(request.provider, request.models[0] ?? '').flatMap(({ usd, units: n }) =>
        usd === null || n <= 0 ? [] : [usd / n],
      );
      return rangeOf(rates, count);
    },

    /** How long the stages of a job will take: what the definition says until this machine knows better. */
    times(workflow: Workflow, params: unknown): Record<Stage, StageTime> {
      const timeOf = (stage: Stage): StageTime => {
        const model = modelsOf(workflow, stage, params)[0] ?? '';
        const range = rangeOf(
          lastOf(workflow.provider, model).map(({ seconds }) => seconds),
          1,
        );
        return range
          ? { expectedS: seconds(range.middle), rangeS: [seconds(range.low), seconds(range.high)] }
          : { expectedS: workflow.stages[stage].expectedSeconds, rangeS: null };
      };
      return Object.fromEntries(stages.map((stage) => [stage, timeOf(stage)])) as Record<Stage, StageTime>;
    },
  };
}

const seconds = (value: number): number => Math.max(1, Math.round(value));

function rangeOf(values: readonly number[], times: number): Range | null {
  if (values.length < least) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => (sorted[Math.round(part * (sorted.length - 1))] ?? 0) * times;
  return { low: at(0.1), middle: at(0.5), high: at(0.9), of: values.length };
}
