import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src-main/api/client.ts';
import { contract } from '../../src-shared/contract/contract.ts';
import { RushesError } from '../../src-shared/contract/errors.ts';
import type { Event } from '../../src-shared/contract/events.ts';
import { fromWire } from '../../src-shared/contract/from-wire.ts';
import { makeJob } from '../profile/world.ts';
import { cases } from './cases.ts';
import { startWorld, type World } from './world.ts';

/** One end of a transport at which the contract is served. */
export type Link = { client: Client; close(): void };

/** What a call was refused with, as the one error of Rushes. */
export async function refusal(call: Promise<unknown>): Promise<RushesError> {
  const error: unknown = await call.then(
    (value) => expect.unreachable(`answered ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  const told = fromWire(error);
  // What crossed is a code and facts; nothing of the other side's insides.
  expect(JSON.stringify(error)).not.toMatch(/node_modules|\bat .*:\d+:\d+|"stack"/);
  return told;
}

/** Every path of the contract, such as `jobs.create`. */
export const callsOfContract = Object.entries(contract).flatMap(([area, calls]) =>
  Object.keys(calls).map((call) => `${area}.${call}`),
);

/** The same calls, errors and events over any transport; one file each, so that a new one is nothing new and they run side by side. */
export function describeContract(
  name: string,
  link: (world: World) => Promise<Link>,
  describeIt: (name: string, tests: () => void) => void = describe,
): void {
  describeIt(name, () => {
    let world: World;
    let ours: Link;
    const folder = mkdtempSync(join(tmpdir(), 'rushes-contract-'));
    beforeAll(async () => {
      world = await startWorld(folder);
      ours = await link(world);
    });
    afterAll(async () => {
      ours.close();
      await world.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('has a case for every call of the contract', () => {
      expect(Object.keys(cases).sort()).toEqual([...callsOfContract].sort());
    });

    for (const [call, { good, bad }] of Object.entries(cases)) {
      it(`${call} answers, and refuses what it should`, async () => {
        await good(ours.client, world);
        for (const { say, code, facts = {} } of bad ?? []) {
          const error = await refusal(say(ours.client, world));
          expect(error).toBeInstanceOf(RushesError);
          expect({ code: error.code, facts: error.facts }).toMatchObject({ code, facts });
        }
      });
    }

    it('answers a call that is not in the contract with NOT_FOUND', async () => {
      const open = ours.client as unknown as Record<string, Record<string, () => Promise<unknown>>>;
      expect((await refusal(open.jobs?.createAll?.() ?? Promise.resolve())).code).toBe('NOT_FOUND');
      const proto = Reflect.get(open, '__proto__') as Record<string, () => Promise<unknown>>;
      expect((await refusal(proto.constructor?.() ?? Promise.resolve())).code).toBe('NOT_FOUND');
    });

    it('sends what an error carries as values, whatever they are', async () => {
      const odd = '"\\\u0000\u2028 </script> $x é🎬';
      const told = await refusal(ours.client.jobs.create({ workflow: odd, params: {} }));
      expect(told.code).toBe('UNKNOWN_WORKFLOW');
      expect(told.facts.subject).toContain(odd);
    });

    it('streams events whose rev grows by one, without a gap after a snapshot', async () => {
      const second = await link(world);
      const stop = new AbortController();
      const events = await second.client.app.events(undefined, { signal: stop.signal });
      const { rev } = await second.client.app.snapshot();
      const seen: Event[] = [];
      await ours.client.queue.pause();
      const job = await makeJob(ours.client, 'tts', 'Gap. Or no gap.');
      await ours.client.jobs.cancel({ job: job.id });
      await ours.client.queue.resume();
      for await (const event of events) {
        if (event.rev > rev && event.type !== 'text') seen.push(event);
        if (event.type === 'queue' && !event.paused) break;
      }
      const revs = seen.map((event) => event.rev);
      expect(revs).toEqual(revs.map((_, i) => rev + 1 + i));
      expect(seen.filter((e) => e.type === 'job' && e.job.id === job.id).length).toBeGreaterThanOrEqual(2);
      stop.abort();
      second.close();
    });

    it('ends a stream of events when its link closes, and rejects what was asked', async () => {
      const second = await link(world);
      const events = await second.client.app.events();
      const ended = (async () => {
        for await (const _ of events);
      })().then(
        () => 'ended',
        () => 'ended with an error',
      );
      const asked = refusal(second.client.app.doctor());
      second.close();
      expect(await ended).toMatch(/^ended/);
      expect((await asked).code).toBe('ENGINE_GONE');
      expect((await ours.client.app.info()).working).toBe(true);
    });
  });
}
