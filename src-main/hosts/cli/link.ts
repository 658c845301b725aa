import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Event } from '../../../src-shared/contract/events.ts';
import { fromWire } from '../../../src-shared/contract/from-wire.ts';
import type { Client } from '../../api/client.ts';
import { pause } from './interrupt.ts';
import type { Session, SessionOptions, World } from './world.ts';

/**
 * The command's connection to the engine of a profile. Where that engine lives in another process and goes away, it is
 * opened again; this process then holds the profile and goes on. A call that was under way then is asked again, after
 * `past` has had a look whether it took effect.
 */
export type Link = {
  /** True where the engine runs in this process. */
  local(): boolean;
  ask<T>(call: (client: Client) => Promise<T>, past?: (client: Client) => Promise<T | null>): Promise<T>;
  /** Every event from now on, over a change of the engine too. What happened between two engines is not told. */
  events(signal: AbortSignal): AsyncGenerator<Event>;
  close(): Promise<void>;
};

type Open = { session: Session; lost: boolean; waiting: Set<(why: Error) => void> };

/** Engines that may go away under one call before it is given up. */
const mostLosses = 20;
/** A dying engine may fail a call a moment before its connection closes (ms). */
const dyingMs = 300;

export function createLink(world: World, options: SessionOptions, interrupted: AbortSignal): Link {
  let open: Promise<Open> | null = null;
  let seen: Open | null = null;

  const begin = async (): Promise<Open> => {
    const session = await world.open(options);
    const made: Open = { session, lost: false, waiting: new Set() };
    session.lost.then(
      () => lose(made),
      () => lose(made),
    );
    seen = made;
    return made;
  };
  const lose = (gone: Open): void => {
    gone.lost = true;
    for (const reject of gone.waiting) reject(new RushesError('ENGINE_GONE'));
  };
  const current = async (): Promise<Open> => {
    if (seen?.lost) {
      const gone = seen;
      seen = null;
      open = null;
      await gone.session.close().catch(() => undefined);
    }
    open ??= begin().catch((error: unknown) => {
      open = null;
      throw error;
    });
    return open;
  };

  /** The call, or the end of its engine, or the person's wish to stop, whichever comes first. */
  const bounded = <T>(at: Open, call: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const stop = (): void => reject(interrupted.reason as Error);
      if (interrupted.aborted) return stop();
      interrupted.addEventListener('abort', stop, { once: true });
      at.waiting.add(reject);
      call()
        .then(resolve, reject)
        .finally(() => {
          interrupted.removeEventListener('abort', stop);
          at.waiting.delete(reject);
        });
    });

  /** Whether what a call failed with is the end of its engine. */
  const isLoss = async (at: Open, error: RushesError): Promise<boolean> => {
    if (at.lost) return true;
    if (at.session.local || (error.code !== 'INTERNAL' && error.code !== 'ENGINE_GONE')) return false;
    await pause(dyingMs, interrupted);
    return at.lost;
  };

  return {
    local: () => seen?.session.local ?? false,

    async ask(call, past) {
      for (let losses = 0; ; losses++) {
        const at = await current();
        const { client } = at.session;
        try {
          return await bounded(at, async () => {
            const known = losses > 0 && past ? await past(client) : null;
            return known ?? call(client);
          });
        } catch (error) {
          if (interrupted.aborted) throw interrupted.reason;
          const told = fromWire(error);
          if (losses >= mostLosses || !(await isLoss(at, told))) throw told;
        }
      }
    },

    async *events(signal) {
      while (!signal.aborted) {
        const at = await current();
        try {
          const stream = await at.session.client.app.events(undefined, { signal });
          for await (const event of stream) yield event;
        } catch {
          // Its engine went away, or the subscription was ended.
        }
        await pause(dyingMs, signal);
      }
    },

    async close() {
      const last = await open?.catch(() => null);
      await last?.session.close();
    },
  };
}
