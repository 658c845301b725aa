import { createServer } from 'node:http';
import { type Browser, chromium } from '@playwright/test';
import { chromiumProgram } from '../chromium.ts';

/** A real browser in which names of strangers lead to this machine, as they do after a rebinding. */
export function launchChromium(strangers: readonly string[] = []): Promise<Browser> {
  const rules = strangers.map((name) => `MAP ${name} 127.0.0.1`).join(', ');
  return chromium.launch({
    executablePath: chromiumProgram(),
    // Without Chromium's own question before a page may reach this machine: the studio does not lean on it.
    args: [
      '--no-sandbox',
      '--disable-features=LocalNetworkAccessChecks',
      ...(rules === '' ? [] : [`--host-resolver-rules=${rules}`]),
    ],
  });
}

/** A server of a stranger on this machine: one empty page at every address, and what it was asked. */
export async function startStranger(): Promise<{ port: number; asked: string[]; stop(): Promise<void> }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>stranger</title><body></body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  return {
    port: typeof at === 'object' && at !== null ? at.port : 0,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
