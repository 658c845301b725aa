import { digestOf, isSame, newSecret } from './secrets.ts';

/** Secrets that are good once and for a while; in memory only, and hashed there. */
export type Once<T> = {
  make(value: T): string;
  /** What the secret was made for, the first time and in time; null otherwise. */
  take(secret: string): T | null;
  clear(): void;
};

/** Kept at once; the oldest goes for the next. */
const most = 100;

/** @param now monotonic, ms */
export function createOnce<T>(now: () => number, lastsMs: number): Once<T> {
  let kept: { digest: string; value: T; until: number }[] = [];
  return {
    make(value) {
      const secret = newSecret();
      kept = [
        ...kept.filter((one) => one.until > now()),
        { digest: digestOf(secret), value, until: now() + lastsMs },
      ];
      kept = kept.slice(-most);
      return secret;
    },
    take(secret) {
      const found = kept.filter((one) => isSame(one.digest, secret))[0];
      if (!found) return null;
      kept = kept.filter((one) => one !== found);
      return found.until > now() ? found.value : null;
    },
    clear() {
      kept = [];
    },
  };
}
