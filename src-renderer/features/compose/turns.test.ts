import { expect, test } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { turnsAfter, turnsOf } from './turns.ts';

const chatOf = (params: Job['params']): Job => ({ params }) as Job;

test('a chat goes on with what it took along, what was asked and what was answered', () => {
  const history = [
    { role: 'user', text: 'a' },
    { role: 'assistant', text: 'b' },
  ];
  expect(turnsAfter(chatOf({ prompt: 'c', history }), 'd').map((turn) => turn.text)).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});

test('no more turns than a chat takes: the oldest stay behind', () => {
  const history = Array.from({ length: 200 }, (_, i) => ({ role: 'user', text: String(i) }));
  const turns = turnsAfter(chatOf({ prompt: 'p', history }), 'answer');
  expect([turns.length, turns[0]?.text, turns.at(-1)?.text]).toEqual([200, '2', 'answer']);
});

test('what is no turn is left out', () => {
  const value = [null, { role: 'robot', text: 'x' }, { role: 'user', text: 7 }, { role: 'user', text: 'y' }];
  expect(turnsOf(value)).toEqual([{ role: 'user', text: 'y' }]);
  expect(turnsOf('a')).toEqual([]);
});
