import { type BillableUnits, unitsOf } from '../../../src-shared/domain/billable.ts';
import { type Stage, stages } from '../../../src-shared/domain/job.ts';
import type { ProviderId, ProviderRequest } from '../../../src-shared/domain/request.ts';
import type { Inputs, Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderPort } from '../../ports/provider.ts';
import type { Db } from '../db/db.ts';
import type { Learned } from './learned.ts';

/**
 * Dollars before the click: unit prices of the providers' lists, kept in the database so that an estimate is instant
 * and works offline. They are asked for at most once a day, and never while a job waits for them. Where a list does not
 * tell, what this machine was billed before stands in.
 */
export type UnitPrices = ReturnType<typeof createUnitPrices>;

/** Dollars of both stages; `range` where they were learned, `runs` where it is told from how many. null: not known. */
export type Estimate = {
  usd: number | null;
  range: [low: number, high: number] | null;
  source: 'list' | 'learned' | 'unknown';
  runs?: number;
};

const freshMs = 24 * 3_600_000;
const askLimitMs = 3_000;
const million = 1_000_000;
/** Estimates are told to a millionth of a dollar. */
const microUsd = 1_000_000;
const rounded = (usd: number): number => Math.round(usd * microUsd) / microUsd;

export type ModelsOf = (workflow: Workflow, stage: Stage, params: unknown) => readonly string[];

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
  learned: Learned;
  modelsOf: ModelsOf;
};

export function createUnitPrices({ db, clock, providers, learned, modelsOf }: UnitPricesDeps) {
  const known = (
    provider: ProviderId,
    model: string,
    unit: string,
  ): { usd_per_million: number; at: number } | undefined =>
    db
      .sql('SELECT usd_per_million, at FROM unit_prices WHERE provider = ? AND model = ? AND unit = ?')
      .get(provider, model, unit) as { usd_per_million: number; at: number } | undefined;

  const requestsOf = (workflow: Workflow, params: unknown, inputs: Inputs): ProviderRequest[] =>
    stages.flatMap((stage) =>
      workflow.toRequest(stage, { params, inputs, models: modelsOf(workflow, stage, params) }),
    );

  const listed = (request: ProviderRequest): number | null => {
    const model = request.models[0] ?? '';
    let usd = 0;
    for (const [unit, count] of split(unitsOf(request))) {
      const price = known(request.provider, model, unit);
      if (!price) return null;
      usd += (count * price.usd_per_million) / million;
    }
    return usd;
  };

  const requestUsd = (request: ProviderRequest): Estimate => {
    const usd = listed(request);
    if (usd !== null) return { usd, range: [usd, usd], source: 'list' };
    const range = learned.usd(request);
    if (!range) return { usd: null, range: null, source: 'unknown' };
    return { usd: range.middle, range: [range.low, range.high], source: 'learned', runs: range.of };
  };

  return {
    /** Dollars that both stages of a job are likely to cost; null where a price is not known. */
    estimate(workflow: Workflow, params: unknown, inputs: Inputs = {}): Estimate {
      const requests = requestsOf(workflow, params, inputs);
      const parts = requests.map(requestUsd);
      const sum = (value: (one: Estimate) => number): number =>
        rounded(parts.reduce((total, one) => total + value(one), 0));
      if (parts.some((one) => one.usd === null)) return { usd: null, range: null, source: 'unknown' };
      const source = parts.some((one) => one.source === 'learned') ? 'learned' : 'list';
      const usd = sum((one) => one.usd ?? 0);
      if (source === 'list') return { usd, range: null, source };
      // Parts by the same model were learned from the same runs.
      const runs = new Map(requests.map(({ models: [model] }, i) => [model, parts[i]?.runs ?? 0]));
      return {
        usd,
        range: [sum((one) => one.range?.[0] ?? 0), sum((one) => one.range?.[1] ?? 0)],
        source,
        runs: [...runs.values()].reduce((all, some) => all + some, 0),
      };
    },

    /** Asks for the prices of a workflow that are missing or older than a day. Gives up silently after 3 s. */
    async refresh(workflow: Workflow, params: unknown, inputs: Inputs = {}): Promise<void> {
      const signal = AbortSignal.timeout(askLimitMs);
      const asked = new Map<string, Promise<void>>();
      for (const request of requestsOf(workflow, params, inputs)) {
        const provider = providers[request.provider];
        const model = request.models[0];
        if (!provider || !model) continue;
        for (const [unit, , one] of split(unitsOf(request))) {
          const price = known(request.provider, model, unit);
          const key = `${request.provider} ${model} ${unit}`;
          if (asked.has(key) || (price && clock.now() - price.at < freshMs)) continue;
          const ask = provider.quote([model], one, signal).then((usd) => {
            if (usd === null || !Number.isFinite(usd) || usd < 0) return;
            db.write(() =>
              db
                .sql(
                  'INSERT OR REPLACE INTO unit_prices (provider, model, unit, usd_per_million, at) VALUES (?, ?, ?, ?, ?)',
                )
                .run(request.provider, model, unit, usd, clock.now()),
            );
          });
          asked.set(key, ask);
        }
      }
      await Promise.allSettled(asked.values());
    },
  };
}
