import type { MessagePortMain, WebContents } from 'electron';

/** A message port as the contract's serving takes it. */
export type ServedPort = {
  postMessage(message: unknown): void;
  on(event: string, call: (data?: unknown) => void): void;
};

/**
 * One port of the contract per page. A page that loads anew brings another, and the one before is closed; a port that comes before the
 * engine is there is held until it is.
 */
export function createPorts(serve: Promise<(port: ServedPort) => void>) {
  // It is told elsewhere; here every port that comes is closed.
  serve.catch(() => undefined);
  const open = new WeakMap<WebContents, MessagePortMain>();
  return {
    async take(from: WebContents, ports: readonly MessagePortMain[]): Promise<void> {
      const [port, ...more] = ports;
      for (const one of more) one.close();
      if (!port) return;
      open.get(from)?.close();
      open.set(from, port);
      const begin = await serve.catch(() => null);
      if (open.get(from) !== port) return;
      if (begin === null) return port.close();
      begin(portOf(port));
      port.start();
    },
  };
}

function portOf(port: MessagePortMain): ServedPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on(event, call) {
      if (event === 'message') port.on('message', ({ data }) => call({ data }));
      else if (event === 'close') port.on('close', () => call());
    },
  };
}
