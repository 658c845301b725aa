import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { Wish } from '../../src-shared/desktop/bridge.ts';
import type { Client, Transport } from './client.ts';
import { stagedFrom } from './staged.ts';

/** The connection to the desktop host: one message port, that goes over the preload to the engine. The window itself is who it is. */
export function desktopTransport(): Transport {
  return {
    open(signal) {
      const { port1: ours, port2: theirs } = new MessageChannel();
      window.postMessage('studio:port' satisfies Wish, '/', [theirs]);
      let end = (): void => undefined;
      const closed = new Promise<void>((resolve) => {
        end = resolve;
      });
      ours.addEventListener('close', end, { once: true });
      const close = (): void => {
        ours.close();
        end();
      };
      signal.addEventListener('abort', close, { once: true });
      ours.start();
      const client: Client = createORPCClient(new RPCLink({ port: ours }));
      return Promise.resolve({
        client,
        closed,
        close,
        assetUrl: (asset) => `./assets/${asset}`,
        inputUrl: (of) => `./inputs/${of}`,
        // A body to an own scheme carries no length of its own: it is told in the address.
        stage: async (file, signal) =>
          stagedFrom(
            await fetch(`./inputs?name=${encodeURIComponent(file.name)}&bytes=${file.size}`, {
              method: 'PUT',
              signal,
              body: file,
            }),
          ),
      });
    },
  };
}
