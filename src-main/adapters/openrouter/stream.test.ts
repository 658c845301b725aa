import { expect, test } from 'vitest';
import { exchangeFor, soon } from '../conformance.ts';
import { judge, readChat } from './stream.ts';

async function told(...chunks: unknown[]) {
  const exchange = exchangeFor(soon());
  const source = async function* () {
    for (const one of chunks) {
      if (one instanceof Error) throw one;
      yield one;
    }
  };
  const { told: answer, requestId } = await readChat(source(), exchange, {
    requestId: null,
    key: 'sk-or-v1-secret',
  });
  return { outcome: judge(answer, requestId), heard: exchange.heard };
}
const say = (content: string, finish_reason: string | null = null) => ({
  id: 'gen-1',
  choices: [{ delta: { content }, finish_reason }],
});
const bill = { choices: [], usage: { cost: 0.01 } };

test('whole: text, finish, bill; named by the first chunk where no header did', async () => {
  const { outcome, heard } = await told(say('a'), say('b', 'stop'), bill);
  expect(outcome).toEqual({
    kind: 'finished',
    requestId: 'gen-1',
    result: { model: null, billedUsd: 0.01, pieces: [{ type: 'text', text: 'ab' }] },
  });
  expect(heard.order).toEqual(['accepted', 'text', 'text']);
});

test('cut after the finish: whole, only the bill is not told', async () => {
  const { outcome } = await told(say('a', 'length'), new TypeError('terminated'));
  expect(outcome).toMatchObject({ kind: 'finished', result: { billedUsd: null } });
});

test('anything without a finish is broken', async () => {
  const rows: unknown[][] = [
    [],
    [say('a')],
    [say('a'), new Error('x sk-or-v1-secret y')],
    [say('a'), 'no chunk'],
    [say('a', 'error')],
    [say('a'), { choices: 'x' }],
  ];
  for (const chunks of rows) {
    const { outcome } = await told(...chunks);
    expect(outcome).toMatchObject({
      kind: 'failed',
      mayMend: false,
      error: { code: 'stream_broken' },
      draft: chunks.length ? 'a' : null,
    });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  }
});

test('no text, refusal, filter', async () => {
  expect((await told(say('', 'length'), bill)).outcome).toMatchObject({
    error: { code: 'answer_unusable' },
    mayMend: true,
    billedUsd: 0.01,
  });
  expect((await told(say(' \n', 'stop'))).outcome).toMatchObject({
    error: { code: 'answer_unusable' },
    mayMend: true,
  });
  expect((await told(say('', 'tool_calls'))).outcome).toMatchObject({
    error: { code: 'answer_unusable' },
    mayMend: false,
  });
  expect((await told(say('x', 'content_filter'))).outcome).toMatchObject({
    error: { code: 'content_refused' },
    mayMend: false,
    draft: 'x',
  });
  const refusal = { choices: [{ delta: { refusal: 'I will not' }, finish_reason: 'stop' }] };
  expect((await told(refusal)).outcome).toMatchObject({ error: { code: 'content_refused' }, mayMend: false });
});

test('chunks that came all at once are taken in a few at a time', async () => {
  let most = 0;
  let since = 0;
  const turn = (): void => {
    since = 0;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const source = async function* () {
    for (let n = 0; n < 200; n++) {
      since += 1;
      most = Math.max(most, since);
      yield say(`${n} `);
    }
    yield say('.', 'stop');
  };
  const { told: answer } = await readChat(source(), exchangeFor(soon()), { requestId: null, key: 'sk' });
  clearImmediate(next);
  expect(answer.text).toContain('0 1 2 3');
  expect(answer.text).toContain('199 .');
  expect(most).toBeLessThanOrEqual(16);
});
