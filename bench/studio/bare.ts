import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { newFolder, root } from '../place.ts';

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The studio's page has a process of its own (security.md 1.4), which a browser starts anew for it; so has what it is measured against. */
const alone = { 'Cross-Origin-Opener-Policy': 'same-origin' };

/** Builds the bare page with the studio's bundler and serves it from loopback. Answers its address and what ends it. */
export async function serveBarePage(): Promise<{ url: string; close(): void }> {
  const outDir = newFolder('bare-page');
  await build({
    configFile: false,
    root: join(root, 'bench/programs/bare-page'),
    base: './',
    logLevel: 'error',
    plugins: [react()],
    build: { outDir, modulePreload: { polyfill: false }, target: 'chrome130' },
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const file = join(outDir, path === '/' ? 'index.html' : path);
    try {
      const bytes = readFileSync(file);
      response
        .writeHead(200, {
          'Content-Type': types[extname(file)] ?? 'application/octet-stream',
          ...alone,
        })
        .end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
