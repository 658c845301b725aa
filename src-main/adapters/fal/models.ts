import { filesOf, type ProviderRequest } from '../../../src-shared/domain/request.ts';
import { clipEndpoints, clipInputs } from './clips.ts';
import { speechEndpoints, speechInput } from './speech.ts';
import { lipsyncInputs, talkEndpoints, talkInputs } from './talk.ts';

/** Which endpoint of fal stands for a model's name, and what a request looks like there. Pure. */

const endpoints = { ...speechEndpoints, ...clipEndpoints, ...talkEndpoints } as const;
export type ModelName = keyof typeof endpoints;
export type Endpoint = (typeof endpoints)[ModelName];

/** The free questions (is it there, is the key good) ask the price of this one. */
export const knownEndpoint: Endpoint = endpoints['elevenlabs/turbo-v2.5'];

const isIn = <T extends object>(table: T, name: string): name is Extract<keyof T, string> =>
  Object.hasOwn(table, name);

/** `makes`: the one file of the answer, and the name of its field. */
export type Target = {
  model: ModelName;
  endpoint: Endpoint;
  input: Record<string, unknown>;
  makes: 'audio' | 'video';
};

/** The first model of the request that is known here for its task, and its input; null where none is. One submit has one endpoint. */
export function targetOf(request: ProviderRequest): Target | null {
  for (const model of request.models) {
    const input = inputOf(model, request);
    if (input && isIn(endpoints, model))
      return {
        model,
        endpoint: endpoints[model],
        input,
        makes: request.task === 'speech' ? 'audio' : 'video',
      };
  }
  return null;
}

function inputOf(model: string, request: ProviderRequest): Record<string, unknown> | null {
  switch (request.task) {
    case 'text':
      return null;
    case 'speech':
      return isIn(speechEndpoints, model) ? speechInput(model, request) : null;
    case 'clip':
      return isIn(clipInputs, model) ? clipInputs[model](request) : null;
    case 'talk':
      return isIn(talkInputs, model) ? talkInputs[model](request) : null;
    case 'lipsync':
      return isIn(lipsyncInputs, model) ? lipsyncInputs[model](request) : null;
  }
}

/** The first of the names that is known here, as fal's id. */
export function endpointOf(models: readonly string[]): Endpoint | null {
  const model = models.find((name) => isIn(endpoints, name));
  return model ? endpoints[model] : null;
}

/** The field of a file that was not put where fal can load it; null where all were. */
export const missingFile = (request: ProviderRequest): string | null =>
  filesOf(request).find(([, file]) => !file.url)?.[0] ?? null;

/** fal's names as the creator knows them; null: a field that is ours alone. The clip of a lipsync was made of the picture. */
const ownNames: Readonly<Record<string, string | null>> = {
  similarity_boost: 'similarity',
  language_code: 'language',
  image_url: 'image',
  start_image_url: 'image',
  video_url: 'image',
  audio_url: 'audio',
  resolution: null,
  generate_audio: null,
  generate_audio_switch: null,
  audio: null,
  loop: null,
  sync_mode: null,
};

/** The parameter that a `loc` of fal's `detail` means, as the creator knows it. */
export function fieldOf(loc: readonly (string | number)[]): string | undefined {
  const name = loc.find((part) => typeof part === 'string' && part !== 'body');
  if (typeof name !== 'string') return undefined;
  return (isIn(ownNames, name) ? ownNames[name] : name) ?? undefined;
}
