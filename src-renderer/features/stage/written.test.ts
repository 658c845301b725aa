import { expect, test } from 'vitest';
import { linesOf, piecesOf } from './written.ts';

test('headings and lists of an answer are told from its sentences', () => {
  expect(linesOf('## Hooks\n\nFirst:\n1. One\n- two\n  * three')).toEqual([
    { kind: 'heading', text: 'Hooks' },
    { kind: 'text', text: 'First:' },
    { kind: 'item', text: 'One', mark: '1.', depth: 0 },
    { kind: 'item', text: 'two', mark: '–', depth: 0 },
    { kind: 'item', text: 'three', mark: '–', depth: 1 },
  ]);
});

test('stressed words are marked and lone stars are left alone', () => {
  expect(piecesOf('a **b** c')).toEqual([
    { text: 'a ', strong: false },
    { text: 'b', strong: true },
    { text: ' c', strong: false },
  ]);
  expect(piecesOf('2 ** 3 * 4')).toEqual([{ text: '2 ** 3 * 4', strong: false }]);
});
