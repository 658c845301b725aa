import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import type { Exchange, SubmitOutcome } from '../../src-main/ports/provider.ts';
import { answering, engineOn, quickFolder, seeded } from './engine-world.ts';

/** A request that was claimed but has not left: reading code, a key, a connection. What overtakes it there keeps it here. */
let folder: ReturnType<typeof quickFolder>;
beforeEach(() => {
  folder = quickFolder();
});
afterEach(() => folder.remove());

/** A provider that gets no connection until it is told to go on; what is withdrawn meanwhile does not leave. */
function slowToConnect() {
  const left: string[] = [];
  let waiting: (() => void) | null = null;
  const fal = answering(
    () => ({ kind: 'accepted', requestId: 'r1' }),
    () => undefined,
  );
  fal.submit = (_request, exchange: Exchange) =>
    new Promise<SubmitOutcome>((resolve) => {
      const end = (): void => {
        if (exchange.withdrawn.aborted) {
          resolve({ kind: 'not_sent', error: { code: 'not_sent', subject: 'fal' } });
          return;
        }
        left.push('paid');
        exchange.accepted('r1');
        resolve({ kind: 'accepted', requestId: 'r1' });
      };
      exchange.withdrawn.addEventListener('abort', end, { once: true });
      waiting = end;
    });
  return { fal, left, connect: () => waiting?.(), isWaiting: () => waiting !== null };
}

const world = (fal: ReturnType<typeof answering>) => {
  const clock = fakeClock(Date.UTC(2026, 5, 1, 12));
  const { engine, close } = engineOn({ folder: folder.path, clock, fal, random: seeded('withdrawn') });
  return { clock, engine, close };
};
/** A job that was claimed and whose request is on its way to a connection. */
async function claimed(provider: ReturnType<typeof slowToConnect>) {
  const here = world(provider.fal);
  const { engine } = here;
  engine.write(() => engine.ledger.grant(1_000, 'opening', 'enough'));
  const [job] = engine.write(() => engine.create.create({ workflow: 'tts', params: { text: 'A line.' } }));
  engine.start();
  await here.clock.advance(1_000);
  expect(provider.isWaiting()).toBe(true);
  return { here, id: job?.id ?? '' };
}

test('a job that is cancelled before its request left sends nothing, and nothing is in doubt', async () => {
  const provider = slowToConnect();
  const { here, id } = await claimed(provider);

  here.engine.actOn(id, here.engine.actions.cancel);
  await here.clock.advance(1_000);
  expect(provider.left).toEqual([]);
  const job = here.engine.show(id);
  expect(job.attempts).toMatchObject([{ state: 'cancelled', error: { charged: false } }]);
  expect(here.engine.ledger.balance()).toMatchObject({ available: 1_000, held: 0, spent: 0 });
  await here.close();
});

test('an engine that ends before a request left sends nothing; the next start sends it, once', async () => {
  const first = slowToConnect();
  const { here: before, id } = await claimed(first);
  await before.close();
  expect(first.left).toEqual([]);

  const second = slowToConnect();
  const after = world(second.fal);
  after.engine.start();
  await after.clock.advance(1_000);
  second.connect();
  await after.clock.advance(1_000);
  expect(second.left).toEqual(['paid']);
  expect(after.engine.show(id).attempts.map(({ state }) => state)).toEqual(['failed', 'running']);
  await after.close();
});
