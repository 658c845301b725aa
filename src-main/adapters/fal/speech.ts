import type { EndpointTypeMap } from '@fal-ai/client/endpoints';
import type { SpeechRequest } from '../../../src-shared/domain/request.ts';

/** Speech at fal: endpoint and input of each model (providers.md C.1). Pure. */

/** A misspelt id would compile where fal's client takes it, so they are checked here. */
export const speechEndpoints = {
  'elevenlabs/turbo-v2.5': 'fal-ai/elevenlabs/tts/turbo-v2.5',
  'elevenlabs/multilingual-v2': 'fal-ai/elevenlabs/tts/multilingual-v2',
  'elevenlabs/eleven-v3': 'fal-ai/elevenlabs/tts/eleven-v3',
} as const satisfies Record<string, keyof EndpointTypeMap>;
type SpeechModelName = keyof typeof speechEndpoints;
type InputOf<Name extends SpeechModelName> = EndpointTypeMap[(typeof speechEndpoints)[Name]]['input'];

export function speechInput(model: SpeechModelName, request: SpeechRequest): Record<string, unknown> {
  const { text, voice, stability } = request;
  const language = request.language ? { language_code: request.language } : {};
  if (model === 'elevenlabs/eleven-v3') {
    return { text, voice, stability, ...language } satisfies InputOf<typeof model>;
  }
  return {
    text,
    voice,
    stability,
    similarity_boost: request.similarity,
    style: request.style,
    speed: request.speed,
    ...language,
  } satisfies InputOf<typeof model>;
}
