import { randomId } from '../engine/profile/random.ts';
import { api } from './base.ts';

export const credits = {
  balance: api.credits.balance.handler(({ context: { engine } }) => engine.balance()),
  grant: api.credits.grant.handler(({ input, context: { engine } }) => {
    engine.write(() => {
      const fresh = engine.ledger.grant(input.amount, input.key ?? randomId(), input.note || 'granted');
      if (fresh) engine.events.emit({ type: 'credits', job: null, facts: {} });
    });
    return engine.balance();
  }),
  ledger: api.credits.ledger.handler(({ input, context: { engine } }) => {
    const entries = engine.ledger.page(input);
    return { entries, next: entries.length === input.limit ? (entries.at(-1)?.id ?? null) : null };
  }),
};

export const budget = {
  get: api.budget.get.handler(({ context: { engine } }) => engine.budget.report()),
  set: api.budget.set.handler(({ input, context: { engine } }) => {
    engine.act(null, () => {
      engine.settings.setLimits(input);
      engine.jobs.reconsider();
    });
    return engine.budget.report();
  }),
};
