import { expect, test } from 'vitest';
import type { AttemptFact, Books, Step } from './books.ts';
import { keptItsWord, lostIsUnknown, neverPaidTwice, type Post, restsRightly, soundBooks } from './checks.ts';

/** The harness must be able to fail: histories in which money was lost, and the sentence that says so. */

const attempt = (n: number, more: Partial<AttemptFact> = {}): AttemptFact => ({
  id: n,
  job: 'job',
  n,
  go: 1,
  part: 0,
  stage: 'preview',
  state: 'succeeded',
  sent: true,
  requestId: `request-${n}`,
  lookups: 0,
  createdAt: n * 1_000,
  ...more,
});
const post = (n: number, more: Partial<Post> = {}): Post => ({
  at: n * 1_000 + 10,
  accepted: true,
  requestId: `request-${n}`,
  toldAt: n * 1_000 + 500,
  ...more,
});
const steps = (...told: [n: number, event: string, to: Step['to']][]): Step[] =>
  told.map(([n, event, to], i) => ({ rev: i + 1, job: 'job', n, event, to }));

const books = (more: Partial<Books>): Books => ({
  integrity: 'ok',
  audit: [],
  lastRev: 20,
  jobs: [
    {
      id: 'job',
      state: 'completed',
      stage: 'final',
      go: 1,
      price_total: 100,
      price_preview: 20,
      error: null,
    },
  ],
  attempts: [attempt(1)],
  steps: steps([1, 'submitting', 'submitting'], [1, 'finished', 'saving'], [1, 'saved', 'succeeded']),
  holds: [{ job: 'job', amount: 100, settled: true, captured: 100, released: 0 }],
  previews: ['job'],
  files: { broken: [], parts: [], unlisted: [] },
  ...more,
});
const failed = steps(
  [1, 'submitting', 'submitting'],
  [1, 'accepted', 'running'],
  [1, 'failed', 'failed'],
  [2, 'submitting', 'submitting'],
);
const two = [attempt(1, { state: 'failed' }), attempt(2)];

test('a history without fault is told to be without fault', () => {
  expect(neverPaidTwice([post(1)], books({}))).toEqual([]);
  expect(restsRightly(books({}))).toEqual([]);
  expect(soundBooks(books({}))).toEqual([]);
  expect(neverPaidTwice([post(1), post(2)], books({ attempts: two, steps: failed }))).toEqual([]);
});

test('two accepted submits of which the first was unknown are reported', () => {
  const lost = steps(
    [1, 'submitting', 'submitting'],
    [1, 'lost', 'unknown'],
    [2, 'submitting', 'submitting'],
  );
  const attempts = [attempt(1, { state: 'unknown', requestId: null }), attempt(2)];
  const posts = [post(1, { toldAt: null }), post(2)];
  expect(neverPaidTwice(posts, books({ attempts, steps: lost })).join()).toContain('which was unknown');
});

test('a second submit after one that was only called failed is reported', () => {
  const posts = [post(1, { toldAt: null }), post(2)];
  const said = neverPaidTwice(posts, books({ attempts: two, steps: failed })).join();
  expect(said).toContain('had not told the outcome');
  const late = [post(1, { toldAt: 9_000 }), post(2)];
  expect(neverPaidTwice(late, books({ attempts: two, steps: failed })).join()).toContain(
    'had not told the outcome',
  );
});

test('requests without an intent, twice in one attempt, or called unsent or refused are reported', () => {
  expect(neverPaidTwice([post(1, { at: 5, requestId: 'x' })], books({})).join()).toContain(
    'before there was an intent',
  );
  expect(neverPaidTwice([post(1), post(1, { at: 1_020, requestId: 'again' })], books({})).join()).toContain(
    'sent 2 requests',
  );
  const unsent = books({ attempts: [attempt(1, { sent: false, state: 'failed' })] });
  expect(neverPaidTwice([post(1)], unsent).join()).toContain('nothing left, but it did');
  const refused = books({ attempts: [attempt(1, { state: 'refused', requestId: null })] });
  expect(neverPaidTwice([post(1)], refused).join()).toContain('the provider had accepted it');
});

test('a fourth submit of a part is reported, one of another go or part is not', () => {
  const four = [1, 2, 3, 4].map((n) => attempt(n, { state: 'refused', requestId: null }));
  const told = four.flatMap(({ n }): [number, string, Step['to']][] => [
    [n, 'submitting', 'submitting'],
    [n, 'refused', 'refused'],
  ]);
  const posts = [1, 2, 3, 4].map((n) => post(n, { accepted: false, requestId: null }));
  expect(neverPaidTwice(posts, books({ attempts: four, steps: steps(...told) })).join()).toContain(
    '4 submits',
  );
  const goes = four.map((a) => ({ ...a, go: a.n < 4 ? 1 : 2 }));
  expect(neverPaidTwice(posts, books({ attempts: goes, steps: steps(...told) }))).toEqual([]);
});

test('an attempt that was on its way at a crash and then failed in silence is reported', () => {
  const crashed = books({ attempts: [attempt(1, { state: 'submitting' })], lastRev: 1 });
  const silent = steps([1, 'submitting', 'submitting'], [1, 'failed', 'failed']);
  expect(lostIsUnknown(crashed, books({ steps: silent })).join()).toContain('and then failed');
  const lost = steps([1, 'submitting', 'submitting'], [1, 'lost', 'unknown'], [1, 'adopted', 'running']);
  expect(lostIsUnknown(crashed, books({ steps: lost }))).toEqual([]);
});

test('money in the wrong place is reported', () => {
  const hold = { job: 'job', amount: 100, settled: true, captured: 0, released: 100 };
  const job = books({}).jobs[0]!;
  expect(restsRightly(books({ holds: [hold] })).join()).toContain('completed charged 0, not 100');
  const open = { ...hold, settled: false, released: 0 };
  expect(restsRightly(books({ holds: [open] })).join()).toContain('completed with an open hold');
  const unknown = { ...job, state: 'processing' as const };
  expect(restsRightly(books({ jobs: [unknown], holds: [hold] })).join()).toContain('0 open holds');
  const failedJob = { ...job, state: 'failed' as const };
  const captured = { ...hold, captured: 20, released: 80 };
  expect(restsRightly(books({ jobs: [failedJob], holds: [captured] })).join()).toContain(
    'failed charged 20, not 0',
  );
  const cancelled = { ...job, state: 'cancelled' as const };
  expect(restsRightly(books({ jobs: [cancelled], holds: [captured] }))).toEqual([]);
  expect(restsRightly(books({ jobs: [cancelled], holds: [captured], previews: [] })).join()).toContain(
    'charged 20, not 0',
  );
  expect(restsRightly(books({ attempts: [attempt(1, { state: 'unknown' })] })).join()).toContain(
    'is unknown',
  );
});

test('damage, a lost acknowledgement and files without a row are reported', () => {
  expect(soundBooks(books({ integrity: 'page 3 is broken', audit: ['held is negative'] }))).toHaveLength(2);
  expect(keptItsWord({ rev: 21, jobs: [] }, books({})).join()).toContain('change 21 was told');
  expect(keptItsWord({ rev: 1, jobs: ['other'] }, books({})).join()).toContain('made and is gone');
  expect(keptItsWord({ rev: 1, jobs: [] }, null)).toHaveLength(1);
  const files = { broken: ['a is missing'], parts: ['b.part'], unlisted: ['c'] };
  expect([...soundBooks(books({ files })), ...restsRightly(books({ files }))]).toHaveLength(3);
});

test('a part is sent in a new go beside another try of it, or while another part is in doubt', () => {
  const told = steps(
    [1, 'submitting', 'submitting'],
    [1, 'accepted', 'running'],
    [2, 'submitting', 'submitting'],
    [2, 'lost', 'unknown'],
    [3, 'submitting', 'submitting'],
  );
  const attempts = [attempt(1), attempt(2, { part: 1 }), attempt(3, { go: 2 })];
  expect(neverPaidTwice([], books({ attempts, steps: told }))).toEqual([
    'attempt 3 (preview, go 2, part 0) beside attempt 1 (preview, go 1, part 0), which was running',
    'attempt 3 (preview, go 2, part 0) beside attempt 2 (preview, go 1, part 1), which was unknown',
  ]);
});
