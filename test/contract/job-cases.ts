import { expect } from 'vitest';
import { inState, makeJob, reach } from '../profile/world.ts';
import {
  badInput,
  type Case,
  cancelled,
  completed,
  denied,
  emptied,
  missing,
  noJob,
  previewed,
  waiting,
  wrong,
} from './case.ts';

/** The calls of jobs and of the queue. */
export const jobCases: Record<string, Case> = {
  'jobs.create': {
    async good(client) {
      const input = { workflow: 'chat', params: { prompt: 'A hook' }, count: 2, key: 'contract-1' };
      const { jobs } = await client.jobs.create(input);
      expect(jobs).toHaveLength(2);
      expect((await client.jobs.create(input)).jobs.map((j) => j.id)).toEqual(jobs.map((j) => j.id));
      expect(await reach(client, jobs[1]!.id, inState('completed', 'failed'))).toMatchObject({
        state: 'completed',
        price: { total: 0 },
      });
    },
    bad: [
      { say: (c) => c.jobs.create({ workflow: 'nope', params: {} }), code: 'UNKNOWN_WORKFLOW' },
      badInput(
        (c) => c.jobs.create({ workflow: 'chat', params: { prompt: 'a', temperature: 3 } }),
        'temperature',
      ),
      badInput((c) => c.jobs.create({ workflow: 'chat', params: { prompt: 'a', colour: 1 } }), 'colour'),
      badInput((c) => c.jobs.create(wrong({ workflow: 'chat', params: { prompt: 'a' }, count: 0 })), 'count'),
      badInput((c) => c.jobs.create(wrong(null)), 'input'),
      {
        say: (c) => c.jobs.create({ workflow: 'tts', params: { text: 'a' }, count: 100 }),
        code: 'NOT_ENOUGH_CREDITS',
        facts: { rule: '10000' },
      },
      {
        say: (c) => c.jobs.create({ workflow: 'chat', params: { prompt: 'Other' }, key: 'contract-1' }),
        code: 'CONFLICT',
      },
    ],
  },
  'jobs.estimate': {
    async good(client) {
      const input = { workflow: 'tts', params: { text: 'Hello.' } };
      expect((await client.jobs.estimate(input)).price).toMatchObject({ total: 100, preview: 20, final: 80 });
    },
    bad: [badInput((c) => c.jobs.estimate({ workflow: 'tts', params: { text: '', voice: 'X' } }), 'text')],
  },
  'jobs.get': {
    async good(client) {
      const job = await waiting(client);
      expect((await client.jobs.get({ job: job.id })).job).toMatchObject({
        id: job.id,
        waitingFor: 'paused',
      });
    },
    bad: [
      missing((c) => c.jobs.get({ job: noJob })),
      badInput((c) => c.jobs.get({ job: "'; DROP TABLE jobs" }), 'job'),
      badInput((c) => c.jobs.get(wrong({})), 'job'),
    ],
  },
  'jobs.list': {
    async good(client) {
      const first = await client.jobs.list({ limit: 1 });
      const second = await client.jobs.list({ limit: 1, after: first.next });
      expect(second.jobs[0]!.id < first.jobs[0]!.id).toBe(true);
    },
    bad: [
      badInput((c) => c.jobs.list({ limit: 0 }), 'limit'),
      badInput((c) => c.jobs.list(wrong({ state: 'lost' })), 'state'),
    ],
  },
  'jobs.approve': {
    async good(client) {
      const job = await completed(client);
      expect(job).toMatchObject({ state: 'completed', hold: { state: 'captured', captured: 100 } });
      expect(job.takes.map((take) => take.stage)).toEqual(['preview', 'final']);
    },
    bad: [
      badInput((c) => c.jobs.approve({ jobs: [] }), 'jobs'),
      badInput((c) => c.jobs.approve({ jobs: [noJob, noJob] }), 'jobs'),
      denied(async (c) => c.jobs.approve({ jobs: [(await waiting(c)).id] })),
    ],
  },
  'jobs.reject': {
    async good(client) {
      const { job } = await client.jobs.reject({ job: (await previewed(client)).id });
      expect(job).toMatchObject({ state: 'rejected', hold: { captured: 20, released: 80 } });
    },
    bad: [denied(async (c) => c.jobs.reject({ job: (await cancelled(c)).id }))],
  },
  'jobs.cancel': {
    async good(client) {
      expect(await cancelled(client)).toMatchObject({ state: 'cancelled', hold: { captured: 0 } });
    },
    bad: [denied(async (c) => c.jobs.cancel({ job: (await cancelled(c)).id }))],
  },
  'jobs.retry': {
    async good(client) {
      const { job } = await client.jobs.retry({ job: (await cancelled(client)).id });
      expect(job).toMatchObject({ state: 'queued', hold: { state: 'held', held: 100 } });
    },
    bad: [denied(async (c) => c.jobs.retry({ job: (await waiting(c)).id }))],
  },
  'jobs.next': {
    async good(client) {
      const job = await waiting(client);
      expect((await client.jobs.next({ job: job.id })).job.position).toBe(1);
    },
    bad: [denied(async (c) => c.jobs.next({ job: (await cancelled(c)).id }))],
  },
  'jobs.move': {
    async good(client) {
      const before = await waiting(client);
      const job = await waiting(client);
      const { job: moved } = await client.jobs.move({ job: job.id, before: before.id });
      expect(moved.position).toBeLessThan((await client.jobs.get({ job: before.id })).job.position ?? 0);
    },
    bad: [
      badInput(async (c) => {
        const { id } = await waiting(c);
        return c.jobs.move({ job: id, before: id });
      }, 'before'),
    ],
  },
  'jobs.resolve': {
    async good(client, world) {
      await world.fault({ provider: 'openrouter', call: 'chat', mode: 'accept-then-reset', times: 1 });
      await emptied(client);
      const { id } = await makeJob(client, 'chat', 'Lost on the way');
      await reach(client, id, (job) => job.can.includes('resolve'));
      const other = client.jobs.resolve({ job: id, attempt: 7, decision: { kind: 'pay_again' } });
      await expect(other).rejects.toMatchObject({ code: 'NOT_ALLOWED', data: { field: 'attempt' } });
      const { job } = await client.jobs.resolve({ job: id, attempt: 1, decision: { kind: 'not_run' } });
      expect(job).toMatchObject({ state: 'failed', error: { code: 'not_run' } });
    },
    bad: [
      denied(async (c) => c.jobs.resolve({ job: (await waiting(c)).id, decision: { kind: 'not_run' } })),
      badInput((c) => c.jobs.resolve(wrong({ job: noJob, decision: { kind: 'maybe' } })), 'decision.kind'),
    ],
  },
  'jobs.refund': {
    async good(client) {
      const { id } = await completed(client);
      const before = await client.credits.balance();
      const { job } = await client.jobs.refund({ job: id, note: 'it hissed' });
      expect(job.hold).toMatchObject({ state: 'captured', captured: 100, refunded: 100 });
      expect((await client.credits.balance()).available).toBe(before.available + 100);
    },
    bad: [
      badInput((c) => c.jobs.refund({ job: noJob, note: ' ' }), 'note'),
      denied(async (c) => c.jobs.refund({ job: (await cancelled(c)).id, note: 'nothing was charged' })),
    ],
  },
  'jobs.stats': {
    async good(client) {
      const stats = await client.jobs.stats();
      expect(stats.providers.map((p) => p.provider)).toContain('fal');
    },
  },
  'queue.pause': { good: async (client) => expect(await client.queue.pause()).toEqual({ paused: true }) },
  'queue.resume': {
    async good(client) {
      await emptied(client);
      expect(await client.queue.resume()).toEqual({ paused: false });
    },
  },
  'queue.status': {
    good: async (client) => expect(await client.queue.status()).toMatchObject({ paused: false }),
  },
};
