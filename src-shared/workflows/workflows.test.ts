import { describe, expect, test } from 'vitest';
import { unitsOf } from '../domain/billable.ts';
import { stages } from '../domain/job.ts';
import { providerRequest } from '../domain/request.ts';
import { chat } from './chat.ts';
import { workflows } from './registry.ts';
import { previewOf, tts, voices } from './tts.ts';
import { fileFields, type InputFacts } from './workflow.ts';

const given = (kind: InputFacts['kind']): InputFacts =>
  kind === 'image'
    ? { kind, width: 1_080, height: 1_920, seconds: null, silences: [] }
    : { kind, width: null, height: null, seconds: 12, silences: [] };

describe.each(workflows.map((w) => [w.id, w] as const))('%s', (_id, workflow) => {
  type Shape = Record<string, { safeParse(v: unknown): { success: boolean; data?: unknown } }>;
  const made = workflow.params as unknown as { shape?: Shape; _zod: { innerType: { shape: Shape } } };
  const shape = made.shape ?? made._zod.innerType.shape;

  test('has one field for each parameter, with the same default', () => {
    expect(workflow.fields.map((f) => f.name).sort()).toEqual(Object.keys(shape).sort());
    for (const field of workflow.fields) {
      const given = shape[field.name]?.safeParse(undefined);
      expect(given?.success, field.name).toBe(!field.required);
      if (field.default !== undefined) expect(given?.data, field.name).toBe(field.default);
    }
  });

  test('holds the limits that its fields say', () => {
    for (const field of workflow.fields) {
      const takes = (value: unknown): boolean => shape[field.name]?.safeParse(value).success ?? false;
      const { min, max, choices } = field;
      if (field.widget === 'number' && min !== undefined && max !== undefined) {
        const middle = (min + max) / 2;
        for (const value of [min, max, field.step === 1 ? Math.round(middle) : middle])
          expect(takes(value), `${field.name} ${value}`).toBe(true);
        for (const value of [min - 0.01, max + 0.01, Number.NaN, String(min)])
          expect(takes(value), `${field.name} ${value}`).toBe(false);
      } else if (max !== undefined) {
        expect([takes('a'.repeat(max)), takes('a'.repeat(max + 1))], field.name).toEqual([true, false]);
      }
      for (const choice of choices ?? []) expect(takes(choice)).toBe(true);
      if (choices) expect(takes('nobody')).toBe(false);
    }
  });

  test('refuses a parameter that it does not have', () => {
    const required = Object.fromEntries(workflow.fields.filter((f) => f.required).map((f) => [f.name, 'a']));
    expect(workflow.params.safeParse(required).success).toBe(true);
    expect(workflow.params.safeParse({ ...required, more: 1 }).success).toBe(false);
  });

  test('makes requests that can be stored and read again', () => {
    const params = workflow.params.parse(
      Object.fromEntries(workflow.fields.filter((f) => f.required).map((f) => [f.name, 'Hi.'])),
    );
    for (const stage of stages) {
      const inputs = Object.fromEntries(
        fileFields(workflow).map((field) => [field.name, given(field.file.kind)]),
      );
      const requests = workflow.toRequest(stage, { params, inputs, models: workflow.stages[stage].models });
      expect(requests.length).toBeGreaterThan(0);
      for (const request of requests) {
        expect(providerRequest.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
        expect(request.provider).toBe(workflow.provider);
      }
    }
  });
});

describe('chat', () => {
  const params = chat.params.parse({
    prompt: '  Hook for a toothbrush ',
    system: 'Be brief.',
    history: [{ role: 'user', text: 'Hi' }],
    temperature: 1.2,
  });

  test('is free and goes on by itself', () => {
    expect([chat.credits(params, {}), chat.review]).toEqual([0, 'auto']);
  });

  test('asks for 150 tokens first and 1,000 after, with the conversation between', () => {
    const [preview, final] = stages.map(
      (stage) => chat.toRequest(stage, { params, inputs: {}, models: ['m'] })[0],
    );
    expect(preview).toMatchObject({ task: 'text', models: ['m'], maxTokens: 150, temperature: 1.2 });
    expect(final).toMatchObject({ maxTokens: 1_000 });
    if (preview?.task !== 'text') throw new Error('not a text request');
    expect(preview.messages.map((m) => m.role)).toEqual(['system', 'user', 'user']);
    expect(preview.messages[0]?.text).toMatch(/^Be brief\.\n\nAnswer concisely/);
    expect(preview.messages.at(-1)?.text).toBe('Hook for a toothbrush');
  });

  test('is billed by tokens, estimated from its characters', () => {
    const [request] = chat.toRequest('final', { params, inputs: {}, models: ['m'] });
    const manner = 'Be brief.\n\nAnswer in full detail.'.length;
    expect(request && unitsOf(request)).toEqual({
      kind: 'tokens',
      input: Math.ceil((21 + manner + 2) / 4),
      output: 1_000,
    });
  });
});

describe('text to speech', () => {
  test('costs 100, whatever the length, and stops at its preview', () => {
    for (const text of ['a', 'a'.repeat(5_000)])
      expect(tts.credits(tts.params.parse({ text }), {})).toBe(100);
    expect(tts.review).toBe('hold');
  });

  test('speaks the first sentence with the fast model and the whole text with the best one', () => {
    const params = tts.params.parse({ text: 'One. Two.', voice: 'Sarah', language: 'de' });
    const [preview, final] = stages.map(
      (stage) => tts.toRequest(stage, { params, inputs: {}, models: tts.stages[stage].models })[0],
    );
    expect(preview).toMatchObject({
      text: 'One.',
      voice: 'Sarah',
      language: 'de',
      models: ['elevenlabs/turbo-v2.5'],
    });
    expect(final).toMatchObject({
      text: 'One. Two.',
      language: 'de',
      models: ['elevenlabs/multilingual-v2'],
    });
    expect(preview && unitsOf(preview)).toEqual({ kind: 'characters', count: 4 });
    expect(final && unitsOf(final)).toEqual({ kind: 'characters', count: 9 });
  });

  test('previews in English, or in the language that was asked for', () => {
    const of = (language: string | null) =>
      tts.toRequest('preview', {
        params: tts.params.parse({ text: 'a', language }),
        inputs: {},
        models: ['m'],
      })[0];
    expect(of(null)).toMatchObject({ language: 'en' });
    expect(of('fr')).toMatchObject({ language: 'fr' });
    expect(
      tts.toRequest('final', { params: tts.params.parse({ text: 'a' }), inputs: {}, models: ['m'] })[0],
    ).toMatchObject({
      language: null,
    });
  });

  test('knows each voice once', () => {
    expect(new Set(voices).size).toBe(voices.length);
  });
});

describe('what a preview speaks', () => {
  const word = 'bamboo ';
  test.each<[string, string, string]>([
    ['one sentence', 'Hello.', 'Hello.'],
    ['the first of two', 'Hello there. And more.', 'Hello there.'],
    ['a question', 'Why? Because.', 'Why?'],
    ['several marks', 'Really?! Yes.', 'Really?!'],
    ['an ellipsis', 'Well… then.', 'Well…'],
    ['a quote that ends with its sentence', '“Buy it.” She did.', '“Buy it.”'],
    ['a decimal number', 'It costs 4.99 now. Go.', 'It costs 4.99 now.'],
    ['an address', 'See rushes.example.com today. Go.', 'See rushes.example.com today.'],
    ['Chinese', '你好。再见。', '你好。'],
    ['Japanese', '買う？はい！', '買う？'],
    ['an emoji after the end', 'Wow!🎉 More.', 'Wow!'],
    ['no end at all, but short', 'just some words', 'just some words'],
    ['spaces around', '  Hi.  ', 'Hi.'],
    ['lines', 'One\ntwo. Three.', 'One\ntwo.'],
    ['only an end', '.', '.'],
  ])('%s', (_name, text, preview) => expect(previewOf(text)).toBe(preview));

  test('a first sentence of 200 characters goes whole; a longer one ends at a word', () => {
    const exact = `${'a'.repeat(199)}.`;
    expect(previewOf(`${exact} More.`)).toBe(exact);
    const long = `${word.repeat(100)}.`;
    const preview = previewOf(long);
    expect(preview.length).toBeLessThanOrEqual(200);
    expect(preview).toMatch(/bamboo$/);
    expect(long.startsWith(preview)).toBe(true);
  });

  test('of 5,000 characters is never longer than 200 and never empty', () => {
    for (const text of [
      'a'.repeat(5_000),
      word.repeat(714),
      '🎉'.repeat(2_500),
      '好'.repeat(5_000),
      'A. '.repeat(1_666),
      `${'a'.repeat(250)} ${'b'.repeat(4_000)}`,
      '👩‍👩‍👧‍👦'.repeat(400),
    ]) {
      const preview = previewOf(text);
      expect(preview.length).toBeGreaterThan(0);
      expect(preview.length).toBeLessThanOrEqual(200);
      expect(text.startsWith(preview)).toBe(true);
    }
  });

  test('never ends in half a character', () => {
    for (let lead = 0; lead < 4; lead++) {
      const preview = previewOf('x'.repeat(lead) + '🎉'.repeat(200));
      // A lone half makes this throw.
      expect(() => encodeURIComponent(preview), `${lead} before the first`).not.toThrow();
    }
  });
});
