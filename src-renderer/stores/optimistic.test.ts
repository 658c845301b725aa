import { beforeEach, describe, expect, test } from 'vitest';
import { RushesError } from '../../src-shared/contract/errors.ts';
import type { Job, Take } from '../../src-shared/contract/shapes.ts';
import { fill, type Info, take, useMirror } from './mirror.ts';
import { useNotices } from './notices.ts';
import { ahead, pausedAhead, rankAhead, takeAhead } from './optimistic.ts';

const credits = { available: 1_000, held: 0, spent: 0, granted: 1_000, demo: true };
const takes = [{ id: 't', starred: false, removedAt: null }] as Take[];
const made = (change: Partial<Job>): Job =>
  ({ state: 'queued', waitingFor: null, attempts: [], updatedAt: 0, takes: [], ...change }) as Job;
const done = made({ id: 'done', state: 'completed', position: null, rank: null, takes });
const waiting = [1, 2, 3].map((rank) =>
  made({ id: `job${rank}`, workflow: 'tts', position: rank, rank, takes: [] }),
);

beforeEach(() => {
  const snapshot = { rev: 10, jobs: [done, ...waiting], credits, paused: false, blocked: {}, texts: [] };
  fill(snapshot, {} as Info);
  useNotices.setState({ notices: [] });
});

const state = () => useMirror.getState();
const refuse = (): Promise<never> => Promise.reject(new RushesError('NOT_ALLOWED', { field: 'job' }));
const agree = (): Promise<void> => Promise.resolve();

describe('shown ahead', () => {
  const order = () => state().groups.waiting.join();
  test.each([
    {
      what: 'a star',
      show: () => takeAhead('t', { starred: true }),
      seen: () => state().jobs.get('done')?.takes[0]?.starred,
      wanted: true,
    },
    {
      what: 'what is removed',
      show: () => takeAhead('t', { removedAt: 5 }),
      seen: () => state().kept.includes('done'),
      wanted: false,
    },
    {
      what: 'a pause',
      show: () => pausedAhead(true),
      seen: () => state().jobs.get('job1')?.waitingFor,
      wanted: 'paused',
    },
    { what: 'a job before all', show: () => rankAhead('job3'), seen: order, wanted: 'job3,job1,job2' },
    {
      what: 'a job before one ahead',
      show: () => rankAhead('job3', 'job2'),
      seen: order,
      wanted: 'job1,job3,job2',
    },
    {
      what: 'a job before one behind',
      show: () => rankAhead('job1', 'job3'),
      seen: order,
      wanted: 'job2,job1,job3',
    },
  ])(
    '$what is shown at once; where it is refused it is as it was, and said',
    async ({ show, seen, wanted }) => {
      const before = seen();
      expect(before).not.toEqual(wanted);
      const kept = ahead(show(), agree);
      expect([seen(), state().ahead]).toEqual([wanted, 1]);
      expect([await kept, state().ahead]).toEqual([true, 0]);
      expect(seen()).toEqual(wanted);
      expect(useNotices.getState().notices).toEqual([]);

      fill({ rev: 10, jobs: [done, ...waiting], credits, paused: false, blocked: {}, texts: [] }, {} as Info);
      const refused = ahead(show(), refuse);
      expect(seen()).toEqual(wanted);
      expect(await refused).toBe(false);
      expect(seen()).toEqual(before);
      expect(useNotices.getState().notices).toHaveLength(1);
    },
  );

  test('a pause that is refused gives each job its reason of before, one that the pause hid, too', async () => {
    const [first, second] = waiting as [Job, Job];
    const poor = { ...first, waitingFor: 'budget' as const };
    fill({ rev: 10, jobs: [poor, second], credits, paused: false, blocked: {}, texts: [] }, {} as Info);
    const reasons = () => [...state().jobs.values()].map(({ waitingFor }) => waitingFor);
    const refused = ahead(pausedAhead(true), refuse);
    expect(reasons()).toEqual(['paused', 'paused']);
    await refused;
    expect(reasons()).toEqual(['budget', null]);
    expect(state().groups.held).toEqual([poor.id]);

    // What came meanwhile stays.
    const again = ahead(pausedAhead(true), refuse);
    const told = { ...poor, waitingFor: null, updatedAt: 7 };
    take([{ type: 'job', rev: 11, job: told }]);
    await again;
    expect(state().jobs.get(poor.id)).toBe(told);
  });

  test('what the engine told meanwhile stays where the press is refused', async () => {
    const refused = ahead(takeAhead('t', { starred: true }), refuse);
    const told = { ...done, takes: takes.map((one) => ({ ...one, starred: true })), updatedAt: 7 };
    take([{ type: 'job', rev: 11, job: told }]);
    await refused;
    expect(state().jobs.get('done')).toBe(told);
  });

  test('what is not here, or does not wait, is left to the engine', () => {
    const { jobs, beat } = state();
    const before = new Map(jobs);
    for (const show of [
      () => takeAhead('other', { starred: true }),
      () => rankAhead('done'),
      () => rankAhead('job1', 'done'),
      () => rankAhead('other'),
    ])
      show()();
    expect([state().jobs, state().beat]).toEqual([before, beat]);
  });
});
