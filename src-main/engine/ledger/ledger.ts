import * as z from 'zod/mini';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import {
  type Account,
  type EntryKind,
  entryKinds,
  isCredits,
  type LocalEntryKind,
  movement,
} from '../../../src-shared/domain/ledger.ts';
import type { Db } from '../db/db.ts';

/**
 * The only writer of `entries` and `holds`. Every function that writes runs inside the caller's transaction, together
 * with the state that explains it, and is idempotent by key: the same key with the same values changes nothing, with
 * other values it is refused (CONFLICT). Balances are kept by a trigger and bounded by constraints; see migration 1.
 */
export type Ledger = ReturnType<typeof createLedger>;

// Lazy, all three: a start reads no row of the ledger.
const entryRow = z.lazy(() =>
  z.object({
    id: z.number(),
    at: z.number(),
    kind: z.string(),
    amount: z.number(),
    job_id: z.nullable(z.string()),
  }),
);
const holdRow = z.lazy(() =>
  z.object({
    job_id: z.string(),
    run: z.number(),
    amount: z.number(),
    preview_share: z.number(),
    settled: z.pipe(
      z.number(),
      z.transform((n) => n === 1),
    ),
    captured: z.number(),
    released: z.number(),
  }),
);
export type Hold = z.infer<typeof holdRow>;

const statementRow = z.lazy(() =>
  z.object({
    id: z.number(),
    at: z.number(),
    kind: z.enum(entryKinds),
    job: z.nullable(z.string()),
    amount: z.number(),
    available: z.number(),
    reason: z.string(),
  }),
);
type Statement = z.infer<typeof statementRow>;
type StatementPage = {
  /** Id of the last entry that was read; null for the first page. */
  before: number | null;
  limit: number;
  kind?: EntryKind | undefined;
  job?: string | undefined;
  /** Wall clock, ms: moved at or after, moved before. */
  since?: number | undefined;
  until?: number | undefined;
};

export type SettleAs = 'capture_all' | 'capture_preview_share' | 'release_all';

type NewEntry = { kind: LocalEntryKind; key: string; amount: number; jobId: string | null; reason: string };

export function createLedger(db: Db, now: () => number) {
  const insert = (e: NewEntry): number => {
    if (!isCredits(e.amount) || e.amount === 0) {
      throw new RushesError('BAD_INPUT', {
        field: 'amount',
        rule: 'a whole number of credits above 0',
        found: String(e.amount),
      });
    }
    const known = db.sql('SELECT id, at, kind, amount, job_id FROM entries WHERE key = ?').get(e.key);
    if (known) return sameOrConflict(entryRow.parse(known), e);
    const { from, to } = movement[e.kind];
    const delta = to === 'available' ? e.amount : from === 'available' ? -e.amount : 0;
    try {
      const done = db
        .sql(
          `INSERT INTO entries (at, kind, key, source, target, amount, job_id, available, reason)
           SELECT ?, ?, ?, ?, ?, ?, ?, balance + ?, ? FROM accounts WHERE name = 'available'`,
        )
        .run(now(), e.kind, e.key, from, to, e.amount, e.jobId, delta, e.reason);
      return Number(done.lastInsertRowid);
    } catch (error) {
      if (from === 'available' && (error as { code?: string }).code === 'SQLITE_CONSTRAINT_CHECK') {
        throw new RushesError('NOT_ENOUGH_CREDITS', {
          rule: String(e.amount),
          found: String(balanceOf('available')),
        });
      }
      throw error;
    }
  };

  const balanceOf = (account: string): number =>
    Number(db.sql('SELECT balance FROM accounts WHERE name = ?').pluck().get(account));

  const holdsOf = (jobId: string): Hold[] =>
    z
      .array(holdRow)
      .parse(
        db
          .sql(
            'SELECT job_id, run, amount, preview_share, settled, captured, released FROM holds WHERE job_id = +? ORDER BY run',
          )
          .all(jobId),
      );

  const refundedOf = (jobId: string): number =>
    Number(
      db
        .sql(`SELECT COALESCE(SUM(amount), 0) FROM entries WHERE job_id = ? AND kind = 'refund'`)
        .pluck()
        .get(jobId),
    );

  return {
    balance: () => {
      const rows = db.sql('SELECT name, balance FROM accounts').raw().all() as [string, number][];
      const of = new Map(rows);
      const amount = (account: Account): number => Math.abs(of.get(account) ?? 0);
      return {
        available: amount('available'),
        held: amount('held'),
        spent: amount('spent'),
        granted: amount('granted'),
      };
    },
    holdsOf,

    /** Puts credits in. Answers false where the same key did so before. */
    grant(amount: number, key: string, reason: string): boolean {
      const known = db.sql('SELECT 1 FROM entries WHERE key = ?').get(`grant:${key}`) !== undefined;
      if (!known && amount > Number.MAX_SAFE_INTEGER - Math.abs(balanceOf('granted'))) {
        throw new RushesError('BAD_INPUT', {
          field: 'amount',
          rule: 'small enough to be counted exactly',
          found: String(amount),
        });
      }
      insert({ kind: 'grant', key: `grant:${key}`, amount, jobId: null, reason });
      return !known;
    },

    /** Reserves credits for a go of a job. Throws NOT_ENOUGH_CREDITS; a price of 0 writes nothing. */
    hold(jobId: string, amount: number, previewShare: number): void {
      if (amount === 0) return;
      const run = Number(db.sql('SELECT COUNT(*) FROM holds WHERE job_id = ?').pluck().get(jobId)) + 1;
      const entry = insert({
        kind: 'hold',
        key: `${jobId}:${run}`,
        amount,
        jobId,
        reason: 'held for the job',
      });
      db.sql(
        'INSERT INTO holds (job_id, run, entry_id, at, amount, preview_share) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(jobId, run, entry, now(), amount, Math.min(previewShare, amount));
    },

    /**
     * Settles the open hold of a job; answers false where there is none (free of credits, or settled before).
     * What is not captured is released in the same transaction.
     */
    settle(jobId: string, how: SettleAs, reason: string): boolean {
      const open = holdsOf(jobId).at(-1);
      if (!open || open.settled) return false;
      const captured =
        how === 'capture_all' ? open.amount : how === 'capture_preview_share' ? open.preview_share : 0;
      const released = open.amount - captured;
      const changed = db
        .sql(
          `UPDATE holds SET settled = 1, captured = ?, released = ? WHERE job_id = ? AND run = ? AND settled = 0`,
        )
        .run(captured, released, jobId, open.run).changes;
      if (changed !== 1) return false;
      if (captured > 0)
        insert({ kind: 'capture', key: `${jobId}:${open.run}:capture`, amount: captured, jobId, reason });
      if (released > 0)
        insert({ kind: 'release', key: `${jobId}:${open.run}:release`, amount: released, jobId, reason });
      return true;
    },

    /** Credits of a job that were captured and not refunded. */
    chargedFor: (jobId: string): number =>
      holdsOf(jobId).reduce((sum, h) => sum + h.captured, 0) - refundedOf(jobId),

    /** Gives back all that is still charged for a job; answers the amount. */
    refund(jobId: string, note: string): number {
      const before = refundedOf(jobId);
      const amount = holdsOf(jobId).reduce((sum, h) => sum + h.captured, 0) - before;
      if (amount > 0)
        insert({ kind: 'refund', key: `${jobId}:refund:${before}`, amount, jobId, reason: note });
      return amount;
    },

    /** A page of the statement, newest first. */
    page({ before, limit, kind, job, since, until }: StatementPage): Statement[] {
      const wheres = ['id < ?'];
      const values: (string | number)[] = [before ?? Number.MAX_SAFE_INTEGER];
      const add = (where: string, value: string | number): void => {
        wheres.push(where);
        values.push(value);
      };
      if (kind !== undefined) add('kind = ?', kind);
      if (job !== undefined) add('job_id = ?', job);
      if (since !== undefined) add('at >= ?', since);
      if (until !== undefined) add('at < ?', until);
      const rows = db
        .sql(
          `SELECT id, at, kind, job_id AS job, amount, available, reason FROM entries
           WHERE ${wheres.join(' AND ')} ORDER BY id DESC LIMIT +?`,
        )
        .all(...values, limit);
      return z.array(statementRow).parse(rows);
    },

    /** The `hold` object of a job's snapshot. */
    holdReport(jobId: string): Job['hold'] {
      const holds = holdsOf(jobId);
      const last = holds.at(-1);
      const captured = holds.reduce((sum, h) => sum + h.captured, 0);
      return {
        state: !last ? 'none' : !last.settled ? 'held' : last.captured > 0 ? 'captured' : 'released',
        held: last && !last.settled ? last.amount : 0,
        captured,
        refunded: captured === 0 ? 0 : refundedOf(jobId),
        released: holds.reduce((sum, h) => sum + h.released, 0),
      };
    },
  };
}

function sameOrConflict(known: z.infer<typeof entryRow>, e: NewEntry): number {
  if (known.kind === e.kind && known.amount === e.amount && known.job_id === e.jobId) return known.id;
  throw new RushesError('CONFLICT', { subject: e.key });
}
