import type { Db } from '../db/db.ts';

/** Proves the ledger from its entries alone; answers what is wrong in words, an empty list when all is right. */
export function auditLedger(db: Db): string[] {
  const wrong: string[] = [];
  const sums = db
    .sql(
      `SELECT name, balance, COALESCE((SELECT SUM(amount) FROM entries WHERE target = name), 0)
         - COALESCE((SELECT SUM(amount) FROM entries WHERE source = name), 0) AS summed FROM accounts`,
    )
    .all() as { name: string; balance: number; summed: number }[];
  for (const a of sums)
    if (a.balance !== a.summed) wrong.push(`${a.name} is ${a.balance}, its entries say ${a.summed}`);
  if (sums.reduce((n, a) => n + a.balance, 0) !== 0) wrong.push('the balances do not add up to zero');
  for (const a of sums) if (a.name !== 'granted' && a.balance < 0) wrong.push(`${a.name} is negative`);

  const rows: [what: string, sql: string][] = [
    [
      'open holds and the held balance differ',
      `SELECT 1 WHERE (SELECT COALESCE(SUM(amount), 0) FROM holds WHERE settled = 0) <> (SELECT balance FROM accounts WHERE name = 'held')`,
    ],
    ['a job captured more than it held', 'SELECT 1 FROM holds WHERE captured > amount'],
    [
      'a job was refunded more than it was charged',
      `SELECT 1 FROM entries e WHERE kind = 'refund' GROUP BY job_id HAVING SUM(amount) > (SELECT SUM(captured) FROM holds h WHERE h.job_id = e.job_id)`,
    ],
    [
      'an ended job keeps a hold',
      `SELECT 1 FROM holds h JOIN jobs j ON j.id = h.job_id WHERE h.settled = 0 AND j.state IN ('completed', 'failed', 'cancelled', 'rejected')`,
    ],
    [
      'a job that is not ended has no hold',
      `SELECT 1 FROM jobs j WHERE j.price_total > 0 AND j.state IN ('queued', 'processing', 'preview_ready', 'generating_final') AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.job_id = j.id AND (h.settled = 0 OR (j.price_total = j.price_preview AND h.captured > 0)))`,
    ],
    ['a job has two open holds', `SELECT 1 FROM holds WHERE settled = 0 GROUP BY job_id HAVING COUNT(*) > 1`],
    [
      'settlements and their entries differ',
      `SELECT 1 WHERE (SELECT COALESCE(SUM(captured), 0) FROM holds) <> (SELECT COALESCE(SUM(amount), 0) FROM entries WHERE kind = 'capture') OR (SELECT COALESCE(SUM(released), 0) FROM holds) <> (SELECT COALESCE(SUM(amount), 0) FROM entries WHERE kind = 'release')`,
    ],
  ];
  for (const [what, sql] of rows) if (db.sql(sql).get()) wrong.push(what);
  return wrong;
}
