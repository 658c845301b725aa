import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { JournalEntry } from '../../simulators/journal.ts';
import type { Decision } from '../../src-main/engine/jobs/actions.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { isEnd } from '../../src-shared/domain/job.ts';
import { atLength } from '../full.ts';
import { openStudio, type Studio } from '../workflows/studio.ts';
import { type Books, readBooks } from './books.ts';
import { neverPaidTwice, restsRightly, soundBooks } from './checks.ts';

/**
 * A final of two parts of which one or both are lost, with every word that a person can say: by what fal saw, nothing is bought twice. A minute of
 * video is rendered: left to `npm run test:full`; `several-parts.test.ts` of the engine says the same words of rows alone.
 */
const sample = (name: string): string => join(import.meta.dirname, '../../resources/samples', name);
let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const submits = async (): Promise<JournalEntry[]> =>
  (await studio.requests()).filter((one) => one.call === 'submit');
const accepted = async (): Promise<JournalEntry[]> => (await submits()).filter((one) => one.accepted);
const finals = (job: Job) => job.attempts.filter((one) => one.stage === 'final');
const inDoubt = (job: Job): number =>
  finals(job).filter((one) => one.state === 'unknown' && one.lookups > 0).length;
const act = (job: Job, action: (id: string) => unknown): Job => studio.engine().actOn(job.id, action);

async function approved(faults: Record<string, unknown>[]): Promise<Job> {
  const params = { image: sample('portrait.jpg'), audio: sample('voice-65s.mp3') };
  const made = await studio.make({ workflow: 'ugc_video', params, review: 'hold' });
  const job = await studio.until(made.id);
  for (const fault of faults) await studio.fault({ provider: 'fal', ...fault });
  return act(job, (id) => studio.engine().actions.approve([id]));
}

async function rightly(job: Job): Promise<void> {
  const posts = (await submits()).map((e) => ({
    at: Date.parse(e.at),
    accepted: e.accepted,
    requestId: e.requestId,
    toldAt: e.accepted ? Date.parse(e.at) : null,
  }));
  const read = readBooks(join(studio.home, 'profile')) as Books;
  // Inputs have rows of another kind, and what was joined may be cleared away a moment later.
  const books = { ...read, files: { ...read.files, unlisted: [] } };
  expect([...soundBooks(books), ...neverPaidTwice(posts, books), ...restsRightly(books)]).toEqual([]);
  // A preview and two parts: three are bought, whatever was lost.
  expect(await accepted()).toHaveLength(3);
  expect(job).toMatchObject({ state: 'completed', hold: { captured: 300 } });
}

/** Says `word` of each part that is in doubt, until the job has ended. */
async function decideAll(job: Job, word: (now: Job) => Promise<Decision>): Promise<Job> {
  for (;;) {
    const now = await studio.until(job.id, (one) => inDoubt(one) > 0 || isEnd(one.state));
    if (isEnd(now.state)) return now;
    const decision = await word(now);
    act(job, (id) => studio.engine().actions.resolve(id, decision));
  }
}

atLength(
  'two submits lost before fal had them: pay again for each, with a restart before each word',
  {
    timeout: 120_000,
  },
  async () => {
    const job = await approved([{ call: 'submit', mode: 'reset', times: 2 }]);
    let words = 0;
    const end = await decideAll(job, async () => {
      words += 1;
      await studio.restart();
      return { kind: 'pay_again' };
    });
    expect(words).toBe(2);
    await rightly(end);
  },
);

atLength(
  'two submits lost after fal had them, and its list does not tell: each is found by a person',
  {
    timeout: 120_000,
  },
  async () => {
    const job = await approved([
      { call: 'submit', mode: 'accept-then-reset', times: 2 },
      { call: 'lookup', mode: 'empty', times: 100 },
    ]);
    const end = await decideAll(job, async (now) => {
      const known = now.attempts.map((one) => one.requestId);
      const theirs = (await accepted()).find((one) => !known.includes(one.requestId));
      return { kind: 'found', requestId: theirs?.requestId ?? '' };
    });
    await rightly(end);
  },
);

atLength(
  'one was not run: the go ends uncharged, and the retry buys what is missing',
  {
    timeout: 120_000,
  },
  async () => {
    const job = await approved([{ call: 'submit', mode: 'reset' }]);
    const failed = await decideAll(job, async () => ({ kind: 'not_run' }));
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'not_run' }, hold: { captured: 0 } });
    act(job, (id) => studio.engine().actions.retry(id));
    await rightly(await studio.until(job.id));
  },
);
