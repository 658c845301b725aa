import type { ProviderPort } from '../src-main/ports/provider.ts';

/** A provider in this process that answers everything at once, so that what is measured is the engine alone. */
export function answering(): ProviderPort {
  let requests = 0;
  return {
    id: 'openrouter',
    async submit(_request, exchange) {
      const requestId = `gen-${process.pid}-${++requests}`;
      exchange.accepted(requestId);
      exchange.text('A hook.');
      return {
        kind: 'finished',
        requestId,
        result: { model: 'bench', billedUsd: 0.0001, pieces: [{ type: 'text', text: 'A hook.' }] },
      };
    },
    upload: async () => ({ kind: 'inline' }),
    poll: async () => ({ kind: 'running' }),
    cancel: async () => 'gone',
    lookup: async () => ({ kind: 'impossible' }),
    download: async () => ({ kind: 'unreachable', error: { code: 'provider_failed' } }),
    testKey: async () => ({ kind: 'ok', detail: '' }),
    reachable: async () => true,
    quote: async () => null,
  };
}
