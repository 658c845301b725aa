import { plainDetail } from './fal-errors.ts';
import { falFiles } from './fal-files.ts';
import { falPlatform } from './fal-platform.ts';
import { falQueue } from './fal-queue.ts';
import { falRest } from './fal-storage.ts';
import { type Exchange, sendJson } from './http.ts';
import type { World } from './world.ts';

const HOSTS: Record<string, (world: World, x: Exchange, path: string) => Promise<void>> = {
  'queue.fal.run': falQueue,
  'rest.fal.ai': falRest,
  'api.fal.ai': falPlatform,
  'v3.fal.media': falFiles,
  'v3b.fal.media': falFiles,
};

/** Answers a call to fal: `x.path` starts with the host name, as in `/queue.fal.run/fal-ai/...`. */
export async function answerFal(world: World, x: Exchange): Promise<void> {
  x.entry.provider = 'fal';
  const [, host = '', ...rest] = x.path.split('/');
  const answer = Object.hasOwn(HOSTS, host) ? HOSTS[host] : undefined;
  if (!answer)
    return sendJson(x, plainDetail(404, `The simulator does not play the host "${host.slice(0, 100)}".`));
  await answer(world, x, `/${rest.join('/')}`);
}
