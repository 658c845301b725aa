import { randomBytes } from 'node:crypto';
import { extname, join } from 'node:path';
import { assetPolicy, everyHeader, pagePolicy, plainAnswer } from './headers.ts';
import { bodyOf } from './media.ts';
import { openInside } from './open-inside.ts';

/** The only types of files that the renderer is built of. What is not here is not served. */
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
};

/** The studio's page, with a nonce that no other load has. Nothing in it is secret. */
export async function answerPage(request: Request, folder: string): Promise<Response> {
  const opened = await openInside(folder, join(folder, 'index.html'));
  if (!opened) return plainAnswer(503, 'The studio is not built: run "npm run build".');
  let html: string;
  try {
    html = await opened.handle.readFile('utf8');
  } finally {
    await opened.handle.close();
  }
  const nonce = randomBytes(16).toString('base64url');
  const body = html.replaceAll(' nonce=""', ` nonce="${nonce}"`);
  return new Response(request.method === 'HEAD' ? null : body, {
    headers: {
      ...everyHeader,
      'Content-Security-Policy': pagePolicy(nonce),
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      'Cache-Control': 'no-store',
    },
  });
}

/** A built file. Its name holds a hash of what is in it where it is `kept`; else a browser asks again. */
export async function answerStatic(
  request: Request,
  folder: string,
  { path, kept }: { path: string; kept: boolean },
): Promise<Response> {
  const type = types[extname(path)];
  const opened = type === undefined ? null : await openInside(folder, join(folder, path));
  if (type === undefined || !opened) return plainAnswer(404, 'There is no such file.');
  return new Response(await bodyOf(request, opened, { from: 0, to: opened.bytes - 1 }), {
    headers: {
      ...everyHeader,
      'Content-Security-Policy': assetPolicy,
      'Content-Type': type,
      'Content-Length': String(opened.bytes),
      'Cache-Control': kept ? 'private, max-age=31536000, immutable' : 'no-cache',
    },
  });
}
