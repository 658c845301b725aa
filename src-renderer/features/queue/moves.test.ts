import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type InLine, type Move, moveBy, moveTo } from './moves.ts';

const one = (id: string, provider: InLine['provider'] = 'fal', movable = true): InLine => ({
  id,
  provider,
  movable,
});
const line = [one('a'), one('x', 'openrouter'), one('b'), one('c')];

test('one is put in front of the next of its own line', () => {
  expect(moveTo(line, 'c', 0)).toEqual({ before: 'a' });
  expect(moveTo(line, 'c', 1)).toEqual({ before: 'b' });
  expect(moveTo(line, 'a', 4)).toEqual({ behind: 'c' });
});

test('where nothing would change, nothing is asked for', () => {
  expect(moveTo(line, 'b', 2)).toBeNull();
  expect(moveTo(line, 'b', 3)).toBeNull();
  expect(moveTo(line, 'x', 0)).toBeNull();
  expect(moveTo(line, 'gone', 0)).toBeNull();
});

test('the keys move one place, and stop at the ends', () => {
  expect(moveBy(line, 'b', -1)).toEqual({ before: 'a' });
  expect(moveBy(line, 'a', 1)).toEqual({ before: 'c' });
  expect(moveBy(line, 'b', 1)).toEqual({ behind: 'c' });
  expect(moveBy(line, 'a', -1)).toBeNull();
  expect(moveBy(line, 'c', 1)).toBeNull();
});

test('what is sent already stays', () => {
  const sent = [one('a', 'fal', false), one('b'), one('c')];
  expect(moveBy(sent, 'b', -1)).toBeNull();
  expect(moveTo(sent, 'a', 3)).toBeNull();
});

/** The line after a move, as the engine makes it. */
function moved(ids: readonly string[], id: string, move: Move): string[] {
  const rest = ids.filter((other) => other !== id);
  const at = 'before' in move ? rest.indexOf(move.before) : rest.indexOf(move.behind) + 1;
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}

test('of one provider, a row lands where it was let go', () => {
  const places = fc.integer({ min: 2, max: 8 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      from: fc.integer({ min: 0, max: count - 1 }),
      to: fc.integer({ min: 0, max: count }),
    }),
  );
  void fc.assert(
    fc.property(places, ({ count, from, to }) => {
      const ids = Array.from({ length: count }, (_, i) => `job${i}`);
      const id = ids[from] ?? '';
      const move = moveTo(
        ids.map((each) => one(each)),
        id,
        to,
      );
      const wanted = [...ids.slice(0, to), 'here', ...ids.slice(to)]
        .filter((each) => each !== id)
        .map((each) => (each === 'here' ? id : each));
      expect(move === null ? ids : moved(ids, id, move)).toEqual(wanted);
    }),
  );
});
