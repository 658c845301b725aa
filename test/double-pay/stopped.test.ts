import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { someOf } from '../full.ts';
import { type Books, readBooks } from './books.ts';
import { neverPaidTwice, restsRightly, soundBooks } from './checks.ts';
import { bundleChild, type Program, startChild } from './child.ts';
import { lockedExit } from './run-plan.ts';
import { openStand, planOf, type Stand, until } from './stand.ts';

/**
 * T41: a process that stands still (SIGSTOP) keeps its profile and comes back to a world that went on. Long is what is
 * longer than every wait of its adapters: the provider has answered meanwhile and the clock says that it is too late.
 */
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

const waitMs = 400;
const cases = [
  { workflow: 'tts', call: 'submit', provider: 'fal', ends: ['completed'] },
  { workflow: 'chat', call: 'chat', provider: 'openrouter', ends: ['completed', 'processing', 'failed'] },
  { workflow: 'tts', call: 'status', provider: 'fal', ends: ['completed'] },
] as const;

test.skipIf(process.platform === 'win32').each(someOf(cases, 1))(
  'stopped in the middle of $call: nobody takes over, nothing is sent twice',
  { timeout: 120_000 },
  async ({ workflow, call, provider, ends }) => {
    await stand.fault({ provider, call, mode: 'slow', ms: 3 * waitMs });
    const usual = planOf(stand, workflow);
    const plan = { ...usual, timeouts: { ...usual.timeouts, headersMs: waitMs, idleMs: waitMs } };
    const child = startChild({ program, plan });
    const asked = async () => (await stand.requests()).find((r) => r.call === call);
    await until(async () => (await asked()) !== undefined);
    process.kill(child.process.pid as number, 'SIGSTOP');

    expect(openProfile(stand.folder)).toBeNull();
    const second = await startChild({ program, plan: { ...plan, timeouts: usual.timeouts } }).ended;
    expect(second.code).toBe(lockedExit);
    await until(async () => (await asked())?.status != null);
    const sentWhileStopped = (await stand.posts()).length;

    process.kill(child.process.pid as number, 'SIGCONT');
    const ended = await child.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(sentWhileStopped).toBe(1);
    const books = readBooks(stand.folder) as Books;
    const posts = await stand.posts();
    expect([...soundBooks(books), ...neverPaidTwice(posts, books), ...restsRightly(books)]).toEqual([]);
    expect(ends).toContain(books.jobs[0]?.state);
    const accepted = posts.filter((p) => p.accepted).length;
    expect(accepted).toBe(new Set(books.attempts.map((a) => a.stage)).size);
  },
);
