/**
 * The second click of a double click, and a key that is held down, are no wish of their own: what stands there by then may be another question,
 * as the OK to a price that rose.
 */
const samePressMs = 700;

/** Remembers presses; answers those of these ids that were not pressed a moment ago (ms on a clock that only grows). */
export function createPresses(): (ids: readonly string[], nowMs: number) => string[] {
  const last = new Map<string, number>();
  return (ids, nowMs) => {
    for (const [id, at] of last) if (nowMs - at > samePressMs) last.delete(id);
    const fresh = ids.filter((id) => !last.has(id));
    for (const id of ids) last.set(id, nowMs);
    return fresh;
  };
}
