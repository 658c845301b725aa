import type { ProviderId } from '../src-shared/domain/request.ts';
import type { ProviderPort } from './ports/provider.ts';

/** An adapter whose code is loaded when something is first asked of it: most starts of the program ask nothing. */
export function lazyProvider(id: ProviderId, load: () => Promise<ProviderPort>): ProviderPort {
  let loaded: Promise<ProviderPort> | null = null;
  const port = (): Promise<ProviderPort> => {
    loaded ??= load();
    return loaded;
  };
  return {
    id,
    submit: async (request, exchange) => (await port()).submit(request, exchange),
    poll: async (ticket, signal) => (await port()).poll(ticket, signal),
    cancel: async (ticket, signal) => (await port()).cancel(ticket, signal),
    lookup: async (query, signal) => (await port()).lookup(query, signal),
    download: async (file, signal) => (await port()).download(file, signal),
    testKey: async (signal) => (await port()).testKey(signal),
    reachable: async (signal) => (await port()).reachable(signal),
    quote: async (models, units, signal) => (await port()).quote(models, units, signal),
  };
}
