import type { ProviderId } from '../../../src-shared/domain/request.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Db } from '../db/db.ts';
import { jobInputs } from '../jobs/claim.ts';
import { type JobRow, jobRow } from '../jobs/store.ts';
import type { Estimate, UnitPrices } from './unit-prices.ts';

/** What a made job is likely to cost in dollars: as of its making, and as of now. */
export type Estimates = ReturnType<typeof createEstimates>;

type EstimatesDeps = { db: Db; workflows: readonly Workflow[]; prices: UnitPrices };

const unknown: Estimate = { usd: null, range: null, source: 'unknown' };

export function createEstimates({ db, workflows, prices }: EstimatesDeps) {
  const today = (job: JobRow): Estimate => {
    const workflow = workflows.find((one) => one.id === job.workflow);
    return workflow ? prices.estimate(workflow, job.params, jobInputs(db, workflow, job.id)) : unknown;
  };
  return {
    today,

    /** Asks for today's prices of the finals that wait for this provider and were approved at a price. */
    async renew(provider: ProviderId): Promise<void> {
      const rows = db
        .sql(
          `SELECT * FROM jobs WHERE state = 'generating_final' AND provider = +? AND usd_approved IS NOT NULL
           GROUP BY workflow, json_extract(params, '$.model')`,
        )
        .all(provider)
        .map((row) => jobRow.parse(row));
      for (const job of rows) {
        const workflow = workflows.find((one) => one.id === job.workflow);
        if (workflow) await prices.refresh(workflow, job.params, jobInputs(db, workflow, job.id));
      }
    },

    /** As of the making, or by what is known today where nothing was known then. */
    of: (job: JobRow): Estimate =>
      job.usd_estimate === null
        ? today(job)
        : { usd: job.usd_estimate, range: null, source: job.usd_source ?? 'list' },
  };
}
