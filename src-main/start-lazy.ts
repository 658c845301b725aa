import type { ProviderId } from '../src-shared/domain/request.ts';
import type { MediaPort } from './ports/media.ts';
import type { MirrorPort } from './ports/mirror.ts';
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
  let loaded: Promise<MirrorPort> | null = null;
  const port = (): Promise<MirrorPort> => {
    loaded ??= load();
    return loaded;
  };
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
  let loaded: Promise<MediaPort> | null = null;
  const port = (): Promise<MediaPort> => {
    loaded ??= load();
    return loaded;
  };
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
    stop: async () => (await loaded)?.stop(),
  };
}
