import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../../src-main/api/client.ts';

/** Between two bunches of updates, ms. */
const everyMs = 50;

/** Changes takes in turn, so many a second, until it is stopped; each is an event of its job. */
export function starring(client: Client, takes: readonly string[], perSecond: number) {
  const begun = performance.now();
  let sent = 0;
  let running = true;
  const work = (async () => {
    while (running) {
      await wait(everyMs);
      const due = Math.floor(((performance.now() - begun) / 1_000) * perSecond) - sent;
      // A large step, so that rows everywhere in the list change.
      const bunch = Array.from({ length: due }, (_, i) => (sent + i) * 37);
      sent += due;
      await Promise.all(
        bunch.map((n) =>
          client.takes.star({
            take: takes[n % takes.length] ?? '',
            starred: Math.floor(n / 37 / takes.length) % 2 === 0,
          }),
        ),
      );
    }
  })();
  return {
    /** Answers how many were made a second. */
    async stop(): Promise<number> {
      running = false;
      await work;
      return sent / ((performance.now() - begun) / 1_000);
    },
  };
}
