import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../src-shared/contract/events.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { groupOf, reasonNow } from './groups.ts';
import { addHistory, fill, heardOf, type Info, take, useMirror } from './mirror.ts';

const info = { version: '0', home: '/', demo: true, pid: 1, working: true, schema: 3 } as Info;
const credits = { available: 1_000, held: 0, spent: 0, granted: 1_000, demo: true };

function jobOf(id: string, change: Partial<Job> = {}): Job {
  return {
    id,
    state: 'queued',
    waitingFor: null,
    position: 1,
    rank: 1,
    attempts: [],
    updatedAt: 0,
    takes: [],
    ...change,
  } as Job;
}
const told = (rev: number, job: Job): Event => ({ type: 'job', rev, job });
const start = (jobs: Job[] = [], rev = 10): void =>
  fill({ rev, jobs, credits, paused: false, blocked: {}, texts: [] }, info);

beforeEach(() => start());

describe('the mirror', () => {
  test('takes events up in the order of their rev', () => {
    expect(take([told(11, jobOf('b')), told(12, jobOf('b', { state: 'processing', position: null }))])).toBe(
      true,
    );
    const { rev, jobs, newest, groups } = useMirror.getState();
    expect({ rev, newest, state: jobs.get('b')?.state }).toEqual({
      rev: 12,
      newest: ['b'],
      state: 'processing',
    });
    expect(groups).toMatchObject({ running: ['b'], waiting: [] });
  });

  test('names the jobs that a change touched, and none where all are other ones', () => {
    start([jobOf('a'), jobOf('b')]);
    expect(useMirror.getState().touched).toBeNull();
    take([told(11, jobOf('b', { state: 'processing', position: null }))]);
    expect(useMirror.getState().touched).toEqual(['b']);
    take([{ type: 'queue', rev: 12, paused: true, blocked: {} }]);
    expect(useMirror.getState().touched).toEqual(['a']);
    addHistory([jobOf('b'), jobOf('old', { state: 'completed' })]);
    expect(useMirror.getState().touched).toEqual(['old']);
  });

  test('leaves out what its snapshot told already', () => {
    start([jobOf('a', { state: 'completed' })], 20);
    expect(take([told(19, jobOf('a')), told(20, jobOf('a'))])).toBe(true);
    expect(useMirror.getState().jobs.get('a')?.state).toBe('completed');
  });

  test('wants a new snapshot where an event is missing', () => {
    expect(take([told(11, jobOf('a')), told(13, jobOf('b'))])).toBe(false);
    expect(useMirror.getState().rev).toBe(10);
  });

  test('follows the balance, the pause and what is blocked', () => {
    const held = { ...credits, held: 150 };
    take([
      { type: 'credits', rev: 11, credits: held },
      { type: 'queue', rev: 12, paused: true, blocked: { fal: 'network' } },
    ]);
    expect(useMirror.getState()).toMatchObject({ credits: held, paused: true, blocked: { fal: 'network' } });
  });

  test('joins the pieces of a stream, and a snapshot ends it', () => {
    const text = (piece: string, at: number): Event => ({
      type: 'text',
      rev: 10,
      job: 'a',
      stage: 'final',
      at,
      text: piece,
    });
    take([text('Hel', 0), text('lo', 3)]);
    expect(useMirror.getState().texts.get('a/final')).toBe('Hello');
    const tries = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ n: i + 1, stage: 'final' })) as Job['attempts'];
    take([told(11, jobOf('a', { attempts: tries(1) }))]);
    take([text('Half an ans', 0), told(12, jobOf('a', { attempts: tries(1) }))]);
    expect(useMirror.getState().texts.get('a/final')).toBe('Half an ans');
    take([told(13, jobOf('a', { attempts: tries(2) }))]);
    expect(useMirror.getState().texts.has('a/final')).toBe(false);
    take([text('Whole', 0)]);
    expect(useMirror.getState().texts.get('a/final')).toBe('Whole');
    start();
    expect(useMirror.getState().texts.size).toBe(0);
    // The page came back in the middle of it: what came before is in the snapshot, and a piece of it may come twice.
    const texts = [{ job: 'a', stage: 'final' as const, text: 'Half an ans' }];
    fill({ rev: 10, jobs: [], credits, paused: false, blocked: {}, texts }, info);
    take([text(' ans', 7), text('wer', 11)]);
    expect(useMirror.getState().texts.get('a/final')).toBe('Half an answer');
  });

  test('keeps what it has over a page of history', () => {
    start([jobOf('c', { state: 'completed', updatedAt: 5 })]);
    addHistory([jobOf('c', { state: 'queued' }), jobOf('b', { state: 'failed' }), jobOf('d')]);
    const { newest, jobs } = useMirror.getState();
    expect(newest).toEqual(['d', 'c', 'b']);
    expect(jobs.get('c')?.state).toBe('completed');
  });

  test('counts places in the line of each provider, by the rank of those that moved alone', () => {
    const fal = (id: string, rank: number): Job => jobOf(id, { workflow: 'tts', rank });
    start([fal('c', 3), jobOf('x', { workflow: 'chat', rank: 2 }), fal('b', 2), fal('a', 1)]);
    take([told(11, fal('c', 1.5))]);
    const { groups, places } = useMirror.getState();
    expect(groups.waiting).toEqual(['a', 'c', 'b', 'x']);
    expect(Object.fromEntries(places)).toEqual({ a: 1, c: 2, b: 3, x: 1 });
  });

  test('knows when a job was last heard of, by whatever came', () => {
    start([jobOf('a', { state: 'processing', position: null, updatedAt: 5 })]);
    const job = () => useMirror.getState().jobs.get('a') as Job;
    expect(heardOf(job())).toBe(5);
    take([{ type: 'text', rev: 10, job: 'a', stage: 'preview', at: 0, text: 'One' }], 9_000);
    expect(heardOf(job())).toBe(9_000);
    take([{ type: 'progress', rev: 10, job: 'a', sent: 1, total: 2 }], 12_000);
    expect(heardOf(job())).toBe(12_000);
  });

  test('says of all that wait what they wait for, when the queue is paused and resumed', () => {
    start([
      jobOf('b', { workflow: 'tts' }),
      jobOf('a', { state: 'processing', position: null, workflow: 'tts' }),
    ]);
    const reasons = () => [...useMirror.getState().jobs.values()].map((job) => job.waitingFor);
    take([{ type: 'queue', rev: 11, paused: true, blocked: { fal: 'network' } }]);
    expect(reasons()).toEqual(['paused', null]);
    take([{ type: 'queue', rev: 12, paused: false, blocked: { fal: 'network' } }]);
    expect(reasons()).toEqual(['network', null]);
    expect(useMirror.getState().groups.held).toEqual(['b']);
    take([{ type: 'queue', rev: 13, paused: false, blocked: {} }]);
    expect(reasons()).toEqual([null, null]);
  });

  test('keeps a job for the shelf until every take of it was deleted, and again once one is back', () => {
    const done = (removedAt: number | null): Job =>
      jobOf('a', {
        state: 'completed',
        position: null,
        takes: [{ id: 't', removedAt }] as unknown as Job['takes'],
      });
    start([done(null)]);
    const kept = (): readonly string[] => useMirror.getState().kept;
    const before = kept();
    expect(before).toEqual(['a']);
    take([told(11, done(null))]);
    expect(kept()).toBe(before);
    take([told(12, done(9))]);
    expect(kept()).toEqual([]);
    take([told(13, done(null))]);
    expect(kept()).toEqual(['a']);
  });

  test('another array of a group only where the group has changed', () => {
    start([jobOf('a', { state: 'processing', position: null })]);
    const before = useMirror.getState().groups;
    take([told(11, jobOf('a', { state: 'processing', position: null, updatedAt: 9 }))]);
    expect(useMirror.getState().groups).toBe(before);
  });

  test('is the same however the events are cut into frames', () => {
    const states = ['queued', 'processing', 'preview_ready', 'completed', 'failed'] as const;
    const anEvent = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), state: fc.constantFrom(...states) });
    void fc.assert(
      fc.property(
        fc.array(anEvent, { maxLength: 40 }),
        fc.infiniteStream(fc.nat({ max: 5 })),
        (list, cuts) => {
          const events = list.map(({ id, state }, i) =>
            told(11 + i, jobOf(id, { state, updatedAt: i, position: state === 'queued' ? 1 : null })),
          );
          start();
          for (let at = 0; at < events.length; ) {
            const next = at + 1 + (cuts.next().value as number);
            expect(take(events.slice(at, next))).toBe(true);
            at = next;
          }
          const { jobs, groups, newest } = useMirror.getState();
          const all = Object.entries(groups).flatMap(([group, ids]) => ids.map((id) => [id, group]));
          expect(new Map(all as [string, string][])).toEqual(
            new Map([...jobs.values()].map((job) => [job.id, groupOf(job)])),
          );
          expect([...newest]).toEqual([...jobs.keys()].sort().reverse());
        },
      ),
    );
  });
});

describe('a group of the queue', () => {
  test.each([
    [{ state: 'queued' }, 'waiting'],
    [{ state: 'queued', waitingFor: 'paused' }, 'waiting'],
    [{ state: 'queued', waitingFor: 'key' }, 'held'],
    [{ state: 'queued', waitingFor: 'network' }, 'held'],
    [{ state: 'processing', position: null }, 'running'],
    [{ state: 'processing', position: null, waitingFor: 'network' }, 'held'],
    [
      { state: 'processing', position: null, waitingFor: 'network', attempts: [{ state: 'running' }] },
      'running',
    ],
    [{ state: 'processing', position: 2 }, 'waiting'],
    [{ state: 'processing', position: null, waitingFor: 'checking' }, 'held'],
    [{ state: 'preview_ready', position: null }, 'held'],
    [{ state: 'generating_final', position: null }, 'running'],
    [{ state: 'generating_final', position: 1, waitingFor: 'price' }, 'held'],
    [{ state: 'rejected', position: null }, 'done'],
  ] as unknown as [Partial<Job>, string][])('of %j is %s', (change, group) => {
    expect(groupOf(jobOf('a', change))).toBe(group);
  });
});

describe('why a job waits now', () => {
  const free = { paused: false, blocked: {} };
  const at = (state: string): Job['attempts'] => [{ state }] as unknown as Job['attempts'];
  test.each([
    ['ended', { state: 'failed' }, { paused: true, blocked: {} }, null],
    ['at its preview', { state: 'preview_ready', position: null }, { paused: true, blocked: {} }, null],
    ['in doubt', { waitingFor: 'checking', position: null }, { paused: true, blocked: {} }, 'checking'],
    [
      'at the provider',
      { position: null, attempts: at('running') },
      { paused: true, blocked: { fal: 'network' } },
      'network',
    ],
    [
      'at a busy provider',
      { position: null, attempts: at('running') },
      { paused: false, blocked: { fal: 'rate' } },
      null,
    ],
    [
      'being fetched',
      { position: null, attempts: at('saving') },
      { paused: true, blocked: { fal: 'key' } },
      null,
    ],
    ['over its budget', { waitingFor: 'budget', position: null }, free, 'budget'],
    [
      'over its budget and without a key',
      { waitingFor: 'budget', position: null },
      { paused: false, blocked: { fal: 'key' } },
      'key',
    ],
    ['asked to wait', { waitingFor: 'rate', position: null }, free, 'rate'],
    ['of another provider', {}, { paused: false, blocked: { openrouter: 'network' } }, null],
  ] as [string, Partial<Job>, Parameters<typeof reasonNow>[1], Job['waitingFor']][])(
    '%s',
    (...[, change, queue, reason]) => {
      expect(reasonNow(jobOf('a', { workflow: 'tts', ...change }), queue)).toBe(reason);
    },
  );
});
