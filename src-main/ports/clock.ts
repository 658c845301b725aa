/** Time, passed in. Wall time may step in either direction; monotonic time only grows. */
export type Clock = {
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Milliseconds since some start; never goes back. */
  monotonic(): number;
  /** Calls back once after `ms`; returns how to forget it. */
  after(ms: number, call: () => void): () => void;
  /** Calls back in a later turn of the event loop, that no other of these calls shares: what came in meanwhile goes first. */
  soon(call: () => void): void;
  /** Midnight (wall clock, ms) that began the local day, and the one that began the local month, of `at`. */
  localDay(at: number): { dayStart: number; nextDay: number; monthStart: number; nextMonth: number };
};
