import type { StoredError } from '../../src-shared/contract/errors.ts';
import type { AssetKind } from '../../src-shared/domain/asset.ts';
import type { RefusalWait } from '../../src-shared/domain/attempt.ts';
import type { BillableUnits } from '../../src-shared/domain/billable.ts';
import type { ProviderId, ProviderRequest, SentFile } from '../../src-shared/domain/request.ts';

/**
 * What the engine needs of a provider. An adapter promises:
 * - exactly one HTTP request goes out per `submit`, whatever its SDK would like to do;
 * - it never throws for what a provider or a network does: every answer is one of the outcomes below. It throws only for
 *   its own mistakes, and the engine takes a throw out of `submit` for `unknown`;
 * - it never says `not_sent` or `refused` where the request may have been accepted;
 * - no key, header or signed address is in an outcome.
 * It leaves out: retrying, waiting, remembering. The queue owns those.
 */
export type ProviderPort = {
  readonly id: ProviderId;
  submit(request: ProviderRequest, exchange: Exchange): Promise<SubmitOutcome>;
  /**
   * Puts a file where the provider can load it, for one submit. Free: it may be repeated. `inline` where this provider takes
   * files inside the request; its `submit` then reads them by `exchange.bytes`.
   */
  upload(file: UploadFile, signal: AbortSignal): Promise<UploadOutcome>;
  /** Asks once how an accepted request is doing. */
  poll(ticket: Ticket, signal: AbortSignal): Promise<PollOutcome>;
  cancel(ticket: Ticket, signal: AbortSignal): Promise<CancelOutcome>;
  /** Looks for a request whose answer was lost. */
  lookup(query: LookupQuery, signal: AbortSignal): Promise<LookupOutcome>;
  /** Loads one file of a result. A body that is cut, stalls or has the wrong length makes its iterator throw `download_broken`; it never ends in silence. */
  download(file: ResultFile, signal: AbortSignal): Promise<DownloadOutcome>;
  /** Free question that proves the key. */
  testKey(signal: AbortSignal): Promise<KeyOutcome>;
  /** Free question whether the provider's own API answers from here; a captive portal's page is `false`. */
  reachable(signal: AbortSignal): Promise<boolean>;
  /** Dollars that a stage will cost by the provider's price list; null where the list does not tell. */
  quote(models: readonly string[], units: BillableUnits, signal: AbortSignal): Promise<number | null>;
};

/** What the engine hands over with a submit. */
export type Exchange = {
  /** Aborting means that the creator cancelled; what comes back then is `unknown` unless the adapter knows better. */
  signal: AbortSignal;
  /** Aborting means that the request is not wanted any more: where it has not left yet it stays here (`not_sent`), else nothing changes. */
  withdrawn: AbortSignal;
  /** Called once, before anything further is read, as soon as the provider has named the request. Must return before more is read. */
  accepted(requestId: string): void;
  /** A piece of a streamed text. */
  text(piece: string): void;
  /** The bytes of a file of the request, for providers that take files inside it. */
  bytes(file: SentFile): Promise<Uint8Array>;
};

/** `name` has only plain letters; `absolute` is where it is on this machine. */
export type UploadFile = { absolute: string; name: string; mime: string; bytes: number };

export type UploadOutcome =
  | { kind: 'stored'; url: string }
  | { kind: 'inline' }
  /** Nobody answered, or nothing left: again later. */
  | { kind: 'unreachable'; error: StoredError; retryAfterMs: number | null }
  /** The provider said no in its own words; `wait` as for a submit. */
  | { kind: 'refused'; error: StoredError; wait: RefusalWait; retryAfterMs: number | null };

/** Names one accepted request at the provider. `request` is what was submitted. */
export type Ticket = { requestId: string; request: ProviderRequest };

export type ResultFile = { url: string; kind: AssetKind; mime: string; bytes: number | null };
export type ResultPiece =
  | { type: 'text'; text: string }
  | { type: 'json'; value: unknown }
  | ({ type: 'file' } & ResultFile);

/** A finished generation. `billedUsd` null: the provider did not tell. */
export type ProviderResult = { model: string | null; billedUsd: number | null; pieces: ResultPiece[] };

export type SubmitOutcome =
  /** The provider runs it; ask by `poll`. `exchange.accepted` was called with the id. */
  | { kind: 'accepted'; requestId: string }
  /** The whole answer came in this exchange. */
  | { kind: 'finished'; requestId: string | null; result: ProviderResult }
  /** Provably nothing left the machine: rule (a). */
  | { kind: 'not_sent'; error: StoredError }
  /** The provider said no in its own words: rule (b). */
  | { kind: 'refused'; error: StoredError; wait: RefusalWait; retryAfterMs: number | null }
  /** The provider's final answer says failed, or is unusable: rule (c). `draft` is text that had come in. */
  | {
      kind: 'failed';
      error: StoredError;
      mayMend: boolean;
      billedUsd: number | null;
      draft: string | null;
      requestId: string | null;
    }
  /** Nobody knows. `requestId` where a header told one. */
  | { kind: 'unknown'; error: StoredError; requestId: string | null };

export type PollOutcome =
  | { kind: 'waiting'; ahead: number | null }
  | { kind: 'running' }
  | { kind: 'finished'; result: ProviderResult }
  | { kind: 'failed'; error: StoredError; mayMend: boolean; billedUsd: number | null }
  | { kind: 'cancelled' }
  /** The network or the provider did not give a usable answer; ask again later. */
  | { kind: 'unreachable'; error: StoredError; retryAfterMs: number | null }
  /** The key was refused while asking; the request lives on at the provider. */
  | { kind: 'blocked'; error: StoredError; reason: 'key' | 'balance' };

export type CancelOutcome = 'asked' | 'already_finished' | 'gone' | 'unreachable';

/** `sentAt`: wall clock, ms. `requestId` where one was seen before the answer was lost. */
export type LookupQuery = { request: ProviderRequest; sentAt: number; requestId: string | null };
export type LookupOutcome =
  | { kind: 'found'; requestIds: string[] }
  /** This provider keeps no list, or nothing to look by is known. */
  | { kind: 'impossible' }
  | { kind: 'unreachable'; error: StoredError };

export type DownloadOutcome =
  | { kind: 'stream'; mime: string; bytes: number | null; body: AsyncIterable<Uint8Array> }
  | { kind: 'expired'; error: StoredError }
  | { kind: 'unreachable'; error: StoredError }
  | { kind: 'refused'; error: StoredError };

export type KeyOutcome =
  | { kind: 'ok'; detail: string }
  | { kind: 'refused'; detail: string }
  | { kind: 'unreachable'; detail: string };
