/** What the app asked of Electron, in its order: `what`, and what it was given as plain data. */
export type Entry = { what: string; with: unknown[] /** ms since the process began. */; at: number };

export const entries: Entry[] = [];

/** Plain data of a value; functions and live objects as a word. */
export function plain(value: unknown, depth = 6): unknown {
  if (typeof value === 'function') return '[function]';
  if (value === null || typeof value !== 'object') return value === undefined ? null : value;
  if (depth === 0) return '[deep]';
  if (Array.isArray(value)) return value.map((one) => plain(one, depth - 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return `[${value.constructor?.name ?? 'object'}]`;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, depth - 1)]));
}

export function note(what: string, ...given: unknown[]): void {
  entries.push({ what, with: given.map((one) => plain(one)), at: performance.now() });
  process.send?.({ tell: 'noted' });
}
