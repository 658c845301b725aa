import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { type QuitDeps, quitInOrder } from './quit.ts';
import { statusOf } from './status.ts';

/** What only a clock shows; the rest is in test/desktop/end.test.ts. */
it('a system that ends is held up for so long and no longer', async () => {
  const system = new EventEmitter();
  let quit = (): void => undefined;
  const hasQuit = new Promise<void>((resolve) => {
    quit = resolve;
  });
  quitInOrder({
    app: { on: () => undefined, quit, exit: quit } as unknown as QuitDeps['app'],
    dialog: {} as QuitDeps['dialog'],
    power: system as unknown as QuitDeps['power'],
    signals: new EventEmitter(),
    log: { info() {}, warn() {}, error() {} },
    status: () => statusOf([], false),
    isNeeded: () => true,
    stay: () => undefined,
    stop: () => new Promise(() => undefined),
    hasteMs: 1,
  });
  let prevented = 0;
  system.emit('shutdown', { preventDefault: () => prevented++ });
  await hasQuit;
  expect(prevented).toBe(1);
});
