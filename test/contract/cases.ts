import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeJob } from '../profile/world.ts';
import { badInput, type Case, completed, emptied, missing, noJob, previewed, wrong } from './case.ts';
import { jobCases } from './job-cases.ts';
import { studioCases } from './studio-cases.ts';

/** Each call of the contract once as it is meant, and in forms that are refused. */
export const cases: Record<string, Case> = {
  ...jobCases,
  ...studioCases,
  'takes.star': {
    async good(client) {
      const [take] = (await previewed(client)).takes;
      expect((await client.takes.star({ take: take!.id })).take.starred).toBe(true);
    },
    bad: [
      missing((c) => c.takes.star({ take: noJob })),
      badInput((c) => c.takes.star({ take: 'x' }), 'take'),
    ],
  },
  'credits.balance': {
    async good(client) {
      const { available, held, spent, granted } = await client.credits.balance();
      expect(available + held + spent).toBe(granted);
    },
  },
  'credits.grant': {
    async good(client) {
      const before = await client.credits.balance();
      const grant = { amount: 700, note: 'more', key: 'contract-grant' };
      await client.credits.grant(grant);
      expect((await client.credits.grant(grant)).granted).toBe(before.granted + 700);
    },
    bad: [
      badInput((c) => c.credits.grant({ amount: 0 }), 'amount'),
      badInput((c) => c.credits.grant({ amount: 1.5 }), 'amount'),
      badInput((c) => c.credits.grant({ amount: Number.MAX_SAFE_INTEGER }), 'amount'),
      { say: (c) => c.credits.grant({ amount: 1, key: 'contract-grant' }), code: 'CONFLICT' },
    ],
  },
  'credits.ledger': {
    async good(client) {
      const { entries, next } = await client.credits.ledger({ limit: 2 });
      const older = await client.credits.ledger({ limit: 2, before: next });
      expect(older.entries[0]!.id).toBeLessThan(entries[1]!.id);
      const grants = await client.credits.ledger({ kind: 'grant' });
      expect(new Set(grants.entries.map((one) => one.kind))).toEqual(new Set(['grant']));
      const { id } = await completed(client);
      const ofJob = await client.credits.ledger({ job: id });
      expect(ofJob.entries.map((one) => [one.job, one.kind])).toEqual([
        [id, 'capture'],
        [id, 'hold'],
      ]);
      const at = ofJob.entries[0]!.at;
      const [since, until] = [
        await client.credits.ledger({ job: id, since: at }),
        await client.credits.ledger({ job: id, until: at }),
      ];
      // What moved at that moment is in the first of them.
      expect(since.entries.map((one) => one.kind)).toContain('capture');
      expect(until.entries.map((one) => one.kind)).not.toContain('capture');
      expect([...since.entries, ...until.entries]).toEqual(ofJob.entries);
    },
    bad: [
      badInput((c) => c.credits.ledger({ limit: 1_000 }), 'limit'),
      badInput((c) => c.credits.ledger(wrong({ kind: 'gift' })), 'kind'),
      badInput((c) => c.credits.ledger(wrong({ since: 'yesterday' })), 'since'),
    ],
  },
  'budget.get': { good: async (client) => expect((await client.budget.get()).limits.job).toBe(null) },
  'budget.set': {
    async good(client) {
      expect((await client.budget.set({ job: 50 })).limits.job).toBe(50);
      await expect(makeJob(client, 'tts', 'Too dear.')).rejects.toMatchObject({ code: 'OVER_BUDGET' });
      await client.budget.set({ job: null });
    },
    bad: [badInput((c) => c.budget.set({ day: -1 }), 'day')],
  },
  'keys.status': {
    async good(client) {
      const { keys } = await client.keys.status();
      expect(keys.find((k) => k.provider === 'fal')).toEqual({
        provider: 'fal',
        present: true,
        last4: '1234',
        source: 'env',
      });
    },
  },
  // Only what is refused: a good one would reach the keychain of the person who runs the tests.
  'keys.set': {
    good: async () => undefined,
    bad: [
      badInput((c) => c.keys.set({ provider: 'fal', key: '' }), 'key'),
      badInput((c) => c.keys.set({ provider: 'fal', key: 'two words' }), 'key'),
      badInput((c) => c.keys.set(wrong({ provider: 'acme', key: 'k' })), 'provider'),
    ],
  },
  'keys.test': {
    good: async (client) => expect(await client.keys.test({ provider: 'fal' })).toMatchObject({ ok: true }),
    bad: [
      { say: (c) => c.keys.test({ provider: 'cloudinary' }), code: 'KEY_MISSING' },
      badInput((c) => c.keys.test(wrong({})), 'provider'),
    ],
  },
  'keys.remove': {
    good: async (client) =>
      expect(await client.keys.remove({ provider: 'cloudinary' })).toMatchObject({ present: false }),
    bad: [badInput((c) => c.keys.remove(wrong({ provider: '' })), 'provider')],
  },
  'settings.get': {
    good: async (client) => expect((await client.settings.get()).concurrency.fal).toBeGreaterThan(0),
  },
  'settings.set': {
    async good(client) {
      const concurrency = { openrouter: 4, fal: 3, cloudinary: 2, media: 1 };
      const before = {
        ...(await client.settings.get()),
        review: { tts: 'auto' as const },
        onStart: 'ask' as const,
      };
      await client.settings.set({ review: before.review });
      await client.settings.set({ onStart: before.onStart });
      // What a change does not name stays as it is.
      expect(await client.settings.set({ concurrency })).toEqual({ ...before, concurrency });
    },
    bad: [badInput((c) => c.settings.set(wrong({ concurrency: { fal: 0 } })), 'concurrency.openrouter')],
  },
  'assets.evict': {
    good: async (client) => expect((await client.assets.evict({ dryRun: true })).evicted).toEqual([]),
    bad: [badInput((c) => c.assets.evict(wrong({ dryRun: 'yes' })), 'dryRun')],
  },
  'media.status': {
    good: async (client) => expect((await client.media.status()).part.name).toBeTruthy(),
  },
  'media.install': {
    // Where it is there already nothing is fetched.
    async good(client) {
      const { codecs } = await client.media.status();
      if (codecs) expect((await client.media.install({ consent: true })).codecs).toBe(true);
    },
    bad: [badInput((c) => c.media.install(wrong({ consent: false })), 'consent')],
  },
  'app.info': {
    good: async (client, world) =>
      expect(await client.app.info()).toMatchObject({ home: world.folder, pid: process.pid, demo: false }),
  },
  'app.snapshot': {
    async good(client) {
      const { rev, jobs, blocked } = await client.app.snapshot();
      // The mirror, which is a wish, has no key here.
      expect(blocked).toEqual({ cloudinary: 'key' });
      expect(rev).toBeGreaterThan(0);
      expect(jobs.length).toBeGreaterThan(5);
    },
  },
  'app.events': {
    async good(client) {
      const stop = new AbortController();
      const events = await client.app.events(undefined, { signal: stop.signal });
      await client.queue.pause();
      for await (const event of events) if (event.type === 'queue') break;
      stop.abort();
      await emptied(client);
    },
  },
  'app.doctor': {
    async good(client) {
      const { checks } = await client.app.doctor();
      expect(checks.filter((check) => !check.ok && check.name !== 'disk')).toEqual([]);
    },
  },
  'app.backup': { good: async (client) => expect((await client.app.backup()).bytes).toBeGreaterThan(4_096) },
  'app.bundle': {
    async good(client, world) {
      const { bytes } = await client.app.bundle({ file: join(world.folder, `bundle-${Math.random()}.json`) });
      expect(bytes).toBeGreaterThan(100);
    },
    bad: [
      badInput((c) => c.app.bundle({ file: '' }), 'file'),
      badInput((c, world) => {
        const file = join(world.folder, 'taken.json');
        writeFileSync(file, 'mine');
        return c.app.bundle({ file });
      }, 'bundle'),
    ],
  },
};
