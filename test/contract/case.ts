import type { Client } from '../../src-main/api/client.ts';
import type { ErrorCode, ErrorFacts } from '../../src-shared/contract/errors.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { inState, makeJob, reach } from '../profile/world.ts';
import type { World } from './world.ts';

/** What the cases of the contract are made of. */
export type Bad = {
  say(client: Client, world: World): Promise<unknown>;
  code: ErrorCode;
  facts?: Partial<Record<keyof ErrorFacts, unknown>>;
};
export type Case = { good(client: Client, world: World): Promise<unknown>; bad?: Bad[] };

export const noJob = '0000000000000000';
/** What a call is given that its types would not allow. */
export const wrong = (value: unknown): never => value as never;
export const badInput = (say: Bad['say'], field: string): Bad => ({
  say,
  code: 'BAD_INPUT',
  facts: { field },
});
export const missing = (say: Bad['say']): Bad => ({ say, code: 'NOT_FOUND' });
export const denied = (say: Bad['say']): Bad => ({ say, code: 'NOT_ALLOWED' });

/** A tts job that waits in a paused queue. */
export async function waiting(client: Client): Promise<Job> {
  await client.queue.pause();
  return makeJob(client, 'tts', 'It waits. For us.');
}
/** Lets the queue go on with nothing in it. */
export async function emptied(client: Client): Promise<void> {
  const { jobs } = await client.jobs.list({ state: 'queued', limit: 200 });
  for (const { id } of jobs) await client.jobs.cancel({ job: id });
  await client.queue.resume();
}
export async function previewed(client: Client, text = 'A first sentence. A second one.'): Promise<Job> {
  await emptied(client);
  const { id } = await makeJob(client, 'tts', text);
  return reach(client, id, inState('preview_ready', 'failed'));
}
export async function completed(client: Client): Promise<Job> {
  const { id } = await previewed(client);
  await client.jobs.approve({ jobs: [id] });
  return reach(client, id, inState('completed', 'failed'));
}
export async function cancelled(client: Client): Promise<Job> {
  const { id } = await waiting(client);
  return (await client.jobs.cancel({ job: id })).job;
}
