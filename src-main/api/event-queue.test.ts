import { describe, expect, it } from 'vitest';
import { queueOf } from './event-queue.ts';

/** Takes everything until the queue ends. */
async function all<T>(items: AsyncGenerator<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

describe('queueOf', () => {
  it('gives what was pushed, in order, before and while it is read, and ends with its signal', async () => {
    const stop = new AbortController();
    const queue = queueOf<number>(stop.signal);
    queue.push(1);
    const items = queue.items();
    expect(await items.next()).toEqual({ value: 1, done: false });
    const waiting = items.next();
    queue.push(2);
    queue.push(3);
    expect(await waiting).toEqual({ value: 2, done: false });
    expect(await items.next()).toEqual({ value: 3, done: false });
    const last = items.next();
    stop.abort();
    expect(await last).toEqual({ value: undefined, done: true });
  });

  it('has ended where the signal fired before', async () => {
    const queue = queueOf<number>(AbortSignal.abort());
    queue.push(1);
    expect(await all(queue.items())).toEqual([]);
  });

  it('cuts a reader off that lags far behind, so that it sees the gap instead of an endless queue', async () => {
    const queue = queueOf<number>(undefined);
    const items = queue.items();
    queue.push(0);
    expect(await items.next()).toEqual({ value: 0, done: false });
    for (let i = 1; i <= 10_001; i++) queue.push(i);
    expect(await all(items)).toEqual([]);
  });
});
