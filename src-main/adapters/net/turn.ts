/** Who waits for a turn, in order. */
const waiting: (() => void)[] = [];

/**
 * Resolves in a later turn of the event loop, that nobody else who waits here shares: what came in meanwhile goes first, and two pieces of
 * work of tens of ms never become one of twice that.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // An immediate still belongs to the turn that asks for it, the one after it does not.
    if (waiting.push(resolve) === 1) setImmediate(() => setImmediate(give));
  });
}

function give(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(give);
}
