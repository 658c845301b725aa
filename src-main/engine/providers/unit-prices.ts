import { type Stage, stages } from '../../../src-shared/domain/job.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import type { BillableUnits, Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderPort } from '../../ports/provider.ts';
import type { Db } from '../db/db.ts';

/**
 * Dollars before the click: unit prices of the providers' lists, kept in the database so that an estimate is instant
 * and works offline. They are asked for at most once a day, and never while a job waits for them.
 */
export type UnitPrices = ReturnType<typeof createUnitPrices>;

const freshMs = 24 * 3_600_000;
const askLimitMs = 3_000;
const million = 1_000_000;
/** Estimates are told to a millionth of a dollar. */
const microUsd = 1_000_000;

type ModelsOf = (workflow: Workflow, stage: Stage) => readonly string[];

/** The units of a bill, each priced by itself. */
const split = (units: BillableUnits): [unit: string, count: number, one: BillableUnits][] =>
  units.kind === 'tokens'
    ? [
        ['input tokens', units.input, { kind: 'tokens', input: million, output: 0 }],
        ['output tokens', units.output, { kind: 'tokens', input: 0, output: million }],
      ]
    : [[units.kind, units.count, { kind: units.kind, count: million }]];

export type UnitPricesDeps = {
  db: Db;
  clock: Clock;
  providers: Partial<Record<ProviderId, ProviderPort>>;
  modelsOf: ModelsOf;
};

export function createUnitPrices({ db, clock, providers, modelsOf }: UnitPricesDeps) {
  const known = (
    provider: ProviderId,
    model: string,
    unit: string,
  ): { usd_per_million: number; at: number } | undefined =>
    db
      .sql('SELECT usd_per_million, at FROM unit_prices WHERE provider = ? AND model = ? AND unit = ?')
      .get(provider, model, unit) as { usd_per_million: number; at: number } | undefined;

  const stageUsd = (workflow: Workflow, stage: Stage, params: unknown): number | null => {
    const model = modelsOf(workflow, stage)[0];
    if (!model) return null;
    let usd = 0;
    for (const [unit, count] of split(workflow.billable(stage, params))) {
      const price = known(workflow.provider, model, unit);
      if (!price) return null;
      usd += (count * price.usd_per_million) / million;
    }
    return usd;
  };

  return {
    /** Dollars that both stages of a job are likely to cost; null where a price is not known. */
    estimate(workflow: Workflow, params: unknown): number | null {
      const parts = stages.map((stage) => stageUsd(workflow, stage, params));
      if (parts.includes(null)) return null;
      return Math.round(parts.reduce<number>((sum, usd) => sum + (usd ?? 0), 0) * microUsd) / microUsd;
    },

    /** Asks for the prices of a workflow that are missing or older than a day. Gives up silently after 3 s. */
    async refresh(workflow: Workflow, params: unknown): Promise<void> {
      const provider = providers[workflow.provider];
      if (!provider) return;
      const signal = AbortSignal.timeout(askLimitMs);
      const asked: Promise<void>[] = [];
      for (const stage of stages) {
        const models = modelsOf(workflow, stage);
        const model = models[0];
        if (!model) continue;
        for (const [unit, , one] of split(workflow.billable(stage, params))) {
          const price = known(workflow.provider, model, unit);
          if (price && clock.now() - price.at < freshMs) continue;
          asked.push(
            provider.quote([model], one, signal).then((usd) => {
              if (usd === null || !Number.isFinite(usd) || usd < 0) return;
              db.write(() =>
                db
                  .sql(
                    'INSERT OR REPLACE INTO unit_prices (provider, model, unit, usd_per_million, at) VALUES (?, ?, ?, ?, ?)',
                  )
                  .run(workflow.provider, model, unit, usd, clock.now()),
              );
            }),
          );
        }
      }
      await Promise.allSettled(asked);
    },
  };
}
