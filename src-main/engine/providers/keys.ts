import { createHash, randomBytes } from 'node:crypto';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { KeyStatus } from '../../../src-shared/contract/providers.ts';
import { type ProviderId, providerIds } from '../../../src-shared/domain/request.ts';
import type { KeychainPort } from '../../ports/keychain.ts';
import type { Db } from '../db/db.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Keys go in and never come out of the engine but to the adapter that sends them. A key of the environment wins over
 * the keychain. The database holds a salted mark and the last four characters, so that a key which the keychain no
 * longer has is told as `changed` and a refused key can be told from its successor.
 */
export type Keys = ReturnType<typeof createKeys>;

type Source = 'env' | 'keychain' | 'memory' | 'demo';
type Held = { key: string; source: Source };
type Saved = Partial<Record<ProviderId, { last4: string; mark: string }>>;

export type KeysDeps = {
  db: Db;
  settings: Settings;
  keychain: KeychainPort;
  /** Keys given for this process: environment or demo. */
  given: Partial<Record<ProviderId, { key: string; source: 'env' | 'demo' }>>;
  /** Name of this profile in the keychain, so that two profiles keep two keys. */
  profile: string;
};

export function createKeys({ db, settings, keychain, given, profile }: KeysDeps) {
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
  /** Only when this has settled is it known whether there is a key. */
  const fetchKey = async (id: ProviderId): Promise<void> => {
    try {
      if (!saved()[id] || (await keychain.state()) !== 'ok') return;
      const key = await keychain.get(account(id));
      if (key && !held.has(id)) hold(id, { key, source: 'keychain' });
    } finally {
      asked.add(id);
    }
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
    loaded: (id: ProviderId): boolean => held.has(id) || asked.has(id),
    has: (id: ProviderId): boolean => held.has(id),
    /** True where there is a key, also one that was not fetched yet. */
    present: (id: ProviderId): boolean => held.has(id) || saved()[id] !== undefined,
    current: (id: ProviderId): string | null => held.get(id)?.key ?? null,

    /** Fetches a saved key from the keychain, once; where none was ever saved the keychain is left alone. */
    load(id: ProviderId): Promise<void> {
      if (held.has(id) || asked.has(id)) return Promise.resolve();
      const under = loading.get(id) ?? fetchKey(id).finally(() => loading.delete(id));
      loading.set(id, under);
      return under;
    },

    /** Lets the keychain be asked again for keys that it did not give: a person may have unlocked it. */
    askAgain(): void {
      asked.clear();
    },

    async status() {
      const kept = Object.keys(saved()) as ProviderId[];
      let state: 'ok' | 'locked' | 'absent' | 'changed' | 'unused' = 'unused';
      if (kept.length > 0) {
        state = await keychain.state();
        if (state === 'ok') {
          for (const id of kept) {
            const key = await keychain.get(account(id));
            if (key === null || markOf(key) !== saved()[id]?.mark) state = 'changed';
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
