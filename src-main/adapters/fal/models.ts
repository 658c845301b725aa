import type { EndpointTypeMap } from '@fal-ai/client/endpoints';
import type { ProviderRequest, SpeechRequest } from '../../../src-shared/domain/request.ts';

/** Which endpoint of fal stands for a model's name, and what a request looks like there (providers.md C.1). Pure. */

/** A misspelt id would compile where fal's client takes it, so they are checked here. */
export const endpoints = {
  'elevenlabs/turbo-v2.5': 'fal-ai/elevenlabs/tts/turbo-v2.5',
  'elevenlabs/multilingual-v2': 'fal-ai/elevenlabs/tts/multilingual-v2',
  'elevenlabs/eleven-v3': 'fal-ai/elevenlabs/tts/eleven-v3',
} as const satisfies Record<string, keyof EndpointTypeMap>;
export type ModelName = keyof typeof endpoints;
export type Endpoint = (typeof endpoints)[ModelName];

type InputOf<Id extends Endpoint> = EndpointTypeMap[Id]['input'];

/** The free questions (is it there, is the key good) ask the price of this one. */
export const knownEndpoint: Endpoint = endpoints['elevenlabs/turbo-v2.5'];

const isModelName = (name: string): name is ModelName => Object.hasOwn(endpoints, name);

export type Target = { model: ModelName; endpoint: Endpoint; input: Record<string, unknown> };

/** The first model of the request that is known here, and its input; null where none is. One submit has one endpoint. */
export function targetOf(request: ProviderRequest): Target | null {
  if (request.task !== 'speech') return null;
  const model = request.models.find(isModelName);
  return model ? { model, endpoint: endpoints[model], input: speechInput(model, request) } : null;
}

/** The first of the names that is known here, as fal's id. */
export function endpointOf(models: readonly string[]): Endpoint | null {
  const model = models.find(isModelName);
  return model ? endpoints[model] : null;
}

function speechInput(model: ModelName, request: SpeechRequest): Record<string, unknown> {
  const { text, voice, stability } = request;
  const language = request.language ? { language_code: request.language } : {};
  if (model === 'elevenlabs/eleven-v3') {
    return { text, voice, stability, ...language } satisfies InputOf<(typeof endpoints)[typeof model]>;
  }
  return {
    text,
    voice,
    stability,
    similarity_boost: request.similarity,
    style: request.style,
    speed: request.speed,
    ...language,
  } satisfies InputOf<(typeof endpoints)[typeof model]>;
}

const ownNames: Readonly<Record<string, string>> = {
  similarity_boost: 'similarity',
  language_code: 'language',
};

/** The parameter that a `loc` of fal's `detail` means, as the creator knows it. */
export function fieldOf(loc: readonly (string | number)[]): string | undefined {
  const name = loc.find((part) => typeof part === 'string' && part !== 'body');
  return typeof name === 'string' ? (ownNames[name] ?? name) : undefined;
}
