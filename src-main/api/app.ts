import type { Event } from '../../src-shared/contract/events.ts';
import { api } from './base.ts';
import { queueOf } from './event-queue.ts';

/** Jobs that a mirror starts with besides those that have not ended; older ones are paged in. */
const firstPage = 200;

export const app = {
  info: api.app.info.handler(({ context: { engine, about } }) => ({
    ...about,
    demo: engine.demo,
    pid: process.pid,
    working: engine.working(),
    schema: engine.schema(),
  })),
  // What changes while the jobs are read is told by events behind `rev`, so that is read first.
  snapshot: api.app.snapshot.handler(async ({ context: { engine } }) => ({
    rev: engine.events.rev(),
    credits: engine.balance(),
    paused: engine.settings.paused(),
    blocked: engine.blocked(),
    texts: engine.events.texts(),
    jobs: await engine.mirrored(firstPage),
  })),
  events: api.app.events.handler(async function* ({ context: { engine }, signal }) {
    const waiting = queueOf<Event>(signal);
    const end = engine.events.subscribe(waiting.push);
    try {
      yield* waiting.items();
    } finally {
      end();
    }
  }),
  doctor: api.app.doctor.handler(({ context: { upkeep } }) => upkeep.examine()),
  backup: api.app.backup.handler(({ context: { upkeep } }) => upkeep.backup()),
  bundle: api.app.bundle.handler(({ input, context: { upkeep } }) => upkeep.bundle(input.file)),
};
