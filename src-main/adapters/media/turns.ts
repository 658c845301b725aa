/** Ends a turn: the next one begins. */
export type EndTurn = () => void;

/** One at a time, in the order in which they came. A wait ends with its signal. */
export function createTurns(): (signal: AbortSignal) => Promise<EndTurn> {
  const waiting: (() => void)[] = [];
  let taken = false;

  const end = (): void => {
    const next = waiting.shift();
    if (next) next();
    else taken = false;
  };

  return async (signal) => {
    signal.throwIfAborted();
    if (taken) {
      await new Promise<void>((resolve, reject) => {
        const go = (): void => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal.reason);
        };
        waiting.push(go);
        signal.addEventListener('abort', leave, { once: true });
      });
    }
    taken = true;
    return end;
  };
}
