import type { Event } from '../../src-shared/contract/events.ts';
import type { Listener } from '../api/connect.ts';
import { fill, setConnection, take } from './mirror.ts';

/**
 * Feeds the mirror. The subscription begins before the snapshot is asked for, so nothing falls between them; events are taken up once a frame,
 * because a screen shows no more. A gap ends the connection's turn, and the next one starts with a new snapshot.
 */
export const follow: Listener = {
  async live({ client }, signal) {
    const gap = new AbortController();
    const stream = await client.app.events(undefined, { signal: AbortSignal.any([signal, gap.signal]) });
    const [snapshot, info] = await Promise.all([client.app.snapshot(), client.app.info()]);
    fill(snapshot, info);
    let waiting: Event[] = [];
    let frame = 0;
    const takeAll = (): void => {
      frame = 0;
      const events = waiting;
      waiting = [];
      if (!gap.signal.aborted && !take(events)) gap.abort();
    };
    try {
      for await (const event of stream) {
        waiting.push(event);
        // A hidden page is given no frames, but its notices are due all the same.
        if (document.hidden) takeAll();
        else if (frame === 0) frame = requestAnimationFrame(takeAll);
      }
    } finally {
      cancelAnimationFrame(frame);
    }
  },
  lost: () => setConnection('lost'),
  signedOut: () => setConnection('signed_out'),
};
