import { afterAll, beforeAll, expect, test } from 'vitest';
import { full } from '../full.ts';
import { type Books, readBooks } from './books.ts';
import { neverPaidTwice, restsRightly, soundBooks } from './checks.ts';
import { bundleChild, killGroup, type Program, startChild } from './child.ts';
import { openStand, planOf, until } from './stand.ts';

/** T06: what was at the provider when the process died is fetched by the next one, and asked for at once. */
const many = full ? 20 : 2;

let program: Program;
beforeAll(async () => {
  program = await bundleChild();
});
afterAll(() => program.remove());

test(`${many} running jobs outlive a kill -9`, { timeout: 120_000 }, async () => {
  const stand = await openStand(0.1);
  try {
    const create = Array.from({ length: many }, (_, i) => ({
      workflow: 'tts',
      params: { text: `Hook number ${i} for a desk.` },
      key: `resumed-${i}`,
    }));
    const plan = { ...planOf(stand, 'tts'), create, grant: many * 100, falAtOnce: many };
    const first = startChild({ program, plan });
    const ran = (): number => {
      const ids = first.lines.flatMap((l) => (l.is === 'change' && l.attempt === 'running' ? [l.job] : []));
      return new Set(ids).size;
    };
    let over = false;
    void first.ended.then(() => {
      over = true;
    });
    await until(() => over || ran() === many);
    expect(over).toBe(false);
    killGroup(first.process);
    expect((await first.ended).killed).toBe(true);
    const crashed = readBooks(stand.folder) as Books;
    expect(soundBooks(crashed)).toEqual([]);
    expect(crashed.attempts.filter((a) => a.stage === 'preview' && a.requestId !== null)).toHaveLength(many);
    const running = new Set(crashed.attempts.filter((a) => a.state === 'running').map((a) => a.requestId));
    const sentBefore = (await stand.posts()).length;
    const heardBefore = (await stand.requests()).length;

    const second = startChild({ program, plan });
    const ended = await second.ended;
    expect(ended.code, ended.stderr).toBe(0);
    const after = (await stand.requests()).slice(heardBefore);
    const polls = after.filter((r) => r.call === 'status' && running.has(r.requestId));
    // Each is asked once before any is asked twice, and before anything new is sent.
    expect(new Set(polls.slice(0, running.size).map((r) => r.requestId))).toEqual(running);
    const firstNew = after.findIndex((r) => r.call === 'submit');
    expect(after.slice(0, firstNew).filter((r) => r.call === 'status').length).toBeGreaterThan(0);

    const books = readBooks(stand.folder) as Books;
    const posts = await stand.posts();
    expect([...soundBooks(books), ...neverPaidTwice(posts, books), ...restsRightly(books)]).toEqual([]);
    expect(books.jobs.map((j) => j.state)).toEqual(Array.from({ length: many }, () => 'completed'));
    const previews = books.attempts.filter((a) => a.stage === 'preview');
    expect(previews).toHaveLength(many);
    // Only finals were sent after the restart.
    expect(posts.length - sentBefore).toBe(2 * many - sentBefore);
    expect(books.attempts).toHaveLength(2 * many);
  } finally {
    await stand.close();
  }
});
