import type { StoredError } from '../../src-shared/contract/errors.ts';
import type { KeyOutcome } from './provider.ts';

/**
 * A second home for the files of takes, with the same tree. Putting a file twice is harmless: the same name, overwritten.
 * It never throws for what the provider or the network does. No key and no signed address is in an outcome.
 */
export type MirrorPort = {
  readonly id: 'cloudinary';
  put(file: MirrorFile, exchange: MirrorExchange): Promise<PutOutcome>;
  /** `gone` also where it was not there. */
  remove(target: { publicId: string; mime: string }, signal: AbortSignal): Promise<RemoveOutcome>;
  /** Free question that proves the key. */
  testKey(signal: AbortSignal): Promise<KeyOutcome>;
  /** Free question whether the provider's own API answers from here. */
  reachable(signal: AbortSignal): Promise<boolean>;
};

/** `path` is the one in the asset tree, `user_local/job_ID/final/final-2.mp4`; `absolute` where it is on this machine. */
export type MirrorFile = { absolute: string; path: string; mime: string; bytes: number };
/** `preset`: name of an upload preset of the account, or null. `progress` is told bytes sent so far. */
export type MirrorExchange = {
  signal: AbortSignal;
  preset: string | null;
  progress(sentBytes: number): void;
};

/** Links without signatures. `thumbnailUrl` for videos only. */
export type Mirrored = { publicId: string; url: string; deliveryUrl: string; thumbnailUrl: string | null };

type MirrorTrouble =
  /** No answer, or one that says later: again, not before `retryAfterMs`. */
  | { kind: 'later'; error: StoredError; retryAfterMs: number | null; offline: boolean }
  /** A person must mend the key or the plan. */
  | { kind: 'blocked'; error: StoredError; reason: 'key' | 'balance' }
  | { kind: 'refused'; error: StoredError };

export type PutOutcome = { kind: 'stored'; mirrored: Mirrored } | MirrorTrouble;
export type RemoveOutcome = { kind: 'gone' } | MirrorTrouble;
