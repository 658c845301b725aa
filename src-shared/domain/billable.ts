import type { ProviderRequest } from './request.ts';

/** What the dollars of a request depend on; an adapter multiplies it with its provider's price list. */
export type BillableUnits =
  | { kind: 'characters' | 'seconds' | 'requests'; count: number }
  | {
      kind: 'tokens';
      input: number;
      output: number;
    };

/** OpenAI's own rule of thumb for English; it serves an estimate only. */
const charactersPerToken = 4;

/** What a provider will bill for a request, as far as it is known before the call. */
export function unitsOf(request: ProviderRequest): BillableUnits {
  if (request.task === 'text') {
    const characters = request.messages.reduce((sum, message) => sum + message.text.length, 0);
    return { kind: 'tokens', input: Math.ceil(characters / charactersPerToken), output: request.maxTokens };
  }
  if (request.task === 'speech') return { kind: 'characters', count: request.text.length };
  return { kind: 'seconds', count: request.seconds };
}
