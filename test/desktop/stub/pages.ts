import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * For windows that are real pages: a browser knows no scheme of ours, so it asks for `http://app.studio.localhost:PORT/x`, which is a secure
 * context, and the app's own handler answers as for `studio://app/x`. Nothing of an answer is changed.
 */
type Answer = (request: Request) => Promise<Response> | Response;

const domain = '.studio.localhost';

/** Answers where an address of the scheme is found by a browser. */
export async function servePages(
  answerOf: (scheme: string) => Answer | undefined,
): Promise<(url: string) => string> {
  const server = createServer(async (request, response) => {
    const answer = answerOf('studio');
    if (!answer) return void response.writeHead(503).end();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const made = await answer(requestOf(request, gone.signal));
    response.writeHead(made.status, Object.fromEntries(made.headers));
    if (!made.body) return void response.end();
    await pipeline(Readable.fromWeb(made.body as never), response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return (url) => {
    const { hostname, pathname } = new URL(url);
    return `http://${hostname}${domain}:${port}${pathname}`;
  };
}

function requestOf(request: IncomingMessage, signal: AbortSignal): Request {
  const host = (request.headers.host ?? '').split(domain)[0];
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (
      typeof value === 'string' &&
      !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
    )
      headers.set(name, name === 'origin' || name === 'referer' ? asScheme(value) : value);
  const hasBody = !['GET', 'HEAD'].includes(request.method ?? 'GET');
  return new Request(`studio://${host}${request.url}`, {
    method: request.method ?? 'GET',
    headers,
    signal,
    ...(hasBody ? { body: Readable.toWeb(request) as never, duplex: 'half' } : {}),
  });
}

/** An address of the browser as Electron would give it. */
function asScheme(url: string): string {
  const { hostname } = URL.parse(url) ?? {};
  return hostname?.endsWith(domain) ? `studio://${hostname.slice(0, -domain.length)}` : url;
}
