import { RushesError } from '../../src-shared/contract/errors.ts';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import { api, type Context } from './base.ts';

/** Time (ms) that a question to a provider may take while a person waits. */
const askMs = 15_000;
/** Credits that a real profile begins with when nobody says otherwise (product.md, Demo). */
const openingBudget = 1_000;

async function testOf({ engine }: Context, provider: ProviderId) {
  // A person who tests a key may have unlocked the keychain a moment ago.
  await engine.keys.load(provider, true);
  if (!engine.keys.has(provider)) {
    const shut = engine.keys.shut(provider);
    const code = shut === null ? 'KEY_MISSING' : shut === 'locked' ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_ABSENT';
    throw new RushesError(code, { field: 'provider', subject: provider });
  }
  const port = engine.tester(provider);
  if (!port)
    throw new RushesError('BAD_INPUT', {
      field: 'provider',
      rule: 'one that this version speaks to',
      found: provider,
    });
  const outcome = await port.testKey(AbortSignal.timeout(askMs));
  if (outcome.kind === 'ok') {
    engine.gates.mend(provider);
    if (provider === 'cloudinary') engine.assets.mirrorMended();
  }
  return outcome;
}

export const keys = {
  status: api.keys.status.handler(({ context: { engine } }) => engine.keys.status()),
  set: api.keys.set.handler(async ({ input, context: { engine } }) => {
    const status = await engine.keys.set(input.provider, input.key, input.memory);
    engine.gates.mendByNewKey(input.provider);
    const { granted } = engine.ledger.balance();
    if (granted === 0 && !engine.demo) {
      engine.write(() => {
        engine.ledger.grant(openingBudget, 'opening', 'opening budget');
        engine.events.emit({ type: 'credits', job: null, facts: {} });
      });
    }
    engine.woke();
    return status;
  }),
  check: api.keys.check.handler(async ({ input, context: { engine } }) => {
    const outcome = await engine.checkKey(input.provider, input.key);
    const { kind, detail } = outcome;
    return { provider: input.provider, ok: kind === 'ok', reached: kind !== 'unreachable', detail };
  }),
  test: api.keys.test.handler(async ({ input, context }) => {
    const outcome = await testOf(context, input.provider);
    return { provider: input.provider, ok: outcome.kind === 'ok', detail: outcome.detail };
  }),
  remove: api.keys.remove.handler(({ input, context: { engine } }) => engine.keys.remove(input.provider)),
};
