import { createHash, randomBytes } from 'node:crypto';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { KeyStatus } from '../../../src-shared/contract/providers.ts';
import { type ProviderId, providerIds } from '../../../src-shared/domain/request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeychainPort, KeychainState } from '../../ports/keychain.ts';
import type { Db } from '../db/db.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Keys go in and never come out of the engine but to the adapter that sends them. A key of the environment wins over
 * the keychain. The database holds a salted mark and the last four characters, so that a key which the keychain no
 * longer has is told as `changed` and a refused key can be told from its successor.
 *
 * A keychain that does not open (locked, not there yet) has not answered: it is asked again, ever more seldom, because
 * each time may raise a prompt. That there is no key is known only from one that opened.
 */
export type Keys = ReturnType<typeof createKeys>;

type Source = 'env' | 'keychain' | 'memory' | 'demo';
type Held = { key: string; source: Source };
/** A keychain that did not open: when (monotonic, ms) it is asked again, and how long the wait for that was. */
type Shut = { state: Exclude<KeychainState, 'ok'>; wait: number; again: number };
type Saved = Partial<Record<ProviderId, { last4: string; mark: string }>>;

export type KeysDeps = {
  db: Db;
  settings: Settings;
  keychain: KeychainPort;
  /** Keys given for this process: environment or demo. */
  given: Partial<Record<ProviderId, { key: string; source: 'env' | 'demo' }>>;
  /** Name of this profile in the keychain, so that two profiles keep two keys. */
  profile: string;
  clock: Pick<Clock, 'monotonic'>;
  /** Called when the keychain gave a key. */
  found(id: ProviderId): void;
};

/** Waits (ms) before a keychain that did not open is asked again. */
const againMs = { first: 15_000, most: 600_000 };

export function createKeys({ db, settings, keychain, given, profile, clock, found }: KeysDeps) {
  const held = new Map<ProviderId, Held>();
  /** Every key that this process has held, also one that was replaced: a late line of the log may still name it. */
  const seen = new Set<string>();
  const hide = (key: string): void => {
    for (const part of secretParts(key)) seen.add(part);
  };
  const hold = (id: ProviderId, key: Held): void => {
    hide(key.key);
    held.set(id, key);
  };
  for (const id of providerIds) {
    const key = given[id];
    if (key) hold(id, key);
  }
  const asked = new Set<ProviderId>();
  const shut = new Map<ProviderId, Shut>();
  const loading = new Map<ProviderId, Promise<void>>();
  const account = (id: ProviderId): string => `${profile}:${id}`;
  const saved = (): Saved => (settings.fact('keys') as Saved | undefined) ?? {};
  // Made with the profile and not when first needed: a mark is asked for inside transactions.
  if (typeof settings.fact('salt') !== 'string') {
    const made = randomBytes(16).toString('hex');
    db.write(() => settings.setFact('salt', made));
  }
  const markOf = (key: string): string =>
    createHash('sha256')
      .update(String(settings.fact('salt')))
      .update(key)
      .digest('hex')
      .slice(0, 16);
  const remember = (id: ProviderId, key: string | null): void => {
    const next: Saved = { ...saved() };
    if (key === null) delete next[id];
    else next[id] = { last4: last4(key), mark: markOf(key) };
    db.write(() => settings.setFact('keys', next));
  };
  /** The keychain opened and answered. */
  const answered = (id: ProviderId, key: string | null): void => {
    shut.delete(id);
    asked.add(id);
    // It may have been removed, or replaced, while the keychain was asked.
    if (key === null || held.has(id) || !saved()[id]) return;
    hold(id, { key, source: 'keychain' });
    found(id);
  };
  const fetchKey = async (id: ProviderId): Promise<void> => {
    if (!saved()[id]) return answered(id, null);
    let state = await keychain.state();
    let key: string | null = null;
    try {
      if (state === 'ok') key = await keychain.get(account(id));
    } catch (error) {
      state = error instanceof RushesError && error.code === 'KEYCHAIN_LOCKED' ? 'locked' : 'absent';
    }
    if (state === 'ok') return answered(id, key);
    const wait = Math.min(2 * (shut.get(id)?.wait ?? againMs.first / 2), againMs.most);
    shut.set(id, { state, wait, again: clock.monotonic() + wait });
  };
  const status = (id: ProviderId): KeyStatus => {
    const here = held.get(id);
    const kept = saved()[id];
    return {
      provider: id,
      present: Boolean(here ?? kept),
      last4: here ? last4(here.key) : (kept?.last4 ?? null),
      source: here?.source ?? (kept ? 'keychain' : null),
    };
  };

  return {
    /** Every key that this process knows; for the redacting sink only. */
    secrets: (): string[] => [...seen],
    /** Lets no line of the log show a key that is only being tried. */
    hide,
    markOf,
    /** Whether the key of a provider was looked for already; `load` looks. */
    loaded: (id: ProviderId): boolean => held.has(id) || asked.has(id) || shut.has(id),
    /** Milliseconds until `load` would ask the keychain; null where it would not, because the answer is known. */
    dueIn(id: ProviderId): number | null {
      if (held.has(id) || asked.has(id)) return null;
      return Math.max(0, (shut.get(id)?.again ?? 0) - clock.monotonic());
    },
    /** Why the keychain did not give the key of a provider; null where it did, or has none. */
    shut: (id: ProviderId): Shut['state'] | null => (held.has(id) ? null : (shut.get(id)?.state ?? null)),
    has: (id: ProviderId): boolean => held.has(id),
    /** True where there is a key, also one that was not fetched yet. */
    present: (id: ProviderId): boolean => held.has(id) || saved()[id] !== undefined,
    current: (id: ProviderId): string | null => held.get(id)?.key ?? null,

    /**
     * Fetches a saved key from the keychain, once; where none was ever saved the keychain is left alone. One that did not
     * open is not asked again before its time, unless a person wants it `now`.
     */
    load(id: ProviderId, now = false): Promise<void> {
      if (held.has(id) || (!now && this.dueIn(id) !== 0)) return Promise.resolve();
      const under = loading.get(id) ?? fetchKey(id).finally(() => loading.delete(id));
      loading.set(id, under);
      return under;
    },

    /** Lets the keychain be asked again for keys that it did not give: a person may have unlocked it. */
    askAgain(): void {
      asked.clear();
      for (const [id, one] of shut) shut.set(id, { ...one, again: clock.monotonic() });
    },

    /** How the keychain is and which keys there are. What it gives now and did not give before is taken. */
    async status() {
      const kept = Object.keys(saved()) as ProviderId[];
      let state: 'ok' | 'locked' | 'absent' | 'changed' | 'unused' = 'unused';
      if (kept.length > 0) {
        state = await keychain.state();
        if (state === 'ok') {
          for (const id of kept) {
            const key = await keychain.get(account(id));
            if (key === null || markOf(key) !== saved()[id]?.mark) state = 'changed';
            if (shut.has(id)) answered(id, key);
          }
        }
      }
      return { keychain: state, keys: providerIds.map(status) };
    },

    /** Saves a key in the keychain, or in memory where that was agreed to and no keychain works. */
    async set(id: ProviderId, key: string, memory: boolean): Promise<KeyStatus> {
      if (!/^[\x21-\x7e]+$/.test(key)) {
        throw new RushesError('BAD_INPUT', { field: 'key', rule: 'printable characters without spaces' });
      }
      const state = await keychain.state();
      if (state === 'ok') {
        await keychain.set(account(id), key);
        remember(id, key);
        hold(id, { key, source: 'keychain' });
        this.askAgain();
      } else if (memory) {
        hold(id, { key, source: 'memory' });
      } else {
        throw new RushesError(state === 'locked' ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_ABSENT', { field: 'key' });
      }
      return status(id);
    },

    async remove(id: ProviderId): Promise<KeyStatus> {
      if (saved()[id]) {
        const state = await keychain.state();
        if (state !== 'ok')
          throw new RushesError(state === 'locked' ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_ABSENT', { field: 'key' });
        await keychain.remove(account(id));
        remember(id, null);
        shut.delete(id);
      }
      if (held.get(id)?.source !== 'env' && held.get(id)?.source !== 'demo') held.delete(id);
      return status(id);
    },
  };
}

/**
 * A key of several parts (`cloudinary://KEY:SECRET@CLOUD`) is secret as a whole and in its parts; with the colon too, because
 * in the Base64 of a `Basic` header the first part alone would be found together with the first letters of the second.
 */
function secretParts(key: string): string[] {
  const [, first, second] = /^\w+:\/\/([^:@]+):([^@]+)@/.exec(key) ?? [];
  return first && second ? [key, `${first}:${second}`, first, second] : [key];
}

const last4 = (key: string): string => (key.length >= 12 ? key.slice(-4) : '****');
