// The life of a fal request: computed from its times and the clock, so that it goes on while no simulator runs.

import { randomUUID } from 'node:crypto';
import { inputSha256 } from './canonical.ts';
import type { Input } from './checks.ts';
import { failureOf } from './fal-errors.ts';
import { rendererOf } from './renderers.ts';
import type { Failure, FalRequest } from './state.ts';
import { falBase, type World } from './world.ts';

export type QueueStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED';

// A new account at fal runs two requests at once; the others wait in its queue.
const RUNNING_AT_ONCE = 2;
// Part of a request's time that it stands in the queue before it runs.
const QUEUED_PART = 0.2;
const TENTH = 0.1;

/** What `out-of-order` tells before the truth; completed comes first, so that a client that trusts it is caught. */
export const UNTRUE_STATUSES: readonly QueueStatus[] = ['COMPLETED', 'IN_QUEUE', 'IN_PROGRESS', 'IN_QUEUE'];

/**
 * Takes a request on: from here it is billed, runs to its end and can be looked up. It is on disk when this returns.
 * The endpoint must have a renderer.
 */
export function acceptRequest(
  world: World,
  ask: { endpoint: string; input: Input; storeIo: boolean },
): FalRequest {
  const { endpoint, input, storeIo } = ask;
  const now = world.now();
  const took = (rendererOf(endpoint)?.expectedMs(endpoint, input) ?? 0) * TENTH * world.speed;
  const ends = [...world.state.requests.values()].map((one) => one.endsAt).filter((end) => end > now);
  const busyUntil = ends.sort((a, b) => b - a)[RUNNING_AT_ONCE - 1] ?? now;
  const request: FalRequest = {
    id: randomUUID(),
    endpoint,
    input: { ...input },
    acceptedAt: now,
    startsAt: busyUntil + took * QUEUED_PART,
    endsAt: busyUntil + took,
    failure: null,
    media: null,
    untrue: [],
    storeIo,
  };
  world.state.requests.set(request.id, request);
  world.state.countAccepted('fal', inputSha256(input));
  world.state.save();
  return request;
}

/** Where a request truly is: by the clock, and it runs on until what it makes is rendered. */
export function statusOf(world: World, request: FalRequest): QueueStatus {
  const now = world.now();
  if (now >= request.endsAt && (request.failure || request.media)) return 'COMPLETED';
  return now >= request.startsAt ? 'IN_PROGRESS' : 'IN_QUEUE';
}

/** Makes a request fail: when it ends by itself, or with `at: 'once'` now. */
export function failRequest(
  world: World,
  request: FalRequest,
  how: Failure & { at: 'once' | 'its end' },
): void {
  const { at, ...failure } = how;
  request.failure = failure;
  if (at === 'once') request.endsAt = Math.min(request.endsAt, world.now());
  request.startsAt = Math.min(request.startsAt, request.endsAt);
  world.state.save();
}

/** Ends a request that has not ended yet, as fal does when its owner cancels. */
export function cancelRequest(world: World, request: FalRequest): void {
  const failure = failureOf('client_cancelled', 'The request was cancelled by the client.');
  failRequest(world, request, { ...failure, at: 'once' });
}

/** How many requests that wait in the queue were accepted before this one. */
export function queuePosition(world: World, request: FalRequest): number {
  let ahead = 0;
  for (const other of world.state.requests.values()) {
    if (other.id === request.id) break;
    if (statusOf(world, other) === 'IN_QUEUE') ahead += 1;
  }
  return ahead;
}

/** The output document of a request that ended well; its links use the port of this run. */
export function outputOf(world: World, request: FalRequest): Record<string, unknown> | null {
  const renderer = rendererOf(request.endpoint);
  const { endpoint, input, media } = request;
  if (!renderer || !media || request.failure) return null;
  const url = `${falBase(world)}/v3.fal.media/files/out/${request.id}/${renderer.file.name}`;
  return renderer.output(endpoint, input, { ...media, url });
}

/** `owner/app` of an endpoint: the part that stands before `/requests/ID` in fal's links. */
export function appOf(endpoint: string): string {
  return endpoint.split('/').slice(0, 2).join('/');
}

/** The three links of a request. */
export function linksOf(world: World, endpoint: string, id: string): Record<string, string> {
  const base = `${falBase(world)}/queue.fal.run/${appOf(endpoint)}/requests/${id}`;
  return { response_url: base, status_url: `${base}/status`, cancel_url: `${base}/cancel` };
}
