import { RushesError } from '../../src-shared/contract/errors.ts';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import { toldInStudio } from '../texts/errors.ts';

/** How a key comes in: it is checked first, and only one that the provider accepts is saved, unless a person says so. */
export type Trial = {
  provider: ProviderId;
  text: string;
  /** Save it although the provider could not be asked. */
  unchecked?: boolean | undefined;
  /** Keep it in memory for this run, because no keychain works. */
  memory?: boolean | undefined;
};

export type KeyOutcome =
  | { kind: 'saved' }
  | { kind: 'empty' }
  | { kind: 'refused'; detail: string }
  /** Nobody answered: nothing is known about the key. */
  | { kind: 'unreached'; detail: string }
  /** There is no place that keeps it. */
  | { kind: 'no_keychain'; locked: boolean }
  | { kind: 'failed'; message: string; next: string };

export type KeyCalls = {
  check(provider: ProviderId, key: string): Promise<{ ok: boolean; reached: boolean; detail: string }>;
  set(provider: ProviderId, key: string, memory: boolean): Promise<unknown>;
};

/** A key as providers print it, without what comes along when it is copied: blanks, quotes, the name of a variable. */
export function cleanKey(text: string): string {
  return text
    .trim()
    .replace(/^(?:export\s+)?[A-Z][A-Z0-9_]*\s*=\s*/, '')
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
}

export async function saveKey(calls: KeyCalls, trial: Trial): Promise<KeyOutcome> {
  const key = cleanKey(trial.text);
  if (key === '') return { kind: 'empty' };
  try {
    // What a person was asked about already is not asked the provider again.
    if (!trial.unchecked && !trial.memory) {
      const { ok, reached, detail } = await calls.check(trial.provider, key);
      if (!reached) return { kind: 'unreached', detail };
      if (!ok) return { kind: 'refused', detail };
    }
    await calls.set(trial.provider, key, trial.memory === true);
    return { kind: 'saved' };
  } catch (error) {
    const code = error instanceof RushesError ? error.code : 'INTERNAL';
    if (code === 'KEYCHAIN_LOCKED' || code === 'KEYCHAIN_ABSENT')
      return { kind: 'no_keychain', locked: code === 'KEYCHAIN_LOCKED' };
    const { message, next } = toldInStudio(error);
    return { kind: 'failed', message, next };
  }
}
