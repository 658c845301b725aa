import { afterAll, beforeAll, expect, test } from 'vitest';
import { full } from '../full.ts';
import { bundleChild, haveStrace, noStrace, type Program } from './child.ts';
import { type Outcome, runOnce } from './one-run.ts';
import { allRuns, nameOf, type Run, sample } from './scenarios.ts';

/**
 * T01, T04, T09: every fault that the simulators know of a call, with kills spread over the whole life of a job, chat and
 * speech; and every sync of a life without a fault. 12 runs by the seed, or all of them with RUSHES_TEST_FULL=1.
 * RUSHES_DOUBLE_PAY='tts, submit 429' takes those whose name holds these words.
 */

/** Most of a run is waiting for polls and retries, so more runs than processors go on at once. */
const atOnce = 6;
const few = 12;
const seed = process.env.RUSHES_SEED ?? String(Date.now() % 2 ** 31);
const strace = haveStrace();

let program: Program;
beforeAll(async () => {
  program = await bundleChild();
});
afterAll(() => program.remove());

function chosen(): Run[] {
  const every = allRuns(seed, strace);
  const only = process.env.RUSHES_DOUBLE_PAY;
  if (only) return every.filter((run) => nameOf(run).includes(only));
  return full ? every : sample(every, few, seed);
}

test('no job is ever paid twice, whatever fails and wherever it dies', { timeout: 80 * 60_000 }, async () => {
  if (!strace) console.log(`skipped: ${noStrace}`);
  const runs = chosen();
  const since = performance.now();
  const outcomes = await all(runs);
  console.log(`${report(outcomes)}; ${Math.round((performance.now() - since) / 1000)} s; seed ${seed}`);
  const failed = outcomes
    .filter((o) => o.problems.length > 0)
    .map((o) => `${o.name}: ${o.problems.join('; ')}`);
  expect(failed, `repeat with RUSHES_SEED=${seed}`).toEqual([]);
  // Some lives are shorter than the number of their kill; if most were, nothing would be killed at all.
  const meant = runs.filter((run) => run.kills.length > 0).length;
  expect(outcomes.filter((o) => o.kills > 0).length).toBeGreaterThanOrEqual(Math.floor(meant / 2));
});

async function all(runs: readonly Run[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...runs];
  const worker = async (): Promise<void> => {
    for (let run = waiting.shift(); run; run = waiting.shift()) outcomes.push(await runOnce(run, program));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

function report(outcomes: readonly Outcome[]): string {
  const ends = new Map<string, number>();
  for (const { end } of outcomes) ends.set(end, (ends.get(end) ?? 0) + 1);
  const counts = [...ends].sort((a, b) => b[1] - a[1]).map(([end, n]) => `${end} ${n}`);
  const kills = outcomes.reduce((n, o) => n + o.kills, 0);
  return `double pay: ${outcomes.length} runs, ${kills} kills; ${counts.join(', ')}`;
}
