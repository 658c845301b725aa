import type { FalClient } from '@fal-ai/client';
import type { StoredError } from '../../../src-shared/contract/errors.ts';
import { isKeyLike, jsonOf } from '../net/answer.ts';
import { ask, type Line, type LineOptions, openLine, type Seen, type Timeouts } from '../net/line.ts';
import type { Send } from '../net/transport.ts';
import { nextTurn } from '../net/turn.ts';
import type { Price } from './prices.ts';
import { priceList } from './wire.ts';

/**
 * How fal is asked: by its SDK for the queue, each call with a client and a line of its own (one request, the key of now),
 * and plainly for the platform's lists and the storage. Addresses are folded below the base URL where one is set (providers.md B.3).
 */
export type FalOptions = {
  key: () => Promise<string | null>;
  /** Prefix that stands for `https://`, as RUSHES_FAL_URL has it; null: the real hosts. */
  baseUrl: () => Promise<string | null>;
  timeouts?: Partial<Timeouts>;
  fetch?: typeof fetch;
};

export type Desk = {
  /** The key, if there is one that a header can carry. */
  key(): Promise<string | null>;
  base(): Promise<string | null>;
  /** One call of the SDK, told by what was seen on the wire. Throws only where nothing was asked at all. */
  queue(
    until: Pick<LineOptions, 'signal' | 'withdrawn'>,
    key: string,
    call: (queue: FalClient['queue']) => Promise<unknown>,
  ): Promise<Seen>;
  /** One plain question to the platform; `path` is what follows https://api.fal.ai/v1. */
  platform(path: string, signal: AbortSignal, key: string | null): ReturnType<typeof ask>;
  /** Asks where a file may be put; the answer is `uploadLinks`. */
  initiate(
    file: { content_type: string; file_name: string },
    signal: AbortSignal,
    key: string,
  ): ReturnType<typeof ask>;
  /** fal's price of an endpoint, kept for an hour; null where the list does not tell. */
  price(endpoint: string, signal: AbortSignal): Promise<Price | null>;
};

const pricesLastMs = 3_600_000;

export function createDesk(
  options: FalOptions,
  { send, timeouts }: { send: Send; timeouts: Timeouts },
): Desk {
  const prices = new Map<string, { price: Price; at: number }>();
  const base = async () => (await options.baseUrl())?.replace(/\/+$/, '') ?? null;
  const wire = async (signal: AbortSignal) => {
    const prefix = await base();
    const rewrite = (url: string) => (prefix === null ? url : url.replace(/^https:\/\//, () => `${prefix}/`));
    return { send, signal, timeouts, rewrite };
  };

  const desk: Desk = {
    base,
    async key() {
      const key = await options.key();
      return key && isKeyLike(key) ? key : null;
    },
    async queue(until, key, call) {
      // Reading the SDK takes some 10 ms, the first time: it has a turn of the event loop to itself.
      const { createFalClient } = await import('@fal-ai/client');
      await nextTurn();
      const line: Line = openLine({
        ...(await wire(until.signal)),
        withdrawn: until.withdrawn ?? null,
      });
      const client = createFalClient({
        credentials: key,
        fetch: line.fetch,
        suppressLocalCredentialsWarning: true,
        // Ignored by submit, status and result (providers.md B.2); the line is what holds.
        retry: { maxRetries: 0 },
      });
      try {
        await call(client.queue);
      } catch (error) {
        if (line.seen().kind === 'nothing') throw error;
      }
      return line.seen();
    },
    async platform(path, signal, key) {
      const headers = { accept: 'application/json', ...(key ? { authorization: `Key ${key}` } : {}) };
      return ask(`https://api.fal.ai/v1${path}`, { headers }, await wire(signal));
    },
    async initiate(file, signal, key) {
      const headers = {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Key ${key}`,
      };
      const asked = { method: 'POST', headers, body: JSON.stringify(file) };
      const to = 'https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3';
      return ask(to, asked, await wire(signal));
    },
    async price(endpoint, signal) {
      const kept = prices.get(endpoint);
      if (kept && performance.now() - kept.at <= pricesLastMs) return kept.price;
      const heard = await desk.platform(pricingPath(endpoint), signal, await desk.key());
      const list = heard.kind === 'answer' ? priceList.safeParse(jsonOf(heard.text)) : null;
      const price = list?.success ? list.data.prices.find((one) => one.endpoint_id === endpoint) : undefined;
      if (price) prices.set(endpoint, { price, at: performance.now() });
      return price ?? null;
    },
  };
  return desk;
}

export const pricingPath = (endpoint: string): string =>
  `/models/pricing?endpoint_id=${encodeURIComponent(endpoint)}`;

export const unreachable = (detail?: string): StoredError => ({
  code: 'PROVIDER_UNREACHABLE',
  subject: 'fal',
  ...(detail ? { detail } : {}),
});
