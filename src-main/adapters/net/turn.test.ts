import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nextTurn } from './turn.ts';

test('who waits for a turn gets one of its own, in order, after what came in meanwhile', async () => {
  const seen: string[] = [];
  let turns = 0;
  const counting = (async () => {
    while (turns < 8) {
      await setImmediate();
      turns += 1;
    }
  })();
  const wait = async (name: string): Promise<void> => {
    await nextTurn();
    seen.push(`${name} ${turns}`);
  };
  const all = ['first', 'second', 'third'].map(wait);
  queueMicrotask(() => seen.push('what was under way'));
  await Promise.all(all);
  await counting;
  const [before, ...each] = seen;
  expect(before).toBe('what was under way');
  expect(each.map((one) => one.split(' ')[0])).toEqual(['first', 'second', 'third']);
  expect(new Set(each.map((one) => one.split(' ')[1])).size).toBe(3);
});
