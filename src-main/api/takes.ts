import { api } from './base.ts';

export const takes = {
  star: api.takes.star.handler(({ input, context: { engine } }) => ({
    take: engine.star(input.take, input.starred),
  })),
};
