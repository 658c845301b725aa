import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CreateInput } from '../../../src-shared/contract/jobs.ts';
import { chat } from '../../../src-shared/workflows/chat.ts';
import { tts } from '../../../src-shared/workflows/tts.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { jobAt } from '../../../test/ledger/steps.ts';
import { dumpOf, engineOn, openFile, testWorkflows } from '../../../test/ledger/world.ts';
import type { Engine } from '../engine.ts';
import { checkParams, workflowNamed } from './params.ts';

let folder = '';
let engine: Engine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-create-'));
  engine = engineOn(openFile(join(folder, 'rushes.db')));
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
});
afterEach(() => {
  engine.db.close();
  rmSync(folder, { recursive: true, force: true });
});

const create = (input: CreateInput): string[] =>
  engine.write(() => engine.create.create(input)).map((job) => job.id);
const speech = { workflow: 'tts', params: { text: 'Hello.' } };

test('a job and its hold are made together, with the defaults filled in', () => {
  const [id = ''] = create(speech);
  expect(engine.show(id)).toMatchObject({
    workflow: 'tts',
    state: 'queued',
    stage: 'preview',
    priority: 'normal',
    review: 'hold',
    params: { text: 'Hello.', voice: 'Rachel', stability: 0.5, speed: 1, language: null },
    price: { total: 100, preview: 20, final: 80, source: 'unknown', usd: null },
    hold: { state: 'held', held: 100, captured: 0, released: 0 },
    takes: [],
    attempts: [],
    can: ['cancel', 'next', 'move'],
    error: null,
    position: 1,
  });
});

test('a text knows the take that it came from; one that is not here is left out', () => {
  const script = jobAt(engine, 'completed');
  const [take] = engine.show(script).takes;
  const told = { ...speech, origins: [{ field: 'text', take: take?.id ?? '' }] };
  const origins = [{ field: 'text', job: script, take: take?.id, stage: take?.stage }];
  const made = create({ ...told, count: 2 });
  expect(made.map((id) => engine.show(id).origins)).toEqual([origins, origins]);
  const [unknown = ''] = create({ ...speech, origins: [{ field: 'text', take: '1m84sfpww673abj8' }] });
  expect(engine.show(unknown).origins).toEqual([]);
  const before = dumpOf(engine.db);
  expect(() => create({ ...speech, origins: [{ field: 'title', take: take?.id ?? '' }] })).toThrow(
    expect.objectContaining({
      code: 'BAD_INPUT',
      facts: expect.objectContaining({ field: 'origins', found: '"title"' }),
    }),
  );
  expect(dumpOf(engine.db)).toBe(before);
});

test('a chat goes on by itself and holds nothing', () => {
  const [id = ''] = create({ workflow: 'chat', params: { prompt: 'Hi' } });
  expect(engine.show(id)).toMatchObject({ review: 'auto', price: { total: 0 }, hold: { state: 'none' } });
  expect(engine.ledger.page({ before: null, limit: 10 }).filter((e) => e.job === id)).toEqual([]);
});

test('a person may want a workflow reviewed otherwise; the call itself has the last word', () => {
  engine.write(() => engine.settings.set({ review: { tts: 'auto', chat: 'hold' } }));
  const chatting = { workflow: 'chat', params: { prompt: 'Hi' } };
  const reviews = [speech, chatting, { ...speech, review: 'hold' as const }].map(
    (input) => engine.show(create(input)[0] ?? '').review,
  );
  expect(reviews).toEqual(['auto', 'hold', 'hold']);
});

describe('a count', () => {
  test('is made whole', () => {
    expect(new Set(create({ ...speech, count: 10 })).size).toBe(10);
    expect(engine.balance()).toMatchObject({ available: 0, held: 1_000 });
  });

  test('or not at all', () => {
    const before = dumpOf(engine.db);
    expect(() => create({ ...speech, count: 11 })).toThrow(
      expect.objectContaining({
        code: 'NOT_ENOUGH_CREDITS',
        facts: { field: 'count', rule: '1100', found: '1000' },
      }),
    );
    expect(dumpOf(engine.db)).toBe(before);
  });
});

describe('a key', () => {
  const key = 'a-key-of-16-char';
  test('answers the same jobs for the same call, also in another engine', () => {
    const ids = create({ ...speech, count: 2, key });
    const before = dumpOf(engine.db);
    expect(create({ ...speech, count: 2, key })).toEqual(ids);
    expect(
      engineOn(engine.db)
        .create.create({ ...speech, count: 2, key })
        .map((job) => job.id),
    ).toEqual(ids);
    expect(dumpOf(engine.db)).toBe(before);
  });

  test.each<[string, Partial<CreateInput>]>([
    ['text', { params: { text: 'Bye.' } }],
    ['count', { count: 2 }],
    ['priority', { priority: 'high' }],
    ['review', { review: 'auto' }],
    ['workflow', { workflow: 'chat', params: { prompt: 'Hello.' } }],
  ])('with another %s is a conflict', (_name, change) => {
    create({ ...speech, key });
    const before = dumpOf(engine.db);
    expect(() => create({ ...speech, ...change, key })).toThrow('CONFLICT');
    expect(dumpOf(engine.db)).toBe(before);
  });

  test('of a call that was refused is free', () => {
    expect(() => create({ ...speech, count: 11, key })).toThrow('NOT_ENOUGH_CREDITS');
    expect(create({ ...speech, key })).toHaveLength(1);
  });
});

describe('a price that is no price', () => {
  test.each([0.5, -1, Number.NaN, 2 ** 53, 1e300])('%d makes no job', (price) => {
    const before = dumpOf(engine.db);
    expect(() => create({ workflow: 'image_to_video', params: { price } })).toThrow();
    expect(dumpOf(engine.db)).toBe(before);
  });
});

describe('parameters', () => {
  const bad = (workflow: Workflow, params: Record<string, unknown>): unknown => {
    try {
      checkParams(workflow, params);
    } catch (error) {
      return (error as { facts: unknown }).facts;
    }
    return null;
  };
  test.each<[string, Workflow, Record<string, unknown>, { field: string; rule: RegExp; found: string }]>([
    ['missing', tts, {}, { field: 'text', rule: /1 to 5,000 characters/, found: 'missing' }],
    ['empty', tts, { text: ' \n' }, { field: 'text', rule: /1 to 5,000/, found: 'empty' }],
    [
      'too long',
      tts,
      { text: 'a'.repeat(5_001) },
      { field: 'text', rule: /5,000/, found: 'a text of 5,001 characters' },
    ],
    ['wrong type', tts, { text: 7 }, { field: 'text', rule: /characters/, found: '7' }],
    [
      'not of the set',
      tts,
      { text: 'a', voice: 'Bob' },
      { field: 'voice', rule: /one of Rachel, Aria/, found: '"Bob"' },
    ],
    ['too large', tts, { text: 'a', speed: 2 }, { field: 'speed', rule: /0\.7 to 1\.2/, found: '2' }],
    [
      'not a number',
      chat,
      { prompt: 'a', temperature: '1' },
      { field: 'temperature', rule: /0 to 2/, found: '"1"' },
    ],
    [
      'a bad code',
      tts,
      { text: 'a', language: 'EN' },
      { field: 'language', rule: /two small letters/, found: '"EN"' },
    ],
    [
      'unknown',
      tts,
      { text: 'a', pitch: 1 },
      { field: 'pitch', rule: /a parameter of tts: text, voice/, found: 'none of them' },
    ],
    [
      'inside a list',
      chat,
      { prompt: 'a', history: [{ role: 'x', text: '' }] },
      { field: 'history', rule: /JSON list/, found: 'a list of 1' },
    ],
    ['an object', chat, { prompt: {} }, { field: 'prompt', rule: /text/, found: 'an object' }],
    [
      'NaN',
      chat,
      { prompt: 'a', temperature: Number.NaN },
      { field: 'temperature', rule: /0 to 2/, found: 'NaN' },
    ],
  ])('%s: the field, the rule and what was found', (...[, workflow, params, { field, rule, found }]) => {
    expect(bad(workflow, params)).toMatchObject({ field, rule: expect.stringMatching(rule), found });
  });

  test('of every field of every workflow have a rule of their own', () => {
    for (const workflow of testWorkflows)
      for (const field of workflow.fields) expect(field.rule, `${workflow.id} ${field.name}`).not.toBe('');
  });

  test('a workflow that is not there is told with those that are', () => {
    expect(() => workflowNamed(testWorkflows, 'video')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_WORKFLOW',
        facts: expect.objectContaining({ rule: expect.stringContaining('chat, tts') }),
      }),
    );
    const before = dumpOf(engine.db);
    expect(() => create({ workflow: 'video', params: {} })).toThrow('UNKNOWN_WORKFLOW');
    expect(() => create({ workflow: 'tts', params: { text: '' } })).toThrow('BAD_INPUT');
    expect(dumpOf(engine.db)).toBe(before);
  });
});

test('an estimate tells what a job would cost and writes nothing', async () => {
  const before = dumpOf(engine.db);
  expect(await engine.create.estimate({ ...speech, count: 3 })).toMatchObject({
    workflow: 'tts',
    count: 3,
    expectedS: 20,
    price: { total: 100, preview: 20, final: 80, usd: null },
  });
  expect(dumpOf(engine.db)).toBe(before);
});
