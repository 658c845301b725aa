import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Call, MODES } from '../../simulators/faults.ts';
import type { JournalEntry } from '../../simulators/journal.ts';
import { type Simulators, startSimulators } from '../../simulators/start.ts';
import type { ProviderRequest, SpeechRequest, TextRequest } from '../../src-shared/domain/request.ts';
import type { Exchange, ProviderPort, SubmitOutcome, UploadFile, UploadOutcome } from '../ports/provider.ts';

/**
 * What every provider adapter passes against its simulator, over real HTTP: whatever goes wrong, one submit is one POST;
 * nothing that was accepted is called unsent or refused; and no key is in what comes out.
 */

export type World = { url: string; key: string; idleMs?: number };
type Wanted = { kind: UploadOutcome['kind'] } & Record<string, unknown>;
type Expected = { kind: SubmitOutcome['kind'] } & Record<string, unknown>;

export type Subject = {
  id: 'openrouter' | 'fal';
  /** The simulator's name of the call that is paid for. */
  paid: Call & ('chat' | 'submit');
  make(world: World): ProviderPort;
  request: ProviderRequest;
  /** What a submit comes to, for every mode that the simulator knows of this call. */
  submits: Readonly<Record<string, Expected>>;
  /** What an upload comes to, by step and mode; null: files go inside the request. */
  uploads: Readonly<Record<'initiate' | 'put', Readonly<Record<string, Wanted>>>> | null;
  /** Words of the provider that the fault `422` may put in its answer end up here. */
  says: (words: string) => Expected;
};

/** What a test asks for. */
export const text: TextRequest = {
  task: 'text',
  provider: 'openrouter',
  models: ['openai/gpt-4o-mini', 'openai/gpt-6-luna'],
  messages: [
    { role: 'system', text: 'Answer in full detail.' },
    { role: 'user', text: 'Three hooks for a standing desk' },
  ],
  maxTokens: 150,
  temperature: 0.7,
};
export const speech: SpeechRequest = {
  task: 'speech',
  provider: 'fal',
  models: ['elevenlabs/turbo-v2.5'],
  text: 'My desk got up before I did.',
  voice: 'Rachel',
  stability: 0.5,
  similarity: 0.75,
  style: 0,
  speed: 1,
  language: 'en',
};

/** A picture of one pixel. */
export const picture: Uint8Array = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export type Heard = { names: string[]; texts: string[]; order: string[] };

/** A simulator under test and what is needed to steer and to read it. */
export type Stand = {
  sim(): Simulators;
  fault(call: Call, mode: string, more?: Record<string, unknown>): Promise<void>;
  requests(call?: Call): Promise<JournalEntry[]>;
  /** Resolves once the simulator has taken a paid request on. */
  accepted(): Promise<void>;
  reset(): Promise<void>;
};

export function exchangeFor(
  signal: AbortSignal,
  withdrawn = new AbortController().signal,
): Exchange & { heard: Heard } {
  const heard: Heard = { names: [], texts: [], order: [] };
  return {
    signal,
    withdrawn,
    heard,
    accepted(requestId) {
      heard.names.push(requestId);
      heard.order.push('accepted');
    },
    text(piece) {
      heard.texts.push(piece);
      heard.order.push('text');
    },
    bytes: async () => picture,
  };
}

/** Starts a simulator around the tests of the current `describe`. `speed` as the simulator has it; 0: no delays. */
export function standOf(provider: Subject['id'], speed = 0): Stand {
  let sim: Simulators | undefined;
  beforeAll(async () => {
    sim = await startSimulators({ speed });
  });
  afterAll(() => sim?.close());
  const control = () => {
    if (!sim) throw new Error('the simulator stands only while tests run');
    return sim.urls.control;
  };
  const stand: Stand = {
    sim() {
      if (!sim) throw new Error('the simulator stands only while tests run');
      return sim;
    },
    async fault(call, mode, more = {}) {
      const body = JSON.stringify({ provider, call, mode, times: 1, ...more });
      const answer = await fetch(`${control()}/faults`, { method: 'POST', body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async requests(call) {
      const all = (await (await fetch(`${control()}/requests`)).json()) as JournalEntry[];
      return all.filter((one) => one.provider === provider && (!call || one.call === call));
    },
    async accepted() {
      while (!(await stand.requests()).some((one) => one.accepted));
    },
    async reset() {
      await fetch(`${control()}/reset`, { method: 'POST' });
    },
  };
  return stand;
}

/** Milliseconds that the adapters under test wait; small, so that what never answers is soon given up. */
const timeouts = { connectMs: 2_000, headersMs: 300, idleMs: 200 };
export const soon = (): AbortSignal => AbortSignal.timeout(10_000);

export const optionsOf = ({ url, key, idleMs }: World) => ({
  key: async () => key || null,
  baseUrl: async () => url,
  timeouts: idleMs === undefined ? timeouts : { ...timeouts, headersMs: idleMs, idleMs },
});

export function describeProvider(name: string, subject: Subject): void {
  describe(`${name} keeps the port's promises`, () => {
    const stand = standOf(subject.id);
    const key = `sk-or-v1-canary-${process.pid}-0123456789abcdef`;
    const outcomes: unknown[] = [];
    const url = () => stand.sim().urls[subject.id];
    const make = () => subject.make({ url: url(), key });
    beforeEach(() => stand.reset());

    const submit = async (signal = soon()) => {
      const exchange = exchangeFor(signal);
      const outcome = await make().submit(subject.request, exchange);
      outcomes.push(outcome, exchange.heard.names);
      return { outcome, heard: exchange.heard };
    };

    test('every mode of the simulator has an expected outcome', () => {
      const calls: Partial<Record<Call, readonly string[]>> = MODES[subject.id];
      expect(Object.keys(subject.submits).sort()).toEqual([...(calls[subject.paid] ?? [])].sort());
    });

    for (const [mode, expected] of Object.entries(subject.submits)) {
      test(`submit, ${mode}: ${expected.kind}, by one POST`, async () => {
        await stand.fault(subject.paid, mode, { times: -1, ...(mode === 'slow' ? { ms: 20 } : {}) });
        const { outcome, heard } = await submit();
        expect(outcome).toMatchObject(expected);
        const posts = await stand.requests(subject.paid);
        expect(posts.map((one) => one.method)).toEqual(['POST']);
        if (posts[0]?.accepted) expect(['not_sent', 'refused']).not.toContain(outcome.kind);
        expect(heard.names.length).toBeLessThanOrEqual(1);
        if (outcome.kind === 'accepted') expect(heard.names).toEqual([outcome.requestId]);
      });
    }

    test('submit, no fault: one POST, named once', async () => {
      const { outcome, heard } = await submit();
      expect(['accepted', 'finished']).toContain(outcome.kind);
      expect(heard.names).toHaveLength(1);
      expect(await stand.requests(subject.paid)).toHaveLength(1);
    });

    test('the request is named before any of its text', async () => {
      const { heard } = await submit();
      expect(heard.order[0]).toBe('accepted');
    });

    test('connection refused: not sent', async () => {
      const adapter = subject.make({ url: `http://127.0.0.1:${await closedPort()}`, key });
      const outcome = await adapter.submit(subject.request, exchangeFor(soon()));
      outcomes.push(outcome);
      expect(outcome).toMatchObject({ kind: 'not_sent', error: { code: 'not_sent' } });
    });

    test('unknown host: not sent', async () => {
      const adapter = subject.make({ url: 'http://rushes-test.invalid', key });
      expect(await adapter.submit(subject.request, exchangeFor(soon()))).toMatchObject({ kind: 'not_sent' });
    });

    test('TLS that is not agreed: not sent', async () => {
      const adapter = subject.make({ url: url().replace('http:', 'https:'), key });
      expect(await adapter.submit(subject.request, exchangeFor(soon()))).toMatchObject({ kind: 'not_sent' });
      expect(await stand.requests()).toEqual([]);
    });

    test('cancelled before it went out: not sent', async () => {
      const { outcome } = await submit(AbortSignal.abort());
      expect(outcome.kind).toBe('not_sent');
      expect(await stand.requests()).toEqual([]);
    });

    test('withdrawn before it went out: not sent', async () => {
      const exchange = exchangeFor(soon(), AbortSignal.abort());
      expect((await make().submit(subject.request, exchange)).kind).toBe('not_sent');
      expect(await stand.requests()).toEqual([]);
    });

    test('withdrawn after it left: nothing changes', async () => {
      await stand.fault(subject.paid, 'slow', { ms: 300 });
      const withdrawn = new AbortController();
      const exchange = exchangeFor(soon(), withdrawn.signal);
      const patient = subject.make({ url: url(), key, idleMs: 10_000 });
      const running = patient.submit(subject.request, exchange);
      await expect.poll(() => stand.requests(subject.paid)).toHaveLength(1);
      withdrawn.abort();
      expect(['accepted', 'finished']).toContain((await running).kind);
      expect(exchange.heard.names).toHaveLength(1);
    });

    test('cancelled while nothing was heard: unknown', async () => {
      await stand.fault(subject.paid, 'never-answer');
      const cancel = new AbortController();
      const exchange = exchangeFor(cancel.signal);
      const slow = subject.make({ url: url(), key, idleMs: 5_000 });
      const running = slow.submit(subject.request, exchange);
      await stand.accepted();
      cancel.abort();
      expect(await running).toMatchObject({ kind: 'unknown', requestId: null });
      expect(await stand.requests(subject.paid)).toHaveLength(1);
    });

    test('no key, or one that no header can carry: waits for a key, nothing goes out', async () => {
      const none = subject.make({ url: url(), key: '' });
      expect(await none.submit(subject.request, exchangeFor(soon()))).toMatchObject({
        kind: 'refused',
        wait: 'key',
        error: { code: 'KEY_MISSING' },
      });
      const odd = subject.make({ url: url(), key: 'sk-or-\nx' });
      expect(await odd.submit(subject.request, exchangeFor(soon()))).toMatchObject({
        kind: 'refused',
        wait: 'key',
      });
      expect(await stand.requests()).toEqual([]);
    });

    describe('a file that goes along', () => {
      const folder = mkdtempSync(join(tmpdir(), 'rushes-upload-'));
      const absolute = join(folder, 'portrait.png');
      const file: UploadFile = { absolute, name: 'portrait.png', mime: 'image/png', bytes: picture.length };
      beforeAll(() => writeFileSync(absolute, picture));
      afterAll(() => rmSync(folder, { recursive: true }));
      const upload = async () => {
        const outcome = await make().upload(file, soon());
        outcomes.push(outcome);
        return outcome;
      };
      const { uploads } = subject;

      test('arrives whole, once, and only the first question has the key', async () => {
        const outcome = await upload();
        const calls = await stand.requests();
        if (uploads === null) {
          expect([outcome, calls]).toEqual([{ kind: 'inline' }, []]);
          return;
        }
        expect(outcome).toMatchObject({ kind: 'stored', url: expect.stringMatching(/^http/) });
        expect(calls.map((one) => [one.method, one.authSha256 !== null])).toEqual([
          ['POST', true],
          ['PUT', false],
        ]);
        expect(calls[1]?.bodySha256).toBe(createHash('sha256').update(picture).digest('hex'));
        const back = await fetch(outcome.kind === 'stored' ? outcome.url : '');
        expect(Buffer.from(await back.arrayBuffer())).toEqual(picture);
      });

      for (const step of ['initiate', 'put'] as const) {
        for (const [mode, expected] of Object.entries(uploads?.[step] ?? {})) {
          test(`${step}, ${mode}: ${expected.kind}, without another try`, async () => {
            await stand.fault('upload', mode, { step, times: -1, ...(mode === 'slow' ? { ms: 20 } : {}) });
            expect(await upload()).toMatchObject(expected);
            const methods = (await stand.requests('upload')).map((one) => one.method);
            const asked = step === 'initiate' && expected.kind !== 'stored' ? ['POST'] : ['POST', 'PUT'];
            expect(methods).toEqual(asked);
          });
        }
      }

      test('every mode of the simulator has an expected outcome', () => {
        const calls: Partial<Record<Call, readonly string[]>> = MODES[subject.id];
        for (const rows of Object.values(uploads ?? {}))
          expect(Object.keys(rows).sort()).toEqual([...(calls.upload ?? [])].sort());
      });
    });

    test('key test', async () => {
      const good = await make().testKey(soon());
      const wrong = await subject.make({ url: url(), key: `wrong-${key}` }).testKey(soon());
      await stand.fault('account', 'html');
      const portal = await make().testKey(soon());
      outcomes.push(good, wrong, portal);
      expect([good.kind, wrong.kind, portal.kind]).toEqual(['ok', 'refused', 'unreachable']);
    });

    test('reachable: JSON of any status, never a page', async () => {
      expect(await make().reachable(soon())).toBe(true);
      for (const [mode, answer] of [
        ['500', true],
        ['401', true],
        ['html', false],
        ['503-bare', false],
        ['reset', false],
        ['half-json', false],
        ['never-answer', false],
      ] as const) {
        await stand.fault('account', mode);
        expect([mode, await make().reachable(soon())]).toEqual([mode, answer]);
      }
      expect((await stand.requests()).every((one) => one.authSha256 === null)).toBe(true);
    });

    test('a provider that says the key aloud is not quoted with it', async () => {
      await stand.fault(subject.paid, '422', { message: `Bad Bearer ${key} at https://x.example/a?sig=1` });
      const { outcome } = await submit();
      expect(outcome).toMatchObject(subject.says('Bad Bearer [key] at https://x.example/a'));
    });

    test('no key in any outcome', () => {
      expect(outcomes.length).toBeGreaterThan(20);
      expect(JSON.stringify(outcomes)).not.toContain('canary');
    });
  });
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 1;
}
