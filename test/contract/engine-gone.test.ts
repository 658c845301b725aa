import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulators } from '../../simulators/start.ts';
import { hold, makeJob, reach } from '../profile/world.ts';
import { refusal } from './suite.ts';

/** The process that holds the profile dies under its clients: every call settles, and the next process goes on. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-gone-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('an engine that goes away', () => {
  it('by kill -9 rejects every call under way, ends the events, and refuses what comes after', async () => {
    const holder = await hold({ folder });
    const { client, closed } = await holder.connect();
    const events = await client.app.events();
    const ended = (async () => {
      for await (const _ of events);
    })().then(
      () => 'ended',
      () => 'ended',
    );
    // Stopped first, so that the calls are surely under way when it dies.
    await holder.kill('SIGSTOP');
    const calls = [client.app.info(), client.app.doctor(), client.credits.grant({ amount: 5 })].map(refusal);
    await holder.kill('SIGKILL');
    expect((await Promise.all(calls)).map((error) => error.code)).toEqual(Array(3).fill('ENGINE_GONE'));
    await closed;
    expect(await ended).toBe('ended');
    expect((await refusal(client.app.info())).code).toBe('ENGINE_GONE');

    const next = await hold({ folder });
    expect(next.told.ready).toBeGreaterThan(0);
    const second = await next.connect();
    // The grant never reached it, or was on disk before it died: both are whole.
    expect([0, 5]).toContain((await second.client.credits.balance()).granted);
    second.close();
    expect(await next.end()).toBe(0);
  });

  it('in order answers what was asked before, then ends', async () => {
    const holder = await hold({ folder });
    const { client, closed } = await holder.connect();
    const asked = client.credits.grant({ amount: 7 });
    const over = holder.end();
    const answer = await asked.then(
      (balance) => balance.granted,
      (error: unknown) => error,
    );
    await closed;
    expect(await over).toBe(0);
    const next = await hold({ folder });
    const second = await next.connect();
    const { granted } = await second.client.credits.balance();
    if (typeof answer === 'number') expect(granted).toBe(7);
    second.close();
    await next.end();
  });

  it('mid-job is followed by one that goes on, and the provider is asked once', async () => {
    const simulators = await startSimulators({ speed: 0 });
    const env = {
      FAL_KEY: 'gone:1234',
      OPENROUTER_API_KEY: 'sk-or-gone-1234',
      RUSHES_FAL_URL: simulators.urls.fal,
      RUSHES_OPENROUTER_URL: simulators.urls.openrouter,
    };
    try {
      const first = await hold({ folder, work: true, env });
      const one = await first.connect();
      const { id } = await makeJob(one.client, 'tts', 'Killed. And taken up.');
      await reach(one.client, id, (job) => job.attempts.some((a) => a.state === 'running'));
      await first.kill('SIGKILL');

      const next = await hold({ folder, work: true, env });
      const two = await next.connect();
      const job = await reach(two.client, id, (j) => j.state === 'preview_ready' || j.state === 'failed');
      expect(job).toMatchObject({ state: 'preview_ready', attempts: [{ state: 'succeeded' }] });
      const accepted = (await (await fetch(`${simulators.urls.control}/accepted`)).json()) as unknown[];
      expect(accepted).toEqual([expect.objectContaining({ provider: 'fal', count: 1 })]);
      two.close();
      expect(await next.end()).toBe(0);
    } finally {
      await simulators.close();
    }
  });
});
