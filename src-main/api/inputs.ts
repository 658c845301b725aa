import { api } from './base.ts';

export const inputs = {
  sample: api.inputs.sample.handler(({ input, context: { engine, samplePath } }) =>
    engine.assets.staged.take(samplePath(input.name), input.name),
  ),
  get: api.inputs.get.handler(({ input, context: { engine } }) => engine.assets.staged.get(input.staged)),
};
