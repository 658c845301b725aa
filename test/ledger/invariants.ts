import type { Db } from '../../src-main/engine/db/db.ts';

/** security.md 4.3, read from the raw rows and added up here, without a line of the engine's own arithmetic. */
type Entry = {
  id: number;
  kind: string;
  key: string;
  source: string;
  target: string;
  amount: number;
  job_id: string | null;
  available: number;
};
type HoldRow = {
  job_id: string;
  run: number;
  amount: number;
  settled: number;
  captured: number;
  released: number;
};

const accounts = ['granted', 'available', 'held', 'spent'] as const;
const flows: Record<string, string> = {
  grant: 'granted>available',
  hold: 'available>held',
  capture: 'held>spent',
  release: 'held>available',
  refund: 'spent>available',
};

export function violations(db: Db): string[] {
  const wrong: string[] = [];
  const entries = db.sql('SELECT * FROM entries ORDER BY id').all() as Entry[];
  const balances = replay(entries, wrong);
  for (const name of accounts) {
    const cached = db.sql('SELECT balance FROM accounts WHERE name = ?').pluck().get(name);
    if (cached !== balances[name])
      wrong.push(`I3 ${name} is ${String(cached)}, entries say ${balances[name]}`);
  }
  holdsAreSettledOnce(db, { entries, wrong });
  holdsMatchGoes(db, wrong);
  return wrong;
}

/** I1, I2, I5, I6, I15, I16: every balance after every entry, from the entries alone. */
function replay(entries: Entry[], wrong: string[]): Record<string, number> {
  const balances: Record<string, number> = { granted: 0, available: 0, held: 0, spent: 0 };
  const captured = new Map<string, number>();
  const refunded = new Map<string, number>();
  for (const e of entries) {
    if (!Number.isSafeInteger(e.amount) || e.amount <= 0) wrong.push(`I15 entry ${e.id} is ${e.amount}`);
    if (flows[e.kind] !== `${e.source}>${e.target}`) wrong.push(`entry ${e.id} moves the wrong way`);
    balances[e.source] = (balances[e.source] ?? 0) - e.amount;
    balances[e.target] = (balances[e.target] ?? 0) + e.amount;
    const { available = -1, held = -1, spent = -1, granted = 1 } = balances;
    if (available + held + spent + granted !== 0) wrong.push(`I1 after entry ${e.id}`);
    if (available < 0 || held < 0 || spent < 0) wrong.push(`I2 after entry ${e.id}`);
    if (e.available !== available)
      wrong.push(`I16 entry ${e.id} says ${e.available} available, it is ${available}`);
    const job = e.job_id ?? '';
    if (e.kind === 'capture') captured.set(job, (captured.get(job) ?? 0) + e.amount);
    if (e.kind === 'refund') refunded.set(job, (refunded.get(job) ?? 0) + e.amount);
    if ((refunded.get(job) ?? 0) > (captured.get(job) ?? 0)) wrong.push(`I6 job ${job}`);
  }
  return balances;
}

/** I4, I5: a hold has its settlement's entries once, and they add up to it. */
function holdsAreSettledOnce(db: Db, { entries, wrong }: { entries: Entry[]; wrong: string[] }): void {
  const byKey = new Map(entries.map((e) => [e.key, e]));
  const holds = db.sql('SELECT * FROM holds').all() as HoldRow[];
  let open = 0;
  for (const h of holds) {
    const name = `${h.job_id}:${h.run}`;
    const captured = byKey.get(`${name}:capture`)?.amount ?? 0;
    const released = byKey.get(`${name}:release`)?.amount ?? 0;
    if (byKey.get(name)?.amount !== h.amount) wrong.push(`hold ${name} and its entry differ`);
    if (captured !== h.captured || released !== h.released)
      wrong.push(`I4 hold ${name} and its settlement differ`);
    if (captured > h.amount) wrong.push(`I5 hold ${name}`);
    if (h.settled === 1 && captured + released !== h.amount) wrong.push(`I4 hold ${name} is not whole`);
    if (h.settled === 0) open += h.amount;
    if (h.settled === 0 && captured + released > 0) wrong.push(`I4 hold ${name} is open and settled`);
  }
  const held = db.sql(`SELECT balance FROM accounts WHERE name = 'held'`).pluck().get();
  if (open !== held) wrong.push(`open holds are ${open}, held is ${String(held)}`);
  const settlements = entries.filter((e) => e.kind === 'capture' || e.kind === 'release').length;
  const expected = holds.reduce((n, h) => n + (h.captured > 0 ? 1 : 0) + (h.released > 0 ? 1 : 0), 0);
  if (settlements !== expected)
    wrong.push(`I4 ${settlements} settlements for holds that explain ${expected}`);
}

/** I11: a failed job gave its last hold back whole (a price of 1 has no second hold: its preview took all). I12: only being made and being retried make a hold. */
function holdsMatchGoes(db: Db, wrong: string[]): void {
  const failed = db
    .sql(
      `SELECT j.id FROM jobs j JOIN holds h ON h.job_id = j.id WHERE j.state = 'failed'
         AND h.run = (SELECT MAX(run) FROM holds WHERE job_id = j.id) AND h.released <> h.amount
         AND NOT (j.price_total = j.price_preview AND h.captured > 0)`,
    )
    .all();
  if (failed.length > 0) wrong.push(`I11 ${JSON.stringify(failed)}`);
  const tooMany = db
    .sql(
      `SELECT h.job_id, COUNT(*) AS holds FROM holds h JOIN jobs j ON j.id = h.job_id GROUP BY h.job_id
       HAVING COUNT(*) > 1 + (SELECT COUNT(*) FROM events e WHERE e.job_id = h.job_id
         AND json_extract(e.facts, '$.event') IN ('retry_preview', 'retry_final'))`,
    )
    .all();
  if (tooMany.length > 0) wrong.push(`I12 ${JSON.stringify(tooMany)}`);
}
