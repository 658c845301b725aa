import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { CreateInput } from '../../../src-shared/contract/jobs.ts';
import { rankOf } from '../../../src-shared/domain/job.ts';
import { previewShareOf } from '../../../src-shared/domain/ledger.ts';
import type { Inputs, Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Gathered } from '../assets/inputs.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import type { Budget } from '../ledger/budget.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Learned } from '../providers/learned.ts';
import type { Estimate, UnitPrices } from '../providers/unit-prices.ts';
import type { Settings } from '../settings/settings.ts';
import { originsOf } from './origins.ts';
import { checkParams, checkTogether, workflowNamed } from './params.ts';
import { priceOf } from './snapshot.ts';
import { getJob, type JobRow, jobRow } from './store.ts';

export type CreateDeps = {
  db: Db;
  clock: Clock;
  ledger: Ledger;
  budget: Budget;
  prices: UnitPrices;
  learned: Learned;
  settings: Settings;
  workflows: readonly Workflow[];
  newId(): string;
  emit: Emit;
};

const hashOf = (input: CreateInput, count: number): string =>
  createHash('sha256')
    .update(JSON.stringify([input.workflow, input.params, input.priority, input.review, count]))
    .digest('hex');

type Wanted = {
  workflow: Workflow;
  params: Record<string, unknown>;
  total: number;
  preview: number;
  estimate: Estimate;
};

/** The id of a job that is about to be made, and the files that were copied into its folder. */
export type Prepared = { id: string; inputs: readonly Gathered[] };

const noInputs: Inputs = {};

/** Jobs come into being here and nowhere else: checked, priced, then row and hold in one transaction, all of a count or none. */
export type Create = ReturnType<typeof createCreate>;

export function createCreate(deps: CreateDeps) {
  const { db, clock, ledger, budget, prices, emit } = deps;

  const price = (input: CreateInput, inputs: Inputs): Wanted => {
    const workflow = workflowNamed(deps.workflows, input.workflow);
    const params = checkParams(workflow, input.params);
    checkTogether(workflow, params, inputs);
    const total = workflow.credits(params, inputs);
    return {
      workflow,
      params,
      total,
      preview: previewShareOf(total),
      estimate: prices.estimate(workflow, params, inputs),
    };
  };

  const insert = (wanted: Wanted, input: CreateInput, { id, inputs }: Prepared): JobRow => {
    const at = clock.now();
    const priority = input.priority ?? 'normal';
    const row = db
      .sql(
        `INSERT INTO jobs (id, workflow, state, stage, priority, review, params, origins, provider, price_total, price_preview,
         usd_estimate, usd_source, rank, claimable, created_at, updated_at)
       VALUES (?, ?, 'queued', 'preview', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) RETURNING *`,
      )
      .get(
        id,
        wanted.workflow.id,
        priority,
        input.review ?? deps.settings.values().review[wanted.workflow.id] ?? wanted.workflow.review,
        JSON.stringify(wanted.params),
        JSON.stringify(originsOf(db, wanted.workflow, { told: input.origins, files: inputs })),
        wanted.workflow.provider,
        wanted.total,
        wanted.preview,
        wanted.estimate.usd,
        wanted.estimate.source === 'unknown' ? null : wanted.estimate.source,
        rankOf(at, priority),
        at,
        at,
      );
    for (const one of inputs) {
      db.sql(
        'INSERT INTO inputs (job_id, field, name, path, mime, bytes, sha256, from_take, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ).run(
        id,
        one.field,
        one.name,
        one.path,
        one.mime,
        one.bytes,
        one.sha256,
        one.from_take,
        JSON.stringify(one.facts),
      );
    }
    ledger.hold(id, wanted.total, wanted.preview);
    emit({ type: 'job', job: id, facts: { event: 'created' } });
    if (wanted.total > 0) emit({ type: 'credits', job: id, facts: {} });
    return jobRow.parse(row);
  };

  return {
    /** Checks and prices; writes nothing. `inputs`: what was found in the files. */
    estimate(input: CreateInput, inputs: Inputs = noInputs) {
      const wanted = price(input, inputs);
      const { workflow, params } = wanted;
      const times = deps.learned.times(workflow, params);
      return {
        workflow: workflow.id,
        params,
        price: priceOf(wanted.total, wanted.preview, wanted.estimate),
        count: input.count ?? 1,
        expectedS: times.preview.expectedS + times.final.expectedS,
        times,
        inputs: Object.entries(inputs).flatMap(([field, facts]) => (facts ? [{ field, ...facts }] : [])),
      };
    },

    /** The jobs that this call has made before; null where it is new. */
    known(input: CreateInput): JobRow[] | null {
      const ids = input.key ? answered(input.key, hashOf(input, input.count ?? 1)) : null;
      return ids?.map((id) => getJob(db, id)) ?? null;
    },

    /** The rows of the new jobs. Inside the caller's transaction. */
    create(input: CreateInput, prepared: readonly Prepared[] | null = null): JobRow[] {
      const count = input.count ?? 1;
      const known = this.known(input);
      if (known) return known;
      const facts = Object.fromEntries((prepared?.[0]?.inputs ?? []).map((one) => [one.field, one.facts]));
      const wanted = price(input, facts);
      budget.allow({ credits: wanted.total, usd: wanted.estimate.usd, count });
      const { available } = ledger.balance();
      if (wanted.total * count > available) {
        throw new RushesError('NOT_ENOUGH_CREDITS', {
          ...(count > 1 ? { field: 'count' } : {}),
          rule: String(wanted.total * count),
          found: String(available),
        });
      }
      const ready = prepared ?? Array.from({ length: count }, () => ({ id: deps.newId(), inputs: [] }));
      const rows = ready.map((one) => insert(wanted, input, one));
      if (input.key) {
        db.sql('INSERT INTO calls (key, hash, answer, at) VALUES (?, ?, ?, ?)').run(
          input.key,
          hashOf(input, count),
          JSON.stringify(rows.map((r) => r.id)),
          clock.now(),
        );
      }
      return rows;
    },
  };

  /** What the same call answered before; CONFLICT where the key was used for another one. */
  function answered(key: string, hash: string): string[] | null {
    const row = db.sql('SELECT hash, answer FROM calls WHERE key = ?').get(key) as
      | { hash: string; answer: string }
      | undefined;
    if (!row) return null;
    if (row.hash !== hash) throw new RushesError('CONFLICT', { field: 'key', subject: key });
    return z.array(z.string()).parse(JSON.parse(row.answer));
  }
}
