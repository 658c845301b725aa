import type { Job } from '../../src-shared/contract/shapes.ts';
import { isEnd, type WaitReason } from '../../src-shared/domain/job.ts';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import { workflows } from '../../src-shared/workflows/registry.ts';
import { needsAPerson } from '../texts/words.ts';

/** Where a job stands in the queue drawer. `held`: it needs a person, or something that a person must mend. */
export type Group = 'running' | 'waiting' | 'held' | 'done';

export function groupOf(job: Job): Group {
  if (isEnd(job.state)) return 'done';
  if (job.state === 'preview_ready') return 'held';
  // At the provider already: it goes on there, whatever is missing here.
  if (job.waitingFor === 'network' && job.attempts.some(({ state }) => state === 'running')) return 'running';
  if (needsAPerson(job.waitingFor)) return 'held';
  return job.position === null && job.state !== 'queued' ? 'running' : 'waiting';
}

const providers = new Map(workflows.map((workflow) => [workflow.id, workflow.provider]));
export const providerOf = (workflow: string): ProviderId | undefined => providers.get(workflow);

/** Where each of those that wait stands among those of its provider, from 1. */
export function placesOf(waiting: readonly Job[]): Map<string, number> {
  const counts = new Map<ProviderId | undefined, number>();
  const places = new Map<string, number>();
  for (const { id, workflow } of waiting) {
    const provider = providerOf(workflow);
    const place = (counts.get(provider) ?? 0) + 1;
    counts.set(provider, place);
    places.set(id, place);
  }
  return places;
}

export type QueueState = { paused: boolean; blocked: Partial<Record<ProviderId, WaitReason>> };

/**
 * Why a job waits once the queue is paused or resumed or what blocks a provider changes: those are told once and not with each job. The rule
 * is the engine's (jobs/snapshot.ts); a budget that was hidden by a pause is told again with the job.
 */
export function reasonNow(job: Job, { paused, blocked }: QueueState): WaitReason | null {
  const { waitingFor, position, state, attempts } = job;
  if (isEnd(state) || state === 'preview_ready') return null;
  if (waitingFor === 'checking' || waitingFor === 'decision') return waitingFor;
  const block = blocked[providerOf(job.workflow) ?? 'cloudinary'] ?? null;
  const has = (...states: string[]): boolean => attempts.some((attempt) => states.includes(attempt.state));
  if (has('running')) return block === 'rate' || block === 'balance' ? null : block;
  // On its way, or being finished on this machine.
  if (has('submitting', 'saving') || (position === null && waitingFor === null)) return null;
  if (paused) return 'paused';
  if (block === 'key' || block === 'balance') return block;
  if (waitingFor === 'budget' || waitingFor === 'price') return waitingFor;
  return block ?? (waitingFor === 'rate' && position === null ? 'rate' : null);
}

type Order = (a: Job, b: Job) => number;
const newestFirst: Order = (a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
const oldestFirst: Order = (a, b) => (a.id < b.id ? -1 : 1);

export const isBefore: Record<Group, Order> = {
  running: oldestFirst,
  waiting: (a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || oldestFirst(a, b),
  held: newestFirst,
  done: newestFirst,
};

/** Ids begin with their time: a newer one is larger. */
export function insertByNewest(ids: readonly string[], id: string): string[] {
  const at = ids.findIndex((one) => one < id);
  return at < 0 ? [...ids, id] : [...ids.slice(0, at), id, ...ids.slice(at)];
}
