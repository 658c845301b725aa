import type { ProviderId } from '../src-shared/domain/request.ts';
import { nextTurn } from './adapters/net/turn.ts';
import type { MediaPort } from './ports/media.ts';
import type { MirrorPort } from './ports/mirror.ts';
import type { ProviderPort } from './ports/provider.ts';

/** What `load` gives, loaded when it is first asked for, in a turn of the event loop of its own: reading code takes a while. */
function once<T>(load: () => Promise<T>): { get(): Promise<T>; started(): Promise<T> | null } {
  let loaded: Promise<T> | null = null;
  const read = async (): Promise<T> => {
    await nextTurn();
    const it = await load();
    await nextTurn();
    return it;
  };
  return {
    get() {
      loaded ??= read();
      return loaded;
    },
    started: () => loaded,
  };
}

/**
 * An adapter whose code is loaded when something is first asked of it: most starts of the program ask nothing. What is asked of it begins
 * in a turn of the event loop of its own, after what the engine wrote down before it asks.
 */
export function lazyProvider(id: ProviderId, load: () => Promise<ProviderPort>): ProviderPort {
  const { get } = once(load);
  const port = async (): Promise<ProviderPort> => {
    const it = await get();
    await nextTurn();
    return it;
  };
  return {
    id,
    submit: async (request, exchange) => (await port()).submit(request, exchange),
    upload: async (file, signal) => (await port()).upload(file, signal),
    poll: async (ticket, signal) => (await port()).poll(ticket, signal),
    cancel: async (ticket, signal) => (await port()).cancel(ticket, signal),
    lookup: async (query, signal) => (await port()).lookup(query, signal),
    download: async (file, signal) => (await port()).download(file, signal),
    testKey: async (signal) => (await port()).testKey(signal),
    reachable: async (signal) => (await port()).reachable(signal),
    quote: async (models, units, signal) => (await port()).quote(models, units, signal),
  };
}

/** The same for the mirror. */
export function lazyMirror(load: () => Promise<MirrorPort>): MirrorPort {
  const { get: port } = once(load);
  return {
    id: 'cloudinary',
    put: async (file, exchange) => (await port()).put(file, exchange),
    remove: async (target, signal) => (await port()).remove(target, signal),
    testKey: async (signal) => (await port()).testKey(signal),
    reachable: async (signal) => (await port()).reachable(signal),
  };
}

/** The same for what works on pictures, sound and video. Stopping what was never used loads nothing. */
export function lazyMedia(load: () => Promise<MediaPort>): MediaPort {
  const { get: port, started } = once(load);
  return {
    codecs: async () => (await port()).codecs(),
    probe: async (file, signal) => (await port()).probe(file, signal),
    listen: async (file, signal) => (await port()).listen(file, signal),
    picture: async (job, signal) => (await port()).picture(job, signal),
    thumbnail: async (job, signal) => (await port()).thumbnail(job, signal),
    peaks: async (job, signal) => (await port()).peaks(job, signal),
    voice: async (job, signal) => (await port()).voice(job, signal),
    clip: async (job, signal) => (await port()).clip(job, signal),
    join: async (job, signal) => (await port()).join(job, signal),
    stop: async () => (await started())?.stop(),
  };
}
