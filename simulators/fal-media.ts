// What a request makes: rendered from the moment it is accepted, by what its input says and the files that it names.

import { failureOf } from './fal-errors.ts';
import type { Files } from './render/plan.ts';
import { Refused } from './render/refused.ts';
import { rendererOf, type SourceLink } from './renderers.ts';
import { renderSpeech, speechSeconds } from './speech.ts';
import type { FalRequest } from './state.ts';
import type { World } from './world.ts';

/** Stands for a key of the cache where speech is hummed: that is made anew whenever it is asked for. */
const HUMMED = 'hummed';
/** Files at fal's storage: those that were sent, and those that were made. */
const STORED = /\/v3b?\.fal\.media\/files\/(in|out)\/([\w-]+)\//;
const DATA = /^data:[\w.+/-]*;base64,/i;

/**
 * Begins to render what a request makes, unless it is known. What comes of it is noted in the request: its media or,
 * for a file that no model would take, its failure.
 */
export function beginMedia(world: World, request: FalRequest): void {
  if (request.media || request.failure) return;
  if (isHummed(world, request)) {
    const bytes = hum(request);
    const seconds = speechSeconds(...textAndSpeed(request));
    request.media = { key: HUMMED, bytes: bytes.length, seconds, frames: 0, width: 0, height: 0, fps: 0 };
    world.state.save();
    return;
  }
  render(world, request).then(
    (media) => note(world, request, () => Object.assign(request, { media })),
    (error: unknown) =>
      note(world, request, () => Object.assign(request, { failure: failureFor(world, request, error) })),
  );
}

/** The bytes that a request made; null when they cannot be made again, or it failed. */
export async function mediaBytes(world: World, request: FalRequest): Promise<Buffer | null> {
  if (!request.media || request.failure) return null;
  if (request.media.key === HUMMED) return hum(request);
  const known = world.rendering.read(request.media.key);
  if (known) return known;
  // The cache has dropped it; the same input gives the same again.
  const again = await render(world, request).catch(() => null);
  return again && world.rendering.read(again.key);
}

/** Goes on with what was being rendered when the simulator ended. */
export function resumeMedia(world: World): void {
  for (const request of world.state.requests.values()) beginMedia(world, request);
}

async function render(world: World, request: FalRequest): Promise<NonNullable<FalRequest['media']>> {
  const { endpoint, input } = request;
  const renderer = rendererOf(endpoint);
  if (!renderer) throw new Error(`nothing renders ${endpoint}`);
  const files: Files = {};
  for (const link of renderer.sources(endpoint, input)) files[link.role] = await fileAt(world, link);
  return world.rendering.render(renderer.plan(endpoint, input), files);
}

/** The file at an address: a data address, one that was sent to the simulator, or one that it made. */
async function fileAt(world: World, { role, url }: SourceLink): Promise<Buffer> {
  const data = DATA.exec(url);
  if (data) return Buffer.from(url.slice(data[0].length), 'base64');
  const [, folder, id = ''] = STORED.exec(url) ?? [];
  const made = folder === 'out' ? world.state.requests.get(id) : undefined;
  const bytes = made ? await mediaBytes(world, made) : folder === 'in' ? world.state.getFile(id) : null;
  if (!bytes) throw new Refused(role, 'file_download_error', `Failed to download the ${role}.`);
  return bytes;
}

function failureFor(world: World, request: FalRequest, error: unknown): NonNullable<FalRequest['failure']> {
  if (error instanceof Refused) {
    const links = rendererOf(request.endpoint)?.sources(request.endpoint, request.input) ?? [];
    const field = links.find(({ role }) => role === error.role)?.field;
    return { ...failureOf(error.type, error.message), ...(field ? { field } : {}) };
  }
  const said = error instanceof Error ? error.message : String(error);
  world.log(`fal ${request.endpoint} ${request.id} could not be rendered: ${said}`);
  return failureOf('runner_server_error', 'The runner failed.');
}

/** A request may have been cancelled, or forgotten, meanwhile. */
function note(world: World, request: FalRequest, change: () => void): void {
  if (request.failure || world.state.requests.get(request.id) !== request) return;
  change();
  world.state.save();
}

function isHummed(world: World, request: FalRequest): boolean {
  return world.hums && rendererOf(request.endpoint)?.plan(request.endpoint, request.input).kind === 'speech';
}

function hum({ endpoint, input }: FalRequest): Buffer {
  const plan = rendererOf(endpoint)?.plan(endpoint, input);
  if (plan?.kind !== 'speech') return Buffer.alloc(0);
  return renderSpeech(plan.text, { quality: plan.look, speed: plan.speed, voice: plan.voice });
}

function textAndSpeed({ input }: FalRequest): [string, number] {
  return [String(input.text), typeof input.speed === 'number' ? input.speed : 1];
}
