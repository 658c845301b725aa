import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider that tells a caller's own key back to it, in its error message, its headers and everything else. */
export type Echo = { url: string; asked: string[]; close(): Promise<void> };

/** @param turned what it makes of the key before it says it */
export async function startEcho(status: number, turned = (key: string): string => key): Promise<Echo> {
  const asked: string[] = [];
  const server: Server = createServer((req, res) => {
    const said = req.headers.authorization ?? 'nothing';
    const key = said.replace(/^\S+\s+/, '');
    asked.push(`${req.method} ${req.url}`);
    req.resume();
    req.on('end', () => {
      const message = `Your header was "${said.replace(key, turned(key))}", your key ${turned(key)}`;
      res.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': 'echo-1',
        'x-your-key': encodeURIComponent(key),
      });
      res.end(
        JSON.stringify({
          error: {
            code: status,
            message,
            metadata: { raw: message, headers: { authorization: turned(key) } },
          },
          detail: message,
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
