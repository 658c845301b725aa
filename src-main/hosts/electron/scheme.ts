import type { Protocol, Session } from 'electron';
import { type Answer, answerError, answerJson, answerRefusal } from '../../adapters/content/answers.ts';
import type { Content } from '../../adapters/content/content.ts';
import { plainAnswer } from '../../adapters/content/headers.ts';
import { type BeginUpload, fileRefusal, takeFile } from '../../adapters/content/upload.ts';
import type { Logger } from '../../ports/logger.ts';
import { isStudio, scheme } from './address.ts';

/** Before the app is ready: without it the scheme has no origin, no storage and no secure context. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

export type SchemeDeps = {
  content: Content;
  /** Takes files of the creator's own; waits until the engine is there. */
  begin: BeginUpload;
  log: Logger;
};

/** Answers everything at the scheme by the same function as the browser host, and takes files at `PUT /inputs`. */
export function serveScheme(protocol: Session['protocol'], deps: SchemeDeps): void {
  protocol.handle(scheme, async (request) => {
    try {
      if (!isStudio(request.url)) return plainAnswer(404, 'There is no such address.');
      const from = request.headers.get('origin');
      // A page without an origin of its own may look, as the browser's own requests do, but sends nothing.
      const mayAsk = from === null || isStudio(from) || (from === 'null' && request.method !== 'PUT');
      if (!mayAsk) return plainAnswer(403, 'Not for another page.');
      if (request.method === 'PUT') return sent(await taken(request, deps));
      return await deps.content(request);
    } catch (error) {
      deps.log.error('studio: a request failed', { error });
      return sent(answerError(null));
    }
  });
  // Nothing is read from the disk by its path.
  protocol.handle('file', () => plainAnswer(403, 'Files are not read by their path.'));
}

const sent = ({ body, ...rest }: Answer): Response => new Response(body, rest);

async function taken(request: Request, { begin, log }: SchemeDeps): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== '/inputs')
    return answerRefusal({ status: 405, why: 'This address only gives.', allow: 'GET, HEAD' });
  // The size is told in the address: a body that a page streams to an own scheme carries no length.
  const told = searchParams.get('bytes') ?? '';
  const head = {
    name: searchParams.get('name') ?? '',
    bytes: /^\d{1,15}$/.test(told) ? Number(told) : null,
  };
  const refusal = fileRefusal(head);
  if (refusal) return answerRefusal(refusal);
  if (request.body === null) return answerRefusal({ status: 400, why: 'The file is empty.' });
  try {
    return answerJson(200, await takeFile(head, request.body as AsyncIterable<Uint8Array>, begin));
  } catch (error) {
    const answer = answerError(error);
    if (answer.status >= 500) log.error('studio: a file could not be taken', { error });
    return answer;
  }
}
