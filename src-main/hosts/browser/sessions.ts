import type { KeptSession } from './kept.ts';
import { createOnce } from './once.ts';
import { derived, digestOf, isSame, newSecret } from './secrets.ts';

/**
 * Who may use the studio. A launch code (once, 60 s) becomes a session: a cookie and a bearer, good together only, for 30
 * days and over restarts. Media elements cannot send a bearer: their address holds the session's ticket for assets, which
 * follows from the bearer, so that an address stays the same as long as the session, and what a browser has kept is of use.
 */
export type Sessions = ReturnType<typeof createSessions>;

export type SessionsDeps = {
  kept: readonly KeptSession[];
  save(sessions: readonly KeptSession[]): void;
  /** Wall clock, ms: a session outlives this process. */
  now(): number;
  /** Monotonic, ms. */
  monotonic(): number;
};

/** What a page brings to say who it is. */
type Signs = { cookies: readonly string[]; bearer: string | null };

const codeMs = 60_000;
const ticketMs = 30_000;
export const sessionMs = 30 * 24 * 3_600_000;
/** The oldest goes for the next. */
const most = 50;

export function createSessions({ kept, save, now, monotonic }: SessionsDeps) {
  const codes = createOnce<true>(monotonic, codeMs);
  const tickets = createOnce<string>(monotonic, ticketMs);
  const enders = new Set<() => void>();
  let all = [...kept];

  const good = (): KeptSession[] => all.filter((one) => one.until > now() && one.until <= now() + sessionMs);
  /** Looks at every one, so that the time it takes does not say where one was found. */
  const holding = (cookies: readonly string[]): KeptSession[] =>
    good().filter((one) => cookies.filter((cookie) => isSame(one.cookie, cookie)).length > 0);

  /** The session of a cookie and a bearer that belong together. */
  const withBearer = (cookies: readonly string[], bearer: string | null): string | null =>
    bearer === null ? null : (holding(cookies).find((one) => isSame(one.bearer, bearer))?.id ?? null);

  return {
    launchCode: (): string => codes.make(true),

    /**
     * A session for a launch code; null where it is no good, or not any more. A page that is signed in keeps its own, without a
     * new cookie, which would be taken from under the tabs that are open.
     */
    begin(code: string, page: Signs): { cookie: string | null; bearer: string } | null {
      if (!codes.take(code)) return null;
      if (page.bearer !== null && withBearer(page.cookies, page.bearer) !== null)
        return { cookie: null, bearer: page.bearer };
      const [cookie, bearer] = [newSecret(), newSecret()];
      const made: KeptSession = {
        id: digestOf(newSecret()),
        cookie: digestOf(cookie),
        bearer: digestOf(bearer),
        assets: digestOf(derived(bearer, 'assets')),
        until: now() + sessionMs,
      };
      all = [...good(), made].slice(-most);
      save(all);
      return { cookie, bearer };
    },

    withBearer,

    /** The session of a cookie and a ticket for assets that belong together. */
    withAssets(cookies: readonly string[], ticket: string): string | null {
      return holding(cookies).find((one) => isSame(one.assets, ticket))?.id ?? null;
    },

    /** What a page needs for a socket (once, 30 s) and for media (as long as its session). */
    tickets: (session: string, bearer: string): { socket: string; assets: string } => ({
      socket: tickets.make(session),
      assets: derived(bearer, 'assets'),
    }),

    /** The session of a cookie and a socket ticket that belong together; the ticket is used up whatever comes of it. */
    withSocket(cookies: readonly string[], ticket: string): string | null {
      const session = tickets.take(ticket);
      return holding(cookies).find((one) => one.id === session)?.id ?? null;
    },

    /** Ends every session, code and ticket at once. */
    endAll(): void {
      codes.clear();
      tickets.clear();
      all = [];
      // Before the disk is asked: what is open dies even where the disk is full.
      for (const end of [...enders]) end();
      save(all);
    },

    /** Calls back when the sessions end. */
    onEnd(call: () => void): () => void {
      enders.add(call);
      return () => void enders.delete(call);
    },
  };
}
