import { RPCHandler } from '@orpc/server/message-port';
import type { Port } from '../engine/profile/port.ts';
import type { Context } from './base.ts';
import { heedful } from './messages.ts';
import { router } from './router.ts';

/** Serves the contract on any port: a profile's socket, an in-memory pair, a window. Answers how many calls are under way. */
export function createServing(context: Context): { serve(port: Port): void; pending(): number } {
  let pending = 0;
  const handler = new RPCHandler(router, {
    interceptors: [
      async (options) => {
        // An event stream is not a call that someone waits for.
        pending++;
        try {
          return await options.next();
        } finally {
          pending--;
        }
      },
    ],
  });
  const odd = (): void => context.engine.log.warn('a message over a port was not understood');
  return {
    serve: (port) => handler.upgrade(heedful(port, odd) as never, { context }),
    pending: () => pending,
  };
}
