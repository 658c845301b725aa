import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { previewShareOf } from '../../../src-shared/domain/ledger.ts';
import { violations } from '../../../test/ledger/invariants.ts';
import { dumpOf, openFile } from '../../../test/ledger/world.ts';
import type { Db } from '../db/db.ts';
import { auditLedger } from './audit.ts';
import { createLedger, type Ledger } from './ledger.ts';

let folder = '';
let db: Db;
let ledger: Ledger;
/** The time that entries get, ms. */
let clock = 1;

beforeEach(() => {
  clock = 1;
  folder = mkdtempSync(join(tmpdir(), 'rushes-entries-'));
  db = openFile(join(folder, 'rushes.db'));
  ledger = createLedger(db, () => clock);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const grant = (amount: number, key = 'a'): boolean => db.write(() => ledger.grant(amount, key, 'test'));
const whole = 2 ** 53 - 1;

describe('a grant', () => {
  test('is counted once, however often it is sent', () => {
    grant(500);
    const before = dumpOf(db);
    grant(500);
    expect(dumpOf(db)).toBe(before);
    expect(() => grant(501)).toThrow('CONFLICT');
    expect(dumpOf(db)).toBe(before);
    expect(ledger.balance()).toEqual({ available: 500, held: 0, spent: 0, granted: 500 });
  });

  test.each([0, -1, 0.5, 1e-9, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 60])(
    'of %d is refused',
    (n) => {
      const before = dumpOf(db);
      expect(() => grant(n)).toThrow('BAD_INPUT');
      expect(dumpOf(db)).toBe(before);
    },
  );

  test('reaches exactly to 2^53 - 1, all grants together, and no further', () => {
    grant(whole - 1);
    grant(1, 'b');
    expect(ledger.balance().available).toBe(whole);
    expect(() => grant(1, 'c')).toThrow('BAD_INPUT');
    db.write(() => ledger.hold('job', whole, 1));
    db.write(() => ledger.settle('job', 'capture_preview_share', 'test'));
    expect(ledger.balance()).toEqual({ available: whole - 1, held: 0, spent: 1, granted: whole });
    expect([...violations(db), ...auditLedger(db)]).toEqual([]);
  });

  test('of all there can be is the same grant when it is sent again', () => {
    grant(whole);
    expect(() => grant(whole)).not.toThrow();
    expect(ledger.balance().available).toBe(whole);
  });
});

describe('a hold', () => {
  test('cannot be had for more than there is, and leaves nothing behind', () => {
    grant(99);
    const before = dumpOf(db);
    expect(() => db.write(() => ledger.hold('job', 100, 20))).toThrow(
      expect.objectContaining({ code: 'NOT_ENOUGH_CREDITS', facts: { rule: '100', found: '99' } }),
    );
    expect(dumpOf(db)).toBe(before);
  });

  test('of nothing writes nothing', () => {
    const before = dumpOf(db);
    db.write(() => ledger.hold('job', 0, 0));
    expect(db.write(() => ledger.settle('job', 'capture_all', 'test'))).toBe(false);
    expect(dumpOf(db)).toBe(before);
    expect(ledger.holdReport('job')).toEqual({
      state: 'none',
      held: 0,
      captured: 0,
      refunded: 0,
      released: 0,
    });
  });

  test.each([
    ['capture_all', 100, 0],
    ['capture_preview_share', 20, 80],
    ['release_all', 0, 100],
  ] as const)('settled by %s is settled once', (how, captured, released) => {
    grant(100);
    db.write(() => ledger.hold('job', 100, 20));
    expect(db.write(() => ledger.settle('job', how, 'test'))).toBe(true);
    const before = dumpOf(db);
    for (const again of ['capture_all', 'capture_preview_share', 'release_all'] as const)
      expect(db.write(() => ledger.settle('job', again, 'again'))).toBe(false);
    expect(dumpOf(db)).toBe(before);
    expect(ledger.holdReport('job')).toMatchObject({ held: 0, captured, released });
  });

  test('and what was said of it cannot be changed by any statement', () => {
    grant(100);
    db.write(() => ledger.hold('job', 100, 20));
    db.write(() => ledger.settle('job', 'capture_preview_share', 'test'));
    for (const sql of [
      'UPDATE entries SET amount = 1',
      `UPDATE entries SET reason = 'b'`,
      'DELETE FROM entries',
      'UPDATE holds SET settled = 0, captured = 0, released = 0',
      'UPDATE holds SET captured = 100, released = 0',
      'DELETE FROM holds',
      `UPDATE accounts SET balance = -1 WHERE name = 'available'`,
      `UPDATE accounts SET balance = 1 WHERE name = 'granted'`,
      `INSERT INTO entries (at, kind, key, source, target, amount, available, reason) VALUES (1, 'grant', 'x', 'held', 'available', 1, 1, '')`,
      `INSERT INTO entries (at, kind, key, source, target, amount, available, reason) VALUES (1, 'grant', 'x', 'granted', 'available', 1.5, 1, '')`,
      `INSERT INTO entries (at, kind, key, source, target, amount, available, reason) VALUES (1, 'grant', 'grant:a', 'granted', 'available', 1, 1, '')`,
      `INSERT INTO entries (at, kind, key, source, target, amount, available, reason) VALUES (1, 'capture', 'x', 'held', 'spent', 1, 1, '')`,
    ]) {
      const before = dumpOf(db);
      expect(() => db.sqlite.prepare(sql).run(), sql).toThrow(
        /SQLITE|append-only|once|kept|CHECK|UNIQUE|cannot/,
      );
      expect(dumpOf(db)).toBe(before);
    }
  });
});

test('a refund gives back what is charged and not a credit more, however often', () => {
  grant(200);
  db.write(() => ledger.hold('job', 100, 20));
  db.write(() => ledger.settle('job', 'capture_preview_share', 'test'));
  expect(db.write(() => ledger.refund('job', 'sorry'))).toBe(20);
  expect(db.write(() => ledger.refund('job', 'sorry'))).toBe(0);
  db.write(() => ledger.hold('job', 80, 0));
  db.write(() => ledger.settle('job', 'capture_all', 'test'));
  expect(ledger.chargedFor('job')).toBe(80);
  expect(db.write(() => ledger.refund('job', 'sorry'))).toBe(80);
  expect(ledger.balance()).toEqual({ available: 200, held: 0, spent: 0, granted: 200 });
  expect(violations(db)).toEqual([]);
});

test('I9: keyed grants end the same in every order, sent once or more often', () => {
  const grants = fc.uniqueArray(
    fc.record({ key: fc.string({ minLength: 1 }), amount: fc.integer({ min: 1, max: 999 }) }),
    {
      selector: (g) => g.key,
      maxLength: 6,
    },
  );
  let turn = 0;
  fc.assert(
    fc.property(
      grants.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      ),
      ([all, sent]) => {
        const was = ledger.balance().available;
        turn += 1;
        for (const g of sent) grant(g.amount, `${turn} ${g.key}`);
        expect(ledger.balance().available - was).toBe(all.reduce((n, g) => n + g.amount, 0));
      },
    ),
    { numRuns: 50, seed: Number(process.env.RUSHES_SEED ?? 9) | 0 },
  );
});

test('a page of the statement goes on where the last one ended', () => {
  for (let i = 0; i < 5; i++) grant(10, String(i));
  const first = ledger.page({ before: null, limit: 2 });
  const second = ledger.page({ before: first.at(-1)?.id ?? null, limit: 9 });
  expect([...first, ...second].map((e) => e.available)).toEqual([50, 40, 30, 20, 10]);
});

test('a page of one kind, or of one job, holds no other entry', () => {
  for (let i = 0; i < 3; i++) grant(100, String(i));
  db.write(() => ledger.hold('job', 100, 20));
  db.write(() => ledger.hold('other', 100, 20));
  const shown = (filter: { kind?: 'grant' | 'hold'; job?: string }, before: number | null = null) =>
    ledger.page({ before, limit: 2, ...filter }).map((e) => [e.id, e.kind, e.job]);
  expect(shown({ kind: 'grant' })).toEqual([
    [3, 'grant', null],
    [2, 'grant', null],
  ]);
  expect(shown({ kind: 'grant' }, 2)).toEqual([[1, 'grant', null]]);
  expect(shown({ job: 'job' })).toEqual([[4, 'hold', 'job']]);
  expect(shown({ job: 'other', kind: 'grant' })).toEqual([]);
});

test('a page of a time begins with its first moment, ends before its last, and goes on within it', () => {
  const begin = clock;
  for (let i = 0; i < 5; i++) {
    grant(10, String(i));
    clock += 1_000;
  }
  const shown = (since: number, until: number, before: number | null = null) =>
    ledger.page({ before, limit: 2, since: begin + since, until: begin + until }).map((e) => e.id);
  expect(shown(1_000, 4_000)).toEqual([4, 3]);
  expect(shown(1_000, 4_000, 3)).toEqual([2]);
  expect(shown(1_001, 2_000)).toEqual([]);
});

describe('the audit', () => {
  const break_ = (sql: string): string[] => {
    grant(100);
    db.write(() => ledger.hold('job', 100, 20));
    db.sqlite.exec('DROP TRIGGER entries_stay; DROP TRIGGER holds_settle_once; DROP TRIGGER holds_remain');
    db.sqlite.pragma('ignore_check_constraints = ON');
    db.sqlite.exec(sql);
    return auditLedger(db);
  };
  test.each([
    ['a balance that was changed', `UPDATE accounts SET balance = 7 WHERE name = 'available'`],
    ['an amount that was changed', `UPDATE entries SET amount = 7 WHERE kind = 'grant'`],
    ['a hold that lost its entry', 'UPDATE holds SET settled = 1, captured = 100'],
    ['a hold that is gone', 'DELETE FROM holds'],
  ])('finds %s', (_name, sql) => {
    expect(break_(sql)).not.toEqual([]);
  });
});

test("the preview's share is a fifth, rounded up", () => {
  expect([50, 100, 150, 200, 0, 1, 2, 5, 6, 99].map(previewShareOf)).toEqual([
    10, 20, 30, 40, 0, 1, 1, 1, 2, 20,
  ]);
  for (let price = 0; price < 100_000; price++) {
    const share = previewShareOf(price);
    if (share * 5 < price || share * 5 >= price + 5) expect.fail(`${share} of ${price}`);
  }
});
