import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { targetOf } from '../../src-main/adapters/fal/models.ts';
import { createFal } from '../../src-main/adapters/fal/provider.ts';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import { lookupEveryMs, undecidedLimitMs } from '../../src-shared/domain/attempt.ts';
import { tts } from '../../src-shared/workflows/tts.ts';
import { someOf } from '../full.ts';
import { type Books, readBooks } from './books.ts';
import { neverPaidTwice, restsRightly, soundBooks } from './checks.ts';
import { bundleChild, type Program, startChild } from './child.ts';
import { engineOn, seeded } from './engine-world.ts';
import type { Rest } from './run-plan.ts';
import { canary, openStand, planOf, type Stand, until } from './stand.ts';

/** T04, T05: a submit whose answer was lost is looked for at fal: found, found twice, or not found. */
let program: Program;
let stand: Stand;
beforeAll(async () => {
  program = await bundleChild();
});
afterAll(() => program.remove());
beforeEach(async () => {
  stand = await openStand(0);
});
afterEach(() => stand.close());

async function run(): Promise<{ rest: Rest; books: Books }> {
  const ended = await startChild({ program, plan: planOf(stand, 'tts') }).ended;
  expect(ended.code, ended.stderr).toBe(0);
  const said = ended.lines.find((line) => line.is === 'rests');
  const books = readBooks(stand.folder) as Books;
  expect([...soundBooks(books), ...neverPaidTwice(await stand.posts(), books)]).toEqual([]);
  return { rest: said?.rests[0] as Rest, books };
}

const lostPreview = (mode: string) => stand.fault({ provider: 'fal', call: 'submit', mode });

test.each(someOf(['accept-then-reset', 'no-request-id', 'accept-then-504', 'half-json'], 1))(
  'found (%s): adopted, and nothing is sent again',
  { timeout: 60_000 },
  async (mode) => {
    await lostPreview(mode);
    const { rest, books } = await run();
    expect(rest.state).toBe('completed');
    expect(books.attempts.map((a) => [a.stage, a.state])).toEqual([
      ['preview', 'succeeded'],
      ['final', 'succeeded'],
    ]);
    expect(
      books.steps
        .filter((s) => s.n === 1)
        .map((s) => s.event)
        .slice(0, 3),
    ).toEqual(['submitting', 'lost', 'adopted']);
    expect((await stand.posts()).filter((p) => p.accepted)).toHaveLength(2);
    expect(restsRightly(books)).toEqual([]);
  },
);

test('two matches: a person decides, the credits stay held, nothing is sent again', {
  timeout: 60_000,
}, async () => {
  await alike();
  await lostPreview('accept-then-reset');
  const { rest, books } = await run();
  expect(rest).toMatchObject({ state: 'processing', waitingFor: 'decision' });
  expect(books.holds).toEqual([{ job: rest.job, amount: 100, settled: false, captured: 0, released: 0 }]);
  expect(await stand.posts()).toHaveLength(1);
});

/** The same request by somebody else with the same account, such as the creator's other program. */
async function alike(): Promise<void> {
  const params = tts.params.parse(planOf(stand, 'tts').create[0]?.params);
  const [request] = tts.toRequest('preview', { params, inputs: {}, models: tts.stages.preview.models });
  const target = request ? targetOf(request) : null;
  const url = `${stand.urls.fal}/queue.fal.run/${target?.endpoint}`;
  const headers = { authorization: 'Key somebody-elses', 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(target?.input) });
  expect(answer.status).toBe(200);
}

test('none: checked every 2 minutes, then a decision, then given up after 24 hours', {
  timeout: 60_000,
}, async () => {
  await lostPreview('reset');
  const { rest } = await run();
  expect(rest).toMatchObject({ state: 'processing', waitingFor: 'checking' });
  const clock = fakeClock(Date.now());
  const fal = createFal({ key: async () => canary, baseUrl: async () => stand.urls.fal });
  const { engine, close } = engineOn({ folder: stand.folder, clock, fal, random: seeded('lost') });
  const shown = () => engine.show(rest.job);
  const lookups = (): number => shown().attempts[0]?.lookups ?? 0;
  const before = lookups();
  engine.start();
  // A restart looks at once; after that the clock decides.
  await until(() => lookups() === before + 1);
  for (let i = 2; shown().waitingFor === 'checking'; i++) {
    expect(i).toBeLessThan(10);
    await clock.advance(lookupEveryMs);
    if (shown().waitingFor === 'checking') await until(() => lookups() === before + i);
  }
  expect(shown()).toMatchObject({
    state: 'processing',
    waitingFor: 'decision',
    hold: { state: 'held', held: 100 },
  });
  const asked = lookups();
  await clock.advance(3_600_000);
  expect(lookups()).toBe(asked);
  expect(await stand.posts()).toHaveLength(1);
  await clock.advance(undecidedLimitMs);
  await until(async () => {
    await clock.advance(lookupEveryMs);
    return shown().state === 'failed';
  });
  expect(shown()).toMatchObject({
    error: { code: 'outcome_unknown' },
    hold: { state: 'released', captured: 0, released: 100 },
  });
  await close();
  const books = readBooks(stand.folder) as Books;
  expect([...soundBooks(books), ...restsRightly(books)]).toEqual([]);
  expect(await stand.posts()).toHaveLength(1);
});

test('OpenRouter keeps no list: a lost chat waits for a decision at once', { timeout: 60_000 }, async () => {
  await stand.fault({ provider: 'openrouter', call: 'chat', mode: 'accept-then-reset' });
  const ended = await startChild({ program, plan: planOf(stand, 'chat') }).ended;
  const said = ended.lines.find((line) => line.is === 'rests');
  expect(said?.rests[0]).toMatchObject({ state: 'processing', waitingFor: 'decision' });
  expect(await stand.posts()).toHaveLength(1);
});
