import type { IncomingMessage } from 'node:http';
import { sha256 } from './canonical.ts';
import type { Call, Provider } from './faults.ts';

/** One received request, as `GET /control/requests` shows it. Keys are hashed before they get here. */
export type JournalEntry = {
  /** ISO time of arrival. */
  at: string;
  provider: Provider | null;
  call: Call | null;
  method: string;
  path: string;
  /** True once the provider has taken the request on, and would bill it. */
  accepted: boolean;
  /** Id of the fal request or of the OpenRouter generation that this request made or asked about. */
  requestId: string | null;
  authSha256: string | null;
  bodySha256: string | null;
  /** HTTP status of the answer; null while it is open, or when no answer was sent. */
  status: number | null;
};

export type Journal = {
  open(req: IncomingMessage, path: string): JournalEntry;
  all(): readonly JournalEntry[];
  clear(): void;
};

const LONGEST = 10_000;

/** Makes an empty journal. It keeps the newest 10,000 entries, in order of arrival. */
export function createJournal(): Journal {
  let entries: JournalEntry[] = [];
  return {
    open(req, path) {
      const secret = /^\S+\s+(\S.*)$/.exec(req.headers.authorization ?? '')?.[1]?.trim();
      const entry: JournalEntry = {
        at: new Date().toISOString(),
        provider: null,
        call: null,
        method: req.method ?? 'GET',
        path,
        accepted: false,
        requestId: null,
        authSha256: secret ? sha256(secret) : null,
        bodySha256: null,
        status: null,
      };
      entries.push(entry);
      if (entries.length > LONGEST) entries = entries.slice(-LONGEST);
      return entry;
    },
    all: () => entries,
    clear() {
      entries = [];
    },
  };
}
