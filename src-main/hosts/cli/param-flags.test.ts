import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Values } from './args.ts';
import { helpOfWorkflow } from './help.ts';
import { flagName, optionsOfFields, readParams } from './param-flags.ts';
import { createInput } from './read-input.ts';

const named = (id: string): Workflow => workflows.find((w) => w.id === id)!;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-flags-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const read = (id: string, values: Values, stdin = ''): Promise<Record<string, unknown>> => {
  const stream = new PassThrough();
  stream.end(stdin);
  return readParams(named(id), values, createInput(stream as unknown as NodeJS.ReadStream));
};

test('flags are in kebab case', () => {
  expect(['prompt', 'negative_prompt', 'negativePrompt', 'audio_prompt'].map(flagName)).toEqual([
    'prompt',
    'negative-prompt',
    'negative-prompt',
    'audio-prompt',
  ]);
});

test.each(workflows)('every field of $id is a flag and stands in the help', (workflow) => {
  const options = optionsOfFields(workflow.fields);
  // Wrapped lines are joined again.
  const help = helpOfWorkflow(workflow, {}).replace(/\s+/g, ' ');
  for (const field of workflow.fields) {
    expect(options).toHaveProperty([flagName(field.name)]);
    expect(help).toContain(`--${flagName(field.name)} `);
    expect(help).toContain(field.rule);
    if (field.default !== undefined && field.default !== null)
      expect(help).toContain(`default ${field.default}`);
    if (field.widget === 'longtext') expect(help).toContain(`--${flagName(field.name)}-file FILE`);
  }
  expect(help).toContain(workflow.stages.preview.limit);
  expect(help).toContain(`${workflow.stages.final.expectedSeconds} s`);
});

test('numbers become numbers, and what is none is left for the engine to refuse', async () => {
  expect(await read('chat', { prompt: 'a', temperature: '0.5' })).toEqual({ prompt: 'a', temperature: 0.5 });
  for (const temperature of ['hot', '', '0x10', '1,5', 'Infinity']) {
    expect(await read('chat', { prompt: 'a', temperature })).toEqual({ prompt: 'a', temperature });
  }
  expect(await read('tts', { text: '12' })).toEqual({ text: '12' });
});

test('texts come from files and from standard input, without a byte order mark', async () => {
  expect(await read('tts', { 'text-file': file('a.txt', '\ufeffHallo Grüße\n') })).toEqual({
    text: 'Hallo Grüße\n',
  });
  expect(await read('tts', { 'text-file': '-' }, 'from stdin')).toEqual({ text: 'from stdin' });
});

test('history is a file of JSON', async () => {
  const history = [{ role: 'user', text: 'a' }];
  expect(await read('chat', { history: file('h.json', JSON.stringify(history)) })).toEqual({ history });
});

test('flags win over --params', async () => {
  const params = file('p.json', '{"text":"from the file","voice":"Aria"}');
  expect(await read('tts', { params, text: 'from the flag' })).toEqual({
    text: 'from the flag',
    voice: 'Aria',
  });
});

test.each<[string, () => Values, string]>([
  ['both a text and its file', () => ({ text: 'a', 'text-file': 'b' }), '--text-file'],
  ['no such file', () => ({ 'text-file': join(folder, 'none') }), '--text-file'],
  ['a folder', () => ({ 'text-file': folder }), '--text-file'],
  ['not UTF-8', () => ({ 'text-file': file('bad', Buffer.from([0xff, 0xfe])) }), '--text-file'],
  ['too large', () => ({ 'text-file': file('big', Buffer.alloc(2 * 1024 * 1024 + 1, 97)) }), '--text-file'],
  ['params that are no JSON', () => ({ params: file('x', '{') }), '--params'],
  ['params that are a list', () => ({ params: file('l', '[]') }), '--params'],
  ['standard input twice', () => ({ 'text-file': '-', params: '-' }), '--text-file'],
])('%s is refused and the flag named', async (_, values, field) => {
  mkdirSync(folder, { recursive: true });
  await expect(read('tts', values(), '{}')).rejects.toMatchObject({ code: 'BAD_INPUT', facts: { field } });
});
