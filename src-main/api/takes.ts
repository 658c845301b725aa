import { api } from './base.ts';

export const takes = {
  star: api.takes.star.handler(({ input, context: { engine } }) => ({
    take: engine.showTake(engine.write(() => engine.library.star(input.take, input.starred))),
  })),
  remove: api.takes.remove.handler(({ input, context: { engine } }) => ({
    take: engine.showTake(engine.write(() => engine.library.remove(input.take))),
  })),
  restore: api.takes.restore.handler(({ input, context: { engine } }) => ({
    take: engine.showTake(engine.write(() => engine.library.restore(input.take))),
  })),
};

export const library = {
  page: api.library.page.handler(({ input, context: { engine } }) => {
    const items = engine.library.page(input);
    return { items, next: items.length === input.limit ? (items.at(-1)?.take.id ?? null) : null };
  }),
  facts: api.library.facts.handler(({ context: { engine } }) => engine.library.facts()),
};
