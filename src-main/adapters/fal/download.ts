import { isIP } from 'node:net';
import { RushesError, type StoredError } from '../../../src-shared/contract/errors.ts';
import type { AssetKind } from '../../../src-shared/domain/asset.ts';
import type { DownloadOutcome, ResultFile } from '../../ports/provider.ts';
import { isPublicAddress } from '../net/address.ts';
import { anyBytes, mimeOf } from '../net/answer.ts';
import { discard, watched } from '../net/body.ts';
import type { Timeouts } from '../net/line.ts';
import type { Send } from '../net/transport.ts';

/**
 * Loads a result from where fal says it is. The address comes from outside, so each hop is checked before it is asked:
 * fal's own hosts by https, or, where the base URL is set, that origin and nothing else. No key ever goes along.
 * The type that the wire says must be the one that the document said; a wire that knows none is taken at the document's
 * word, and the engine holds the first bytes against it.
 */
const hosts = ['fal.media', 'fal.ai', 'fal.run'] as const;
const mostHops = 3;
const megabyte = 1024 ** 2;
/** Far above any result of a workflow; stops a body that never ends. */
const mostBytes: Readonly<Record<AssetKind, number>> = {
  text: megabyte,
  json: megabyte,
  audio: 100 * megabyte,
  video: 1024 * megabyte,
  source: 1024 * megabyte,
  image: 50 * megabyte,
  thumbnail: 50 * megabyte,
  peaks: megabyte,
};

export function mayLoad(url: URL, base: string | null): boolean {
  if (url.username || url.password) return false;
  if (base !== null) return URL.canParse(base) && url.origin === new URL(base).origin;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) && !isPublicAddress(host)) return false;
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    hosts.some((one) => host === one || host.endsWith(`.${one}`))
  );
}

export type Loading = { send: Send; timeouts: Timeouts; base: string | null; signal: AbortSignal };

export async function download(file: ResultFile, loading: Loading): Promise<DownloadOutcome> {
  let url: URL | null = URL.parse(file.url);
  if ((file.bytes ?? 0) > mostBytes[file.kind]) return tooLarge(file);
  for (let hop = 0; hop <= mostHops; hop++) {
    if (!url || !mayLoad(url, loading.base)) return refused('a file at an address of fal');
    const response = await askFor(url, loading);
    if (!response) return away();
    const { status } = response;
    const location = response.headers.get('location');
    if (status >= 300 && status < 400 && location) {
      discard(response);
      url = URL.parse(location, url.href);
      continue;
    }
    if (status === 200) return opened(response, file, loading);
    discard(response);
    if (status === 404 || status === 410)
      return { kind: 'expired', error: { code: 'result_expired', subject: 'fal' } };
    return away(`status ${status}`);
  }
  return refused('a file, not a chain of redirects');
}

async function askFor(url: URL, { send, timeouts, signal }: Loading): Promise<Response | null> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeouts.headersMs);
  try {
    return await send(url, {
      headers: { accept: '*/*' },
      redirect: 'manual',
      signal: AbortSignal.any([signal, late.signal]),
    });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function opened(response: Response, file: ResultFile, { timeouts, signal }: Loading): DownloadOutcome {
  const mime = mimeOf(response.headers.get('content-type'));
  if (!mime || (mime !== anyBytes && mime !== mimeOf(file.mime)) || !response.body) {
    discard(response);
    return refused(`a file of the type ${file.mime}`, mime ?? 'no type');
  }
  const length = response.headers.get('content-length');
  const bytes = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  const maxBytes = mostBytes[file.kind];
  if (bytes !== null && bytes > maxBytes) {
    discard(response);
    return tooLarge(file);
  }
  const rules = { idleMs: timeouts.idleMs, maxBytes, signal };
  // What the wire says outweighs the document; where the wire says nothing, the document is all there is.
  return {
    kind: 'stream',
    mime: mimeOf(file.mime) ?? mime,
    bytes,
    body: counted(watched(response.body, rules), bytes ?? file.bytes),
  };
}

/** Ends in `download_broken` unless exactly `expected` bytes came, and at least one. */
async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  expected: number | null,
): AsyncGenerator<Uint8Array, void, undefined> {
  let total = 0;
  try {
    for await (const piece of pieces) {
      total += piece.byteLength;
      yield piece;
    }
  } catch {
    throw broken('it was cut off');
  }
  if (total === 0) throw broken('it is empty');
  if (expected !== null && total !== expected) throw broken(`${total} bytes came instead of ${expected}`);
}

const broken = (detail: string) => new RushesError('download_broken', { subject: 'fal', detail });

const away = (detail?: string): DownloadOutcome => ({
  kind: 'unreachable',
  error: { code: 'download_broken', subject: 'fal', ...(detail ? { detail } : {}) },
});

const tooLarge = ({ kind }: ResultFile): DownloadOutcome =>
  refused(`a file of at most ${mostBytes[kind] / megabyte} MB`);

function refused(rule: string, found?: string): DownloadOutcome {
  const error: StoredError = {
    code: 'result_refused',
    subject: 'fal',
    rule: `${rule} was expected`,
    ...(found ? { found } : {}),
  };
  return { kind: 'refused', error };
}
