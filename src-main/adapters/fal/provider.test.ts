import { beforeEach, describe, expect, test } from 'vitest';
import type { SpeechRequest } from '../../../src-shared/domain/request.ts';
import type { ProviderPort } from '../../ports/provider.ts';
import { exchangeFor, optionsOf, soon, speech, standOf, type World } from '../conformance.ts';
import { createFal } from './provider.ts';

const fal = (world: World) => createFal(optionsOf(world));
const unknown = { kind: 'unknown', error: { code: 'outcome_unknown' } } as const;

describe('fal, beyond the submit', () => {
  const stand = standOf('fal');
  beforeEach(() => stand.reset());
  const make = () => fal({ url: stand.sim().urls.fal, key: 'id:secret' });

  async function ticket(adapter: ProviderPort, request: SpeechRequest = speech) {
    const outcome = await adapter.submit(request, exchangeFor(soon()));
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return { requestId: outcome.requestId, request };
  }

  const away = { kind: 'unreachable', error: { code: 'PROVIDER_UNREACHABLE' } } as const;
  const later = { ...away, retryAfterMs: 1_000 } as const;
  const done = {
    kind: 'finished',
    result: { model: 'elevenlabs/turbo-v2.5', billedUsd: expect.any(Number) },
  } as const;
  const failed = (code: string, mayMend = false) => ({
    kind: 'failed',
    mayMend,
    billedUsd: null,
    error: { code },
  });
  const blocked = (reason: string) => ({ kind: 'blocked', reason });
  const either = {
    reset: away,
    html: away,
    slow: done,
    'never-answer': away,
    'half-json': away,
    'error-200': away,
    '401': blocked('key'),
    '403-locked': blocked('balance'),
    '429': later,
    '500': away,
    '502': away,
    '503-json': later,
    '503-bare': away,
  };
  const polls = {
    status: {
      ...either,
      '404-gone': failed('lost_at_provider'),
      failed: failed('provider_failed', true),
      'out-of-order': { kind: 'running' },
    },
    result: {
      ...either,
      '404-gone': failed('result_expired'),
      expired: failed('result_expired'),
      failed: away,
      '422': failed('content_refused'),
      empty: failed('answer_unusable'),
    },
  };
  for (const [call, modes] of Object.entries(polls)) {
    for (const [mode, expected] of Object.entries(modes)) {
      test(`poll, ${call} ${mode}: ${expected.kind}`, async () => {
        const adapter = make();
        const one = await ticket(adapter);
        await stand.fault(call as 'status' | 'result', mode, mode === 'slow' ? { ms: 20 } : {});
        expect(await adapter.poll(one, soon())).toMatchObject(expected);
        expect(await stand.requests('submit')).toHaveLength(1);
      });
    }
  }

  test('an id that fal does not know is lost, and not a reason to submit again', async () => {
    const adapter = make();
    await stand.fault('submit', 'foreign-request-id');
    expect(await adapter.poll(await ticket(adapter), soon())).toMatchObject(failed('lost_at_provider'));
    for (const requestId of ['..', 'a/../b', '', 'x'.repeat(201)]) {
      expect(await adapter.poll({ requestId, request: speech }, soon())).toMatchObject(
        failed('lost_at_provider'),
      );
    }
  });

  test('statuses out of order end in the result all the same', async () => {
    const adapter = make();
    await stand.fault('submit', 'out-of-order');
    const one = await ticket(adapter);
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'finished') kinds.push((await adapter.poll(one, soon())).kind);
    expect(kinds.slice(0, -1).every((kind) => kind === 'running' || kind === 'waiting')).toBe(true);
  });

  test('how a job failed', async () => {
    const rows: [string, object][] = [
      ['startup_timeout', failed('provider_failed', true)],
      ['generation_timeout', failed('provider_failed', true)],
      ['downstream_service_unavailable', failed('provider_failed', true)],
      ['content_policy_violation', failed('content_refused')],
      [
        'audio_duration_too_long',
        { ...failed('input_refused'), error: { code: 'input_refused', field: 'text' } },
      ],
      ['no_media_generated', failed('answer_unusable')],
      ['client_cancelled', { kind: 'cancelled' }],
    ];
    for (const [error_type, expected] of rows) {
      const adapter = make();
      await stand.fault('submit', 'failed', { error_type });
      expect(await adapter.poll(await ticket(adapter), soon()), error_type).toMatchObject(expected);
    }
  });

  test('the lookup finds what was accepted, and only that', async () => {
    for (const mode of [
      'accept-then-reset',
      'accept-then-504',
      'half-json',
      'never-answer',
      'no-request-id',
    ]) {
      await stand.reset();
      const adapter = make();
      const sentAt = Date.now();
      const query = { request: speech, sentAt, requestId: null };
      expect(await adapter.lookup(query, soon())).toEqual({ kind: 'found', requestIds: [] });
      await ticket(adapter, { ...speech, text: 'Another text.' });
      await stand.fault('submit', mode);
      expect(await adapter.submit(speech, exchangeFor(soon()))).toMatchObject(unknown);
      const real = (await stand.requests('submit')).at(-1)?.requestId;
      expect(await adapter.lookup(query, soon()), mode).toEqual({ kind: 'found', requestIds: [real] });
      expect(await adapter.lookup({ ...query, sentAt: sentAt + 3_600_000 }, soon())).toEqual({
        kind: 'found',
        requestIds: [],
      });
    }
  });

  test('two equal inputs are two; more than a page is read to its end', async () => {
    const adapter = make();
    const sentAt = Date.now();
    const first = await ticket(adapter);
    for (let i = 0; i < 100; i++) await ticket(adapter, { ...speech, text: `Line ${i}.` });
    const second = await ticket(adapter);
    const found = await adapter.lookup({ request: speech, sentAt, requestId: null }, soon());
    expect(found).toEqual({ kind: 'found', requestIds: [second.requestId, first.requestId] });
    expect(await stand.requests('lookup')).toHaveLength(2);
  });

  test('a lookup that fails is unreachable', async () => {
    for (const mode of [
      'reset',
      'html',
      '401',
      '403-locked',
      '429',
      '500',
      '503-bare',
      'half-json',
      'error-200',
      'never-answer',
    ]) {
      await stand.fault('lookup', mode);
      const found = await make().lookup({ request: speech, sentAt: Date.now(), requestId: null }, soon());
      expect([mode, found.kind]).toEqual([mode, 'unreachable']);
    }
  });

  test('a quote is the price list times the units', async () => {
    const adapter = make();
    expect(await adapter.quote(speech.models, { kind: 'characters', count: 2_000 }, soon())).toBeCloseTo(
      0.1,
      9,
    );
    expect(await adapter.quote(['unknown'], { kind: 'characters', count: 1 }, soon())).toBeNull();
    expect(await adapter.quote(speech.models, { kind: 'seconds', count: 1 }, soon())).toBeNull();
    expect(await stand.requests('account')).toHaveLength(1);
  });
});

describe('fal, while a job takes its time', () => {
  const stand = standOf('fal', 100);
  beforeEach(() => stand.reset());

  test('waits, is cancelled, and says so', async () => {
    const adapter = fal({ url: stand.sim().urls.fal, key: 'id:secret' });
    const outcomes = [];
    for (let i = 0; i < 3; i++)
      outcomes.push(await adapter.submit({ ...speech, text: `Take ${i}.` }, exchangeFor(soon())));
    const tickets = outcomes.flatMap((one) =>
      one.kind === 'accepted' ? [{ requestId: one.requestId, request: speech }] : [],
    );
    const last = tickets[2];
    if (!last) throw new Error('three were submitted');
    expect(await adapter.poll(last, soon())).toEqual({ kind: 'waiting', ahead: 2 });
    expect(
      await adapter.lookup({ request: speech, sentAt: Date.now(), requestId: last.requestId }, soon()),
    ).toEqual({
      kind: 'found',
      requestIds: [last.requestId],
    });
    await stand.fault('cancel', 'reset');
    expect(await adapter.cancel(last, soon())).toBe('unreachable');
    expect(await adapter.cancel(last, soon())).toBe('asked');
    expect(await adapter.poll(last, soon())).toEqual({ kind: 'cancelled' });
    expect(await adapter.cancel(last, soon())).toBe('already_finished');
    expect(await adapter.cancel({ ...last, requestId: 'nobody' }, soon())).toBe('gone');
  });
});
