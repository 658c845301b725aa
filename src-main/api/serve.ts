import { RPCHandler } from '@orpc/server/message-port';
import type { Port } from '../engine/profile/port.ts';
import type { Context } from './base.ts';
import { heedful } from './messages.ts';
import { router } from './router.ts';

/** Whether who is on the port may name files of this machine by their paths; a page in a browser may not. */
export type Access = { paths: boolean };

/** Serves the contract on any port: a profile's socket, an in-memory pair, a window. Answers how many calls are under way. */
export function createServing(context: Omit<Context, 'paths'>): {
  serve(port: Port, access?: Access): void;
  pending(): number;
} {
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
    serve: (port, { paths } = { paths: true }) =>
      handler.upgrade(heedful(port, odd) as never, { context: { ...context, paths } }),
    pending: () => pending,
  };
}
