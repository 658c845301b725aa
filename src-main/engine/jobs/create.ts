import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { CreateInput } from '../../../src-shared/contract/jobs.ts';
import { rankOf, type Stage } from '../../../src-shared/domain/job.ts';
import { previewShareOf } from '../../../src-shared/domain/ledger.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../db/db.ts';
import type { Emit } from '../events.ts';
import type { Budget } from '../ledger/budget.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { UnitPrices } from '../providers/unit-prices.ts';
import { checkParams, workflowNamed } from './params.ts';
import { priceOf } from './snapshot.ts';
import { getJob, type JobRow, jobRow } from './store.ts';

export type CreateDeps = {
  db: Db;
  clock: Clock;
  ledger: Ledger;
  budget: Budget;
  prices: UnitPrices;
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
  usd: number | null;
};

/** Jobs come into being here and nowhere else: checked, priced, then row and hold in one transaction, all of a count or none. */
export function createCreate(deps: CreateDeps) {
  const { db, clock, ledger, budget, prices, emit } = deps;

  const price = (input: CreateInput): Wanted => {
    const workflow = workflowNamed(deps.workflows, input.workflow);
    const params = checkParams(workflow, input.params);
    const total = workflow.credits(params);
    return {
      workflow,
      params,
      total,
      preview: previewShareOf(total),
      usd: prices.estimate(workflow, params),
    };
  };

  const insert = (wanted: Wanted, input: CreateInput): JobRow => {
    const id = deps.newId();
    const at = clock.now();
    const priority = input.priority ?? 'normal';
    const row = db
      .sql(
        `INSERT INTO jobs (id, workflow, state, stage, priority, review, params, provider, price_total, price_preview,
         usd_estimate, rank, claimable, created_at, updated_at)
       VALUES (?, ?, 'queued', 'preview', ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) RETURNING *`,
      )
      .get(
        id,
        wanted.workflow.id,
        priority,
        input.review ?? wanted.workflow.review,
        JSON.stringify(wanted.params),
        wanted.workflow.provider,
        wanted.total,
        wanted.preview,
        wanted.usd,
        rankOf(at, priority),
        at,
        at,
      );
    ledger.hold(id, wanted.total, wanted.preview);
    emit({ type: 'job', job: id, facts: { event: 'created' } });
    if (wanted.total > 0) emit({ type: 'credits', job: id, facts: {} });
    return jobRow.parse(row);
  };

  return {
    /** Checks and prices; asks for a price list where none is known yet; writes nothing else. */
    async estimate(input: CreateInput) {
      const workflow = workflowNamed(deps.workflows, input.workflow);
      await prices.refresh(workflow, checkParams(workflow, input.params));
      const wanted = price(input);
      return {
        workflow: workflow.id,
        params: wanted.params,
        price: priceOf(wanted.total, wanted.preview, wanted.usd),
        count: input.count ?? 1,
        expectedS: (['preview', 'final'] satisfies Stage[]).reduce(
          (s, stage) => s + workflow.stages[stage].expectedSeconds,
          0,
        ),
      };
    },

    /** The rows of the new jobs. Inside the caller's transaction. */
    create(input: CreateInput): JobRow[] {
      const count = input.count ?? 1;
      const hash = input.key ? hashOf(input, count) : '';
      const known = input.key ? answered(input.key, hash) : null;
      if (known) return known.map((id) => getJob(db, id));
      const wanted = price(input);
      budget.allow({ credits: wanted.total, usd: wanted.usd, count });
      const { available } = ledger.balance();
      if (wanted.total * count > available) {
        throw new RushesError('NOT_ENOUGH_CREDITS', {
          ...(count > 1 ? { field: 'count' } : {}),
          rule: String(wanted.total * count),
          found: String(available),
        });
      }
      const rows = Array.from({ length: count }, () => insert(wanted, input));
      if (input.key) {
        db.sql('INSERT INTO calls (key, hash, answer, at) VALUES (?, ?, ?, ?)').run(
          input.key,
          hash,
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
