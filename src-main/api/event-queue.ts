/** Events that a subscriber has not taken yet. A subscriber that lags this far behind is cut off and fetches a snapshot. */
const most = 10_000;

/** A queue between a publisher that does not wait and a reader that does. Ends when the signal fires. */
export function queueOf<T>(signal: AbortSignal | undefined): {
  push(item: T): void;
  items(): AsyncGenerator<T>;
} {
  let waiting: T[] = [];
  let wake: (() => void) | null = null;
  let ended = signal?.aborted ?? false;
  const end = (): void => {
    ended = true;
    wake?.();
  };
  signal?.addEventListener('abort', end, { once: true });
  return {
    push(item) {
      waiting.push(item);
      if (waiting.length > most) end();
      wake?.();
    },
    async *items() {
      while (!ended) {
        const taken = waiting;
        waiting = [];
        yield* taken;
        if (waiting.length === 0 && !ended) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = null;
        }
      }
    },
  };
}
