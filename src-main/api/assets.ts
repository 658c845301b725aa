import { api } from './base.ts';

export const assets = {
  evict: api.assets.evict.handler(({ input, context: { engine } }) => engine.assets.evict(input.dryRun)),
};

export const media = {
  status: api.media.status.handler(({ context: { mediaPart } }) => mediaPart.status()),
  install: api.media.install.handler(({ context: { mediaPart } }) => mediaPart.install()),
};
