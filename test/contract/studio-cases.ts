import { expect } from 'vitest';
import { badInput, type Case, missing, noJob, previewed, wrong } from './case.ts';

/** Calls that the studio lives on: the library, files before their job, the host's own. */
export const studioCases: Record<string, Case> = {
  'takes.remove': {
    async good(client) {
      const job = await previewed(client);
      await client.jobs.reject({ job: job.id });
      const [take] = job.takes;
      expect((await client.takes.remove({ take: take!.id })).take.removedAt).toBeGreaterThan(0);
      const { items } = await client.library.page({});
      expect(items.map((item) => item.take.id)).not.toContain(take!.id);
      expect((await client.takes.restore({ take: take!.id })).take.removedAt).toBe(null);
    },
    bad: [
      missing((c) => c.takes.remove({ take: noJob })),
      {
        say: async (c) => c.takes.remove({ take: (await previewed(c)).takes[0]!.id }),
        code: 'NOT_ALLOWED',
        facts: { found: 'of a job that has not ended' },
      },
    ],
  },
  'takes.restore': {
    async good(client) {
      const job = await previewed(client);
      await client.jobs.reject({ job: job.id });
      const take = job.takes[0]!.id;
      await client.takes.remove({ take });
      await client.takes.restore({ take });
      const { items } = await client.library.page({});
      expect(items.map((item) => item.take.id)).toContain(take);
    },
    bad: [missing((c) => c.takes.restore({ take: noJob }))],
  },
  'library.page': {
    async good(client) {
      const job = await previewed(client, 'A kingfisher over the weir.');
      const found = await client.library.page({ search: 'kingf weir', workflow: 'tts', stage: 'preview' });
      expect(found.items).toMatchObject([
        { job: job.id, workflow: 'tts', about: 'A kingfisher over the weir.' },
      ]);
      expect((await client.library.page({ search: 'kingf', starred: true })).items).toEqual([]);
      const first = await client.library.page({ limit: 1 });
      const second = await client.library.page({ limit: 1, after: first.next });
      expect(second.items[0]!.take.id < first.items[0]!.take.id).toBe(true);
    },
    bad: [badInput((c) => c.library.page({ limit: 0 }), 'limit')],
  },
  'library.facts': {
    async good(client) {
      await previewed(client);
      const { takes, models } = await client.library.facts();
      expect(takes).toBeGreaterThan(0);
      expect(models.length).toBeGreaterThan(0);
    },
  },
  'inputs.sample': {
    async good(client) {
      const voice = await client.inputs.sample({ name: 'voice-12s.mp3' });
      expect(voice).toMatchObject({ kind: 'audio', name: 'voice-12s.mp3', mime: 'audio/mpeg' });
      expect(voice.durationS).toBeGreaterThan(10);
    },
    bad: [badInput((c) => c.inputs.sample(wrong({ name: '../package.json' })), 'name')],
  },
  'inputs.get': {
    async good(client) {
      const made = await client.inputs.sample({ name: 'room.jpg' });
      expect(await client.inputs.get({ staged: made.id })).toEqual(made);
    },
    bad: [missing((c) => c.inputs.get({ staged: noJob }))],
  },
  'keys.check': {
    good: async (client) =>
      expect(await client.keys.check({ provider: 'fal', key: 'another:5678' })).toMatchObject({ ok: true }),
    bad: [badInput((c) => c.keys.check({ provider: 'fal', key: '' }), 'key')],
  },
  // This process carries no screens.
  'studio.link': {
    good: async () => undefined,
    bad: [{ say: (c) => c.studio.link({}), code: 'NOT_ALLOWED' }],
  },
  'studio.demo': {
    good: async () => undefined,
    bad: [{ say: (c) => c.studio.demo(), code: 'NOT_ALLOWED' }],
  },
};
