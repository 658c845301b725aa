import * as z from 'zod/mini';
import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { WaitReason } from '../../../src-shared/domain/job.ts';
import { type ProviderId, providerIds } from '../../../src-shared/domain/request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderPort } from '../../ports/provider.ts';
import type { Db } from '../db/db.ts';
import { json, storedError } from '../jobs/store.ts';
import type { Keys } from './keys.ts';

/**
 * What stands between the queue and a provider: its key, its money, its rate limit, the network. A person's matters
 * (key, balance) and the rate are kept over a restart; the network is found out anew.
 *
 * Before the first submit, and again when nothing was heard for a minute, the provider is asked a free question: a
 * captive portal or a dead network then makes jobs wait, where a paid request into it would end as `unknown`.
 */
export type Gates = ReturnType<typeof createGates>;

/** An answer younger than this (ms) proves the network. */
const freshMs = 60_000;
const probeMs = { first: 1_000, most: 30_000, limit: 10_000 };

const row = z.object({
  id: z.enum(providerIds),
  paused_for: z.nullable(z.enum(['key', 'balance'])),
  key_mark: z.nullable(z.string()),
  cool_until: z.nullable(z.number()),
  error: z.nullable(json(storedError)),
});

type Net = {
  heardAt: number;
  offlineSince: number | null;
  probing: boolean;
  wait: number;
  forget: (() => void) | null;
};

export type GatesDeps = {
  db: Db;
  clock: Clock;
  keys: Keys;
  /** Who can be asked whether it is there. */
  asked: Partial<Record<ProviderId, Pick<ProviderPort, 'reachable'>>>;
  /** Called when a provider answered after a silence, and waited for, before its gate opens. */
  reached(id: ProviderId): Promise<void>;
  /** Called when a gate may have opened or closed. */
  changed(): void;
};

export function createGates({ db, clock, keys, asked, ...deps }: GatesDeps) {
  // Told after the transaction that a caller may be in.
  const changed = (): void => queueMicrotask(deps.changed);
  const net = new Map<ProviderId, Net>();
  let told: Partial<Record<ProviderId, WaitReason>> = {};
  /** How to forget the timer that asks a keychain again. */
  const keyTimers = new Map<ProviderId, () => void>();
  const stopped = new AbortController();
  const of = (id: ProviderId): Net => {
    const known = net.get(id);
    if (known) return known;
    const made: Net = {
      heardAt: -Infinity,
      offlineSince: null,
      probing: false,
      wait: probeMs.first,
      forget: null,
    };
    net.set(id, made);
    return made;
  };
  const read = (id: ProviderId) => {
    const found = db.sql('SELECT * FROM providers WHERE id = ?').get(id);
    return found ? row.parse(found) : { id, paused_for: null, key_mark: null, cool_until: null, error: null };
  };
  const write = (
    id: ProviderId,
    v: {
      pausedFor: string | null;
      keyMark: string | null;
      coolUntil: number | null;
      error: StoredError | null;
    },
  ): void => {
    db.sql(
      `INSERT INTO providers (id, paused_for, key_mark, cool_until, error) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET paused_for = excluded.paused_for, key_mark = excluded.key_mark,
         cool_until = excluded.cool_until, error = excluded.error`,
    ).run(id, v.pausedFor, v.keyMark, v.coolUntil, v.error ? JSON.stringify(v.error) : null);
  };
  const currentMark = (id: ProviderId): string | null => {
    const key = keys.current(id);
    return key === null ? null : keys.markOf(key);
  };

  const probe = async (id: ProviderId): Promise<void> => {
    const state = of(id);
    if (state.probing || stopped.signal.aborted) return;
    state.probing = true;
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(probeMs.limit)]);
    const ok = await (asked[id]?.reachable(signal) ?? Promise.resolve(false)).catch(() => false);
    if (ok) await deps.reached(id).catch(() => undefined);
    state.probing = false;
    if (stopped.signal.aborted) return;
    if (ok) {
      state.heardAt = clock.monotonic();
      state.offlineSince = null;
      state.wait = probeMs.first;
      changed();
    } else goOffline(id);
  };

  /** Keeps asking, ever more seldom, until the provider answers. */
  const goOffline = (id: ProviderId): void => {
    const state = of(id);
    const news = state.offlineSince === null;
    state.offlineSince ??= clock.monotonic();
    state.heardAt = -Infinity;
    state.forget?.();
    state.forget = clock.after(state.wait, () => void probe(id));
    state.wait = Math.min(state.wait * 2, probeMs.most);
    if (news) changed();
  };

  /** Asks for a key that work waits for: at once, or when the keychain may be asked again. */
  const askForKey = (id: ProviderId): void => {
    const wait = keys.dueIn(id);
    if (wait === null || stopped.signal.aborted) return;
    if (wait === 0) void keys.load(id).then(changed, changed);
    else if (!keyTimers.has(id)) {
      const due = (): void => {
        keyTimers.delete(id);
        changed();
      };
      keyTimers.set(id, clock.after(wait, due));
    }
  };

  return {
    /** Why nothing can be sent to this provider now; null where something can. */
    blocked(id: ProviderId): Extract<WaitReason, 'key' | 'balance' | 'network' | 'rate'> | null {
      if (keys.loaded(id) && !keys.has(id)) return 'key';
      const kept = read(id);
      if (kept.paused_for) return kept.paused_for;
      if (of(id).offlineSince !== null) return 'network';
      if (kept.cool_until !== null && kept.cool_until > clock.now()) return 'rate';
      return null;
    },
    /** The same of every provider that has one. */
    allBlocked(): Partial<Record<ProviderId, WaitReason>> {
      const reasons = (Object.keys(asked) as ProviderId[]).map((id) => [id, this.blocked(id)] as const);
      return Object.fromEntries(reasons.filter(([, reason]) => reason !== null));
    },
    /** What is blocked, where that changed since this was last asked. `back`: somewhere a silence or a want of a key is over. */
    news(): { blocked: Partial<Record<ProviderId, WaitReason>>; back: boolean } | null {
      const blocked = this.allBlocked();
      const differ = providerIds.filter((id) => blocked[id] !== told[id]);
      const back = differ.some((id) => told[id] === 'network' || told[id] === 'key');
      told = blocked;
      return differ.length > 0 ? { blocked, back } : null;
    },
    /** What is said of a provider that is blocked for its key or its money. */
    error(id: ProviderId): StoredError | null {
      const shut = keys.shut(id);
      if (shut) return { code: shut === 'locked' ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_ABSENT', subject: id };
      return read(id).error;
    },
    /** Wall clock (ms) when a rate limit ends; null where none runs. */
    coolUntil: (id: ProviderId): number | null => read(id).cool_until,
    /** Milliseconds without network; 0 while online. */
    offlineMs(id: ProviderId): number {
      const since = of(id).offlineSince;
      return since === null ? 0 : clock.monotonic() - since;
    },

    /** True where a submit may go out at once. Where not, it finds out and calls `changed`. */
    ready(id: ProviderId): boolean {
      if (!keys.has(id)) {
        askForKey(id);
        return false;
      }
      if (this.blocked(id) !== null) return false;
      if (clock.monotonic() - of(id).heardAt <= freshMs) return true;
      void probe(id);
      return false;
    },

    /** The provider answered something of its own. */
    heard(id: ProviderId): void {
      const state = of(id);
      state.heardAt = clock.monotonic();
      if (state.offlineSince === null) return;
      state.forget?.();
      state.offlineSince = null;
      state.wait = probeMs.first;
      changed();
    },
    goOffline,
    /** An answer did not come or was not the provider's own: finds out whether the network is there. */
    doubt(id: ProviderId): void {
      of(id).heardAt = -Infinity;
      void probe(id);
    },

    /** Inside the caller's transaction: nothing more is sent until a person mended it. */
    pause(id: ProviderId, reason: 'key' | 'balance', error: StoredError): void {
      write(id, { pausedFor: reason, keyMark: currentMark(id), coolUntil: null, error });
      changed();
    },
    /** Inside the caller's transaction: nothing more is sent before `until` (wall clock, ms). */
    cool(id: ProviderId, until: number): void {
      const kept = read(id);
      write(id, {
        pausedFor: kept.paused_for,
        keyMark: kept.key_mark,
        coolUntil: Math.max(until, kept.cool_until ?? 0),
        error: kept.error,
      });
    },
    /** Moves rate limits by `ms`: the wall clock was set. Inside the caller's transaction. */
    shiftWaits(ms: number): void {
      db.sql('UPDATE providers SET cool_until = cool_until + ? WHERE cool_until IS NOT NULL').run(ms);
    },
    /** A person mended what this provider was paused for, or says so. */
    mend(id: ProviderId): void {
      if (read(id).paused_for === null) return;
      db.write(() => write(id, { pausedFor: null, keyMark: null, coolUntil: null, error: null }));
      changed();
    },
    /** A key other than the one that was refused is as good as a person's word. */
    mendByNewKey(id: ProviderId): void {
      const kept = read(id);
      if (kept.paused_for !== 'key') return;
      const mark = currentMark(id);
      if (mark !== null && mark !== kept.key_mark) this.mend(id);
    },

    stop(): void {
      stopped.abort();
      for (const state of net.values()) state.forget?.();
      for (const forget of keyTimers.values()) forget();
    },
  };
}
