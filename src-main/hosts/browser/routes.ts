import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerError, answerJson, answerRefusal, type Refusal } from '../../adapters/content/answers.ts';
import type { Content } from '../../adapters/content/content.ts';
import type { BeginUpload } from '../../adapters/content/upload.ts';
import type { Logger } from '../../ports/logger.ts';
import { readJson } from './body.ts';
import type { Connections } from './connections.ts';
import { type Asked, bearerOf, cookiesOf, gates, pathOf, queryOf, valuesOf } from './gates.ts';
import { requestOf, send, sendResponse } from './send.ts';
import { type Sessions, sessionMs } from './sessions.ts';
import type { Tries } from './tries.ts';
import { takeUpload, uploadRefusal } from './upload.ts';

export type RoutesDeps = {
  port: number;
  sessions: Sessions;
  tries: { code: Tries; session: Tries };
  connections: Connections;
  content: Content;
  stage: BeginUpload;
  /** Files that are coming in; the host ends after them. */
  underway: Set<Promise<unknown>>;
  log: Logger;
};

export const cookieName = (port: number): string => `rushes-${port}`;

export const askedOf = (request: IncomingMessage, upgrade: boolean): Asked => ({
  method: request.method ?? '',
  target: request.url ?? '',
  rawHeaders: request.rawHeaders,
  upgrade,
});

/** Which methods an address takes. What is not here only gives. */
const methodsOf: Readonly<Record<string, string>> = {
  '/session': 'POST',
  '/ticket': 'POST',
  '/inputs': 'PUT',
};
const reading = 'GET, HEAD';

export function methodGate({ method, target }: Asked): Refusal | null {
  const allow = methodsOf[pathOf(target)] ?? reading;
  return allow.split(', ').includes(method)
    ? null
    : { status: 405, why: 'This address does not take that.', allow };
}

/** `100-continue` is the only thing that may be expected. */
const expectGate = ({ rawHeaders }: Asked): Refusal | null =>
  valuesOf(rawHeaders, 'expect').every((value) => value.toLowerCase() === '100-continue')
    ? null
    : { status: 417, why: 'This cannot be expected here.' };

const noSession: Refusal = { status: 401, why: 'This page is not signed in.' };
const slowDown: Refusal = { status: 429, why: 'Too many bad tries: wait a minute.' };

/** Counts a bad try; says so where there were too many. */
export function badTry(tries: Tries): Refusal {
  if (tries.tooMany()) return slowDown;
  tries.bad();
  return noSession;
}

/** `/assets/TICKET/ID`, `/inputs/TICKET/ID[/FIELD]`: the ticket, and the address without it, which is looked at further in. */
const mediaPattern = /^\/(assets|inputs)(?:\/([^/]*)(\/.*)?)?$/;

export function createRoutes(deps: RoutesDeps) {
  const { port, sessions, tries, connections, content, log } = deps;
  const cookies = (request: IncomingMessage): string[] => cookiesOf(request.rawHeaders, cookieName(port));

  type Exchange = { request: IncomingMessage; response: ServerResponse };
  const refuse = ({ request, response }: Exchange, refusal: Refusal, from?: 'known'): void =>
    send(request, response, { answer: answerRefusal(refusal), ...(from ? { from } : {}) });

  /** Tells a sender that waits for it to send its body. Those who are refused by their headers are never told. */
  const goOn = ({ request, response }: Exchange): void => {
    if (request.headers.expect !== undefined) response.writeContinue();
  };

  const setCookie = (cookie: string): Record<string, string> => ({
    'Set-Cookie': `${cookieName(port)}=${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${sessionMs / 1_000}`,
  });

  async function session({ request, response }: Exchange): Promise<void> {
    if (tries.code.tooMany()) return refuse({ request, response }, slowDown);
    goOn({ request, response });
    const read = await readJson(request);
    if ('refusal' in read) return refuse({ request, response }, read.refusal);
    const code = (read.value as { code?: unknown } | null)?.code;
    const page = { cookies: cookies(request), bearer: bearerOf(request.rawHeaders) };
    const made = typeof code === 'string' && code.length <= 100 ? sessions.begin(code, page) : null;
    if (!made) return refuse({ request, response }, badTry(tries.code));
    log.info('studio: a page signed in');
    const answer = answerJson(
      200,
      { bearer: made.bearer },
      made.cookie === null ? {} : setCookie(made.cookie),
    );
    send(request, response, { answer });
  }

  /** The session of a call, and its connection trusted from here to the end of the answer. */
  function signedIn(exchange: Exchange): { id: string; bearer: string } | null {
    const { request, response } = exchange;
    const bearer = bearerOf(request.rawHeaders);
    const id = sessions.withBearer(cookies(request), bearer);
    if (id === null || bearer === null) {
      refuse(exchange, badTry(tries.session));
      return null;
    }
    response.once('close', connections.trust(request.socket));
    return { id, bearer };
  }

  async function ticket(exchange: Exchange): Promise<void> {
    const who = signedIn(exchange);
    if (!who) return;
    goOn(exchange);
    const read = await readJson(exchange.request);
    if ('refusal' in read) return refuse(exchange, read.refusal);
    send(exchange.request, exchange.response, {
      answer: answerJson(200, sessions.tickets(who.id, who.bearer)),
    });
  }

  async function inputs(exchange: Exchange): Promise<void> {
    if (!signedIn(exchange)) return;
    const { request, response } = exchange;
    const refusal = uploadRefusal(request);
    if (refusal) return refuse(exchange, refusal, 'known');
    goOn(exchange);
    try {
      send(request, response, { answer: answerJson(200, await counted(takeUpload(request, deps.stage))) });
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const answer = answerError(error);
      if (answer.status >= 500) log.error('studio: a file could not be taken', { error });
      send(request, response, { answer, from: 'known' });
    }
  }

  const counted = <T>(work: Promise<T>): Promise<T> => {
    deps.underway.add(work);
    const done = (): void => void deps.underway.delete(work);
    work.then(done, done);
    return work;
  };

  async function give({ request, response }: Exchange): Promise<void> {
    const target = request.url ?? '';
    const path = pathOf(target);
    const [, area, ticket = '', rest = ''] = mediaPattern.exec(path) ?? [];
    const media = area !== undefined;
    if (media) {
      if (sessions.withAssets(cookies(request), ticket) === null)
        return refuse({ request, response }, badTry(tries.session));
      response.once('close', connections.trust(request.socket));
    }
    // A launch code travels in the fragment, which no request carries; one in a query would be in a history and is dead.
    if (queryOf(target).has('code'))
      return refuse({ request, response }, { status: 400, why: 'A code does not belong here.' });
    const download = media && queryOf(target).has('download') ? '?download' : '';
    const address = media ? `/${area}${rest}` : path;
    // What an address parser would read as another address is none.
    if (new URL(`http://studio${address}`).pathname !== address)
      return refuse({ request, response }, { status: 404, why: 'There is no such address.' });
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await sendResponse(request, response, await content(requestOf(request, address + download, gone.signal)));
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = { request, response };
    const asked = askedOf(request, false);
    try {
      const refusal = gates(asked, port) ?? methodGate(asked) ?? expectGate(asked);
      if (refusal) return refuse(exchange, refusal);
      const path = pathOf(asked.target);
      if (path === '/session') await session(exchange);
      else if (path === '/ticket') await ticket(exchange);
      else if (path === '/inputs') await inputs(exchange);
      else await give(exchange);
    } catch (error) {
      log.error('studio: a request failed', { error });
      send(request, response, { answer: answerError(null) });
    }
  };
}
