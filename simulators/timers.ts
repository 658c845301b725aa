/** Waiting that ends with the simulator: after `close` no timer is left and nothing that waits goes on. */
export type Timers = {
  /** Resolves after `ms` milliseconds (at once for 0); never resolves once `close` was called. */
  wait(ms: number): Promise<void>;
  close(): void;
};

export function createTimers(): Timers {
  const running = new Set<NodeJS.Timeout>();
  let closed = false;
  return {
    wait(ms) {
      if (ms <= 0 && !closed) return Promise.resolve();
      return new Promise((resolve) => {
        if (closed) return;
        const timer = setTimeout(() => {
          running.delete(timer);
          resolve();
        }, ms);
        running.add(timer);
      });
    },
    close() {
      closed = true;
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}
