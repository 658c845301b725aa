import { api } from './base.ts';

export const settings = {
  get: api.settings.get.handler(({ context: { engine } }) => engine.settings.values()),
  set: api.settings.set.handler(({ input, context: { engine } }) => {
    engine.act(null, () => engine.settings.set(input));
    return engine.settings.values();
  }),
};
