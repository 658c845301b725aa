import { randomBytes } from 'node:crypto';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeychainPort, KeychainState } from '../../ports/keychain.ts';
import { createTurns, Overdue } from './turns.ts';

/** One password of the system's keychain: the part of the vendor's entry that is used. */
export type KeychainEntry = {
  getPassword(): Promise<string | null>;
  setPassword(password: string): Promise<void>;
  deletePassword(): Promise<boolean>;
};

export type KeychainOptions = {
  /** The name under which keys are filed in the system's keychain. */
  service?: string;
  /** How long a call may take; a prompt that nobody answers hangs. */
  boundMs?: number;
  clock?: Pick<Clock, 'monotonic' | 'after'>;
  /** Opens an entry; throws where the machine has no keychain. */
  openEntry?: (service: string, account: string) => Promise<KeychainEntry>;
};

/** An answer of `state` is good for this long, so that a queue that asks often does not raise a prompt each time. */
const stateGoodMs = 3_000;

/**
 * Keys in the system's keychain. Nothing is taken on trust: a missing keychain reads as "no key", so `null` and "there
 * was nothing to delete" count only after a canary was written, read and deleted, and a write only after it was read back.
 */
export function createKeychain(options: KeychainOptions = {}): KeychainPort {
  const { service = 'Rushes', boundMs = 5_000, clock = machineClock, openEntry = openSystemEntry } = options;
  const turns = createTurns(clock, boundMs);
  let known: { state: KeychainState; cause: unknown; at: number } | null = null;

  async function tryCanary(): Promise<KeychainState> {
    let cause: unknown = null;
    let state: KeychainState = 'ok';
    try {
      const canary = await openEntry(service, `canary-${randomBytes(6).toString('hex')}`);
      const word = randomBytes(12).toString('hex');
      await canary.setPassword(word);
      const read = await canary.getPassword();
      const deleted = await canary.deletePassword();
      if (read !== word || !deleted) state = 'absent';
    } catch (error) {
      cause = error;
      state = stateOf(error);
    }
    return remember(state, cause);
  }

  function remember(state: KeychainState, cause: unknown): KeychainState {
    known = { state, cause, at: clock.monotonic() };
    return state;
  }

  const lately = () => (known !== null && clock.monotonic() - known.at < stateGoodMs ? known.state : null);

  function demand(state: KeychainState): void {
    if (state !== 'ok') throw refusal(state, known?.cause);
  }

  /** Runs one call in its turn and turns what goes wrong into the state of the keychain. */
  async function inTurn<T>(work: (stillWanted: () => void) => Promise<T>): Promise<T> {
    try {
      return await turns.take(work);
    } catch (error) {
      if (error instanceof RushesError) throw error;
      const state = stateOf(error);
      if (!(error instanceof Overdue)) remember(state, error);
      throw refusal(state, error);
    }
  }

  return {
    async state() {
      try {
        return await turns.take(async () => lately() ?? (await tryCanary()));
      } catch (error) {
        return stateOf(error);
      }
    },

    get: (account) =>
      inTurn(async () => {
        const entry = await openEntry(service, account);
        const first = await entry.getPassword();
        if (first !== null) return first;
        demand(await tryCanary());
        return entry.getPassword();
      }),

    set: (account, secret) =>
      inTurn(async (stillWanted) => {
        // The canary raises the prompt. If it is answered too late, the secret is not written after all.
        demand(lately() === 'ok' ? 'ok' : await tryCanary());
        stillWanted();
        const entry = await openEntry(service, account);
        await entry.setPassword(secret);
        if ((await entry.getPassword()) !== secret)
          throw new Error('The keychain did not keep what it took.');
      }),

    remove: (account) =>
      inTurn(async (stillWanted) => {
        const entry = await openEntry(service, account);
        if (await entry.deletePassword()) return;
        demand(await tryCanary());
        stillWanted();
        await entry.deletePassword();
      }),
  };
}

/** Words of the four measured states, of macOS and of a daemon that does not answer. Any other failure: no keychain that works. */
const lockedWords =
  /prompt was dismissed|\blocked\b|user interaction is not allowed|user cancell?ed|passphrase you entered|did not receive a reply|timed? ?out/i;

function stateOf(error: unknown): Exclude<KeychainState, 'ok'> {
  if (error instanceof Overdue) return 'locked';
  return lockedWords.test(error instanceof Error ? error.message : String(error)) ? 'locked' : 'absent';
}

function refusal(state: Exclude<KeychainState, 'ok'>, cause: unknown): RushesError {
  return new RushesError(state === 'locked' ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_ABSENT', {}, { cause });
}

/**
 * On Linux only the Secret Service will do: left to itself the vendor falls back to the kernel's keyring, which forgets
 * everything at the next boot and would pass the canary.
 */
async function openSystemEntry(service: string, account: string): Promise<KeychainEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
}

const machineClock: Pick<Clock, 'monotonic' | 'after'> = {
  monotonic: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
