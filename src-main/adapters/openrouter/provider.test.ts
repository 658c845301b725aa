import { beforeEach, describe, expect, test, vi } from 'vitest';
import { exchangeFor, optionsOf, soon, standOf, text, type World } from '../conformance.ts';
import { createOpenRouter } from './provider.ts';

const openrouter = (world: World) => createOpenRouter(optionsOf(world));
const broken = {
  kind: 'failed',
  mayMend: false,
  billedUsd: null,
  draft: expect.stringMatching(/\S/),
  error: { code: 'stream_broken' },
} as const;

describe('OpenRouter, beyond the submit', () => {
  const stand = standOf('openrouter');
  beforeEach(() => stand.reset());
  const make = () => openrouter({ url: stand.sim().urls.openrouter, key: 'sk-or-v1-good' });

  test('the pieces of the text are the text', async () => {
    const exchange = exchangeFor(soon());
    const outcome = await make().submit(text, exchange);
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    expect(outcome.result.pieces).toEqual([{ type: 'text', text: exchange.heard.texts.join('') }]);
    expect(outcome.requestId).toBe(exchange.heard.names[0]);
  });

  test('cancelled in the middle of the text: failed, with the draft', async () => {
    await stand.fault('chat', 'stalled-stream');
    const cancel = new AbortController();
    const exchange = exchangeFor(cancel.signal);
    const patient = openrouter({ url: stand.sim().urls.openrouter, key: 'sk-or-v1-good', idleMs: 5_000 });
    const outcome = await patient.submit(text, {
      ...exchange,
      text(piece) {
        exchange.text(piece);
        if (exchange.heard.texts.length === 3) cancel.abort();
      },
    });
    expect(outcome).toMatchObject({ ...broken, draft: exchange.heard.texts.join('') });
  });

  test('lookup and the bill go by the id; without one there is nothing to look by', async () => {
    await stand.fault('chat', 'accept-then-504');
    const outcome = await make().submit(text, exchangeFor(soon()));
    if (outcome.kind !== 'unknown' || !outcome.requestId) throw new Error(outcome.kind);
    const { requestId } = outcome;
    const query = { request: text, sentAt: Date.now(), requestId };
    expect(await make().lookup(query, soon())).toEqual({ kind: 'found', requestIds: [requestId] });
    expect(await make().lookup({ ...query, requestId: 'gen-0' }, soon())).toEqual({
      kind: 'found',
      requestIds: [],
    });
    expect(await make().lookup({ ...query, requestId: null }, soon())).toEqual({ kind: 'impossible' });
    const polled = { kind: 'failed', mayMend: false, error: { code: 'stream_broken' } };
    expect(await make().poll({ requestId, request: text }, soon())).toMatchObject({
      ...polled,
      billedUsd: expect.any(Number),
    });
    for (const mode of ['reset', 'html', '401', '429', '500', '503-bare', 'half-json', 'never-answer']) {
      await stand.fault('lookup', mode);
      expect([mode, (await make().lookup(query, soon())).kind]).toEqual([mode, 'unreachable']);
      await stand.fault('lookup', mode);
      expect(await make().poll({ requestId, request: text }, soon())).toMatchObject({
        ...polled,
        billedUsd: null,
      });
    }
    expect(await make().cancel({ requestId, request: text }, soon())).toBe('gone');
  });

  test('a quote comes from the list of models, which is read once', async () => {
    const adapter = make();
    const units = { kind: 'tokens', input: 1_000_000, output: 100_000 } as const;
    expect(await adapter.quote(['gone/model', 'openai/gpt-6-luna'], units, soon())).toBeCloseTo(0.15, 9);
    expect(await adapter.quote(['gone/model'], units, soon())).toBeNull();
    expect(await adapter.quote(text.models, { kind: 'seconds', count: 1 }, soon())).toBeNull();
    expect(await stand.requests('account')).toHaveLength(1);
  });

  test('OPENAI_CUSTOM_HEADERS does not go out and breaks nothing', async ({ onTestFinished }) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'bad header: x\nAuthorization: Bearer wrong');
    const outcome = await make().submit(text, exchangeFor(soon()));
    expect(outcome.kind).toBe('finished');
  });

  test('a store that does not take the id ends the exchange, and the connection with it', async () => {
    await stand.fault('chat', 'stalled-stream');
    const full = new Error('disk full');
    const exchange = {
      ...exchangeFor(soon()),
      accepted: () => {
        throw full;
      },
    };
    await expect(make().submit(text, exchange)).rejects.toBe(full);
    while ((await stand.requests('chat'))[0]?.status !== 200);
  });

  test('no base URL: not sent, and never to the address that the SDK would take', async () => {
    const outcome = await openrouter({ url: '', key: 'sk-or-v1-good' }).submit(text, exchangeFor(soon()));
    expect(outcome).toMatchObject({ kind: 'not_sent' });
  });
});
